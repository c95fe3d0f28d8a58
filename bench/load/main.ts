/**
 * `node bench/load/main.ts`: what loading and compiling rules takes, in time of CPU and in memory. SigmaHQ's `rules/` where they
 * are beside this repository, otherwise as many generated ones. Each round has a process of its own; the median counts.
 *
 *   --rules DIR   other rules            --rounds N   how often (5)
 *   --generated   never SigmaHQ's rules  --json       one object
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf } from '../../services/core/errors.ts'
import { machineFacts, machineLoad } from '../machine-facts.ts'
import { median } from '../measure.ts'
import { ruleFolder, writeRules } from '../rules/rule-files.ts'
import type { LoadResult } from './load-once.ts'

const OPTIONS = {
  rules: { type: 'string' },
  generated: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '5' },
  json: { type: 'boolean', default: false },
} as const

/** What issue and documentation promise. */
const ALLOWED = { seconds: 1, bytes: 120 * 1024 * 1024 }

try {
  await main()
} catch (error) {
  console.error(`bench/load: ${messageOf(error)}`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS })
  const rounds = Number(values.rounds)
  if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number above 0')
  const { directory, from } = await chosen(values.rules, values.generated)
  const before = machineLoad()
  const results: LoadResult[] = []
  for (let round = 0; round < rounds; round += 1) results.push(await loadAlone(directory))
  const result = medians(results)
  if (values.json) console.log(JSON.stringify({ from, rounds, ...result }))
  else {
    console.log(`${machineFacts()}; load ${before.toFixed(1)} before, ${machineLoad().toFixed(1)} after`)
    console.log(render(result, from, rounds))
  }
}

async function chosen(directory: string | undefined, generated: boolean): Promise<{ directory: string; from: string }> {
  if (directory !== undefined) return { directory, from: directory }
  return generated ? { directory: await writeRules('all'), from: 'generated' } : ruleFolder('all')
}

async function loadAlone(directory: string): Promise<LoadResult> {
  const child = fork(path.join(import.meta.dirname, 'load-once.ts'), [directory], { execArgv: ['--expose-gc'] })
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('loading has ended without a result')))
  const [result] = (await Promise.race([once(child, 'message'), ended])) as [LoadResult]
  await ended.catch(() => undefined)
  return result
}

/** Each figure's median. */
function medians(results: readonly LoadResult[]): LoadResult {
  const of = (figure: (result: LoadResult) => number): number => median(results.map((result) => figure(result)))
  return {
    files: of(({ files }) => files),
    rules: of(({ rules }) => rules),
    problems: of(({ problems }) => problems),
    compiled: of(({ compiled }) => compiled),
    read: of(({ read }) => read),
    load: of(({ load }) => load),
    compile: of(({ compile }) => compile),
    grown: of(({ grown }) => grown),
    kept: of(({ kept }) => kept),
    before: of((result) => result.before),
    after: of(({ after }) => after),
  }
}

function render(result: LoadResult, from: string, rounds: number): string {
  const mb = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`
  const [whole, grown] = [result.read + result.load + result.compile, result.grown]
  const verdict = whole < ALLOWED.seconds && grown <= ALLOWED.bytes ? 'within' : 'over'
  return [
    `${result.rules} rules of ${result.files} files (${from}), ${result.compiled} of them for our log types, median of ${rounds}`,
    `CPU      ${whole.toFixed(2)} s: files ${result.read.toFixed(2)}, rules ${result.load.toFixed(2)}, compiled ${result.compile.toFixed(2)}`,
    `memory   ${mb(grown)} more resident (${mb(result.before)} → ${mb(result.after)}), ${mb(result.kept)} of them kept`,
    `allowed  ${ALLOWED.seconds.toFixed(2)} s, ${mb(ALLOWED.bytes)}: ${verdict}`,
  ].join('\n')
}
