import type { TemporalTerm } from '../../types.ts'
import type { Aggregate } from './aggregate.ts'
import type { Entry } from './entry.ts'
import { Moment } from './step-matching.ts'

/** A term on its way through a window. */
interface Course {
  readonly steps: readonly number[]
  /** of each place between two steps (0: before the first): the rules that must not be true there */
  readonly forbidden: readonly (readonly number[])[]
  /** by the number of steps done: whether a chain is there that nothing has broken up to now */
  before: boolean[]
  after: boolean[]
}

/**
 * Rules true one after the other, with none of certain rules between them. For closed windows: it never takes anything out,
 * and it is asked of all that was put in.
 */
export function orderedWithGaps(terms: readonly TemporalTerm[]): Aggregate {
  const courses = terms.map(courseOf)
  const moment = new Moment(Math.max(1, ...terms.map(({ has }) => has.length)))
  let time = Number.NEGATIVE_INFINITY
  return {
    additive: false,
    add: (entry: Entry) => {
      if (entry.time !== time) {
        for (const course of courses) course.before = course.after
        moment.clear()
        time = entry.time
      }
      moment.add(entry.refs)
      for (const course of courses) course.after = follow(course, moment)
    },
    remove: () => {},
    clear: () => {
      moment.clear()
      time = Number.NEGATIVE_INFINITY
      for (const course of courses) course.after = course.before = atStart(course.steps)
    },
    holds: () => courses.some(({ steps, after }) => after[steps.length] ?? false),
  }
}

function courseOf({ has, lacks }: TemporalTerm): Course {
  const placeOf = (ref: number): number => has.filter((step) => step < ref).length
  const forbidden = Array.from({ length: has.length + 1 }, (_, place) => lacks.filter((ref) => placeOf(ref) === place))
  return { steps: has, forbidden, before: atStart(has), after: atStart(has) }
}

function atStart(steps: readonly number[]): boolean[] {
  return [true, ...steps.map(() => false)]
}

/** A forbidden event breaks its place also when it has the time of the event before or after. */
function follow({ steps, forbidden, before }: Course, moment: Moment): boolean[] {
  const isBroken = forbidden.map((refs) => refs.some((ref) => moment.has(ref)))
  const after = before.map((isThere, done) => isThere && isBroken[done] === false)
  for (const [done, isThere] of before.entries()) {
    if (!isThere || isBroken[done] === true) continue
    const reached = moment.reach(steps, done)
    for (let step = done + 1; step <= reached && isBroken[step] === false; step += 1) after[step] = true
  }
  return after
}
