import type { Hit } from '../core/hit.ts'
import type { EngineOutput, StatefulEngine } from '../sigma/stateful/types.ts'
import { observationOf } from './stateful-stream.ts'

/**
 * Shows hits that are in the order of their times, and that come after all that were shown before, to the engine: nothing is
 * late. Gives what it said.
 */
export function showInTime(engine: StatefulEngine, hits: readonly Hit[]): EngineOutput {
  const [first] = hits
  if (first) engine.advance(() => first.time)
  for (const hit of hits) if (engine.wants.has(hit.ruleId)) engine.observe(observationOf(hit))
  return engine.take()
}

/** Nothing before this time comes any more, milliseconds since 1970: what waited for it is decided. */
export function endAt(engine: StatefulEngine, time: number): EngineOutput {
  engine.advance(() => time)
  return engine.take()
}
