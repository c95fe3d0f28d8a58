import { attackStory } from '../../services/app/demo/attack-story.ts'
import { createCompany } from '../../services/app/demo/company.ts'
import { createBackground } from '../../services/app/demo/create-background.ts'
import { createRandom } from '../../services/app/demo/random.ts'

/** Gives the next records, so many at most; empty when there are no more. */
export type RecordSource = (most: number) => Buffer[]

/** What records are to be made. */
export interface RecordSourceOptions {
  readonly seed: number
  readonly count: number
  /** event time of the first one, milliseconds since 1970 */
  readonly start: number
  /** milliseconds of event time between two of them */
  readonly step: number
  /** an attack begins after so many records, and again after as many more */
  readonly attackEvery: number
}

/**
 * A company's usual days with an attack now and then, made while they are asked for: so many records as are wanted take no
 * room. The same options give the same bytes.
 */
export function createRecordSource({ seed, count, start, step, attackEvery }: RecordSourceOptions): RecordSource {
  const company = createCompany(seed)
  const background = createBackground({ company, random: createRandom(seed) })
  const story: string[] = []
  let made = 0
  const next = (): string => {
    const at = start + made * step
    if (made % attackEvery === attackEvery - 1) {
      story.push(...attackStory(company, createRandom(seed + made), Math.floor(at)).map(({ record }) => record))
    }
    made += 1
    return story.shift() ?? background(Math.floor(at)).text
  }
  return (most) => Array.from({ length: Math.min(most, count - made) }, () => Buffer.from(next()))
}
