import { writeFile } from 'node:fs/promises'
import { createCompany, type Company } from './company.ts'
import { createBackground } from './create-background.ts'
import { createRandom, type Random } from './random.ts'

/** How far back the history goes: longer than any rule that comes with us wants to learn. */
export const HISTORY_DAYS = 12

/** How many calls are made up in this time, of which the changes are kept and one question in so many. */
const CALLS = 6000
const KEPT_QUESTIONS = 10

const DAY = 86_400_000
/** The history ends so long before the play begins, as logs of yesterday do. */
const GAP = 3_600_000

/**
 * What the company did in the days before the demo, as JSON texts of CloudTrail records in order of time: thinned out, but
 * enough for rules that learn (which regions an account uses, where a key is used) to know what is usual here. `start` is
 * when the play begins, milliseconds since 1970.
 */
export function demoHistory(company: Company, random: Random, start: number): readonly string[] {
  const background = createBackground({ company, random })
  const from = start - HISTORY_DAYS * DAY
  const step = (HISTORY_DAYS * DAY - GAP) / CALLS
  const kept: string[] = []
  for (let call = 0; call < CALLS; call += 1) {
    const { text, readOnly } = background(Math.floor(from + call * step))
    if (!readOnly || call % KEPT_QUESTIONS === 0) kept.push(text)
  }
  return kept
}

/** Writes the history of the demo with this seed, a record a line. */
export async function writeDemoHistory(
  file: string,
  seed: number,
  start: number,
): Promise<{ readonly records: number; readonly days: number }> {
  const records = demoHistory(createCompany(seed), createRandom(seed + 4), start)
  await writeFile(file, `${records.join('\n')}\n`, { mode: 0o600 })
  return { records: records.length, days: HISTORY_DAYS }
}
