import { attackStory } from '../../services/app/demo/attack-story.ts'
import { createCompany } from '../../services/app/demo/company.ts'
import { createRandom } from '../../services/app/demo/random.ts'
import { buildEngine } from '../../services/app/engine.ts'
import type { JsonValue } from '../../services/core/json.ts'
import type { NormalizedEvent } from '../../services/normalize/normalized-event.ts'
import { eventField, type EventField } from '../../services/record/event-field.ts'
import { isRejection } from '../../services/normalize/rejection.ts'
import { createRecordReader } from '../../services/record/create-record-reader.ts'
import type { FieldResolver } from '../../services/record/field-access.ts'
import { PathTable } from '../../services/record/field-path.ts'
import { compileMatcher } from '../../services/sigma/compile-matcher.ts'
import type { SigmaRule } from '../../services/sigma/types.ts'
import { setOf } from './rule-sets.ts'
import type { Pair } from './timed.ts'

const ACTION = eventField('event.action')

const START = Date.UTC(2026, 1, 3, 9)

/** Records most of which somebody's rules ask for: what an intruder does in a minute, over and over, with everyday calls between. */
export function denseRecords(everyday: readonly Uint8Array[], count: number, seed: number): readonly Uint8Array[] {
  const company = createCompany(seed)
  const random = createRandom(seed)
  const records: Uint8Array[] = []
  while (records.length < count) {
    for (const { record } of attackStory(company, random, START + records.length * 1000)) {
      records.push(Buffer.from(record))
      const other = everyday[records.length]
      if (other && random.chance(0.2)) records.push(other)
    }
  }
  return records.slice(0, count)
}

/** What everything else can be compared with, whatever the machine is busy with: bytes to text, `JSON.parse`, nothing else. */
export function parsePair(name: string, records: readonly Uint8Array[]): Pair {
  const parse = (): void => {
    for (const { buffer, byteOffset, byteLength } of records) {
      const value: unknown = JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString())
      if (value === null) throw new Error('no record')
    }
  }
  return { name, records: records.length, without: () => undefined, with: parse }
}

/**
 * Matching as the product does it: records are recognised, and the rules of their log source asked. A rule that asks for a field
 * of the event has the record mapped: unless `isMappingCounted`, the same records are mapped in the other pass too.
 */
export function routedPair(
  name: string,
  records: readonly Uint8Array[],
  rules: readonly SigmaRule[],
  isMappingCounted: boolean,
): Pair {
  const { normalizer, detector } = buildEngine(setOf(rules))
  const matched: SigmaRule[] = []
  const pass = (each: (event: NormalizedEvent, index: number) => void) => (): void => {
    for (const [index, bytes] of records.entries()) {
      const event = normalizer.read(bytes, 'auto', {
        source: 'bench',
        object: 'bench',
        position: index,
        received: START,
      })
      if (isRejection(event)) throw new Error(event.detail)
      each(event, index)
    }
  }
  const mapped = new Set<number>()
  pass((event, index) => {
    const get = (field: EventField): JsonValue | undefined => {
      mapped.add(index)
      return event.get(field)
    }
    detector.match({ record: event.record, event: { get }, time: event.time, source: event.source }, [])
  })()
  const without = pass((event, index) => {
    if (!isMappingCounted && mapped.has(index)) event.get(ACTION)
  })
  const matching = pass((event) => {
    matched.length = 0
    detector.match(event, matched)
  })
  return { name, records: records.length, without, with: matching }
}

const byOwnName: FieldResolver = (name, _taxonomy, paths) => [{ from: 'record', path: paths.add(name) }]

/** Matching of rules for one log source whose records have the names that rules use; `isRouted` false: all rules run. */
export function plainPair(
  name: string,
  records: readonly Uint8Array[],
  rules: readonly SigmaRule[],
  source: SigmaRule['logSource'],
  isRouted = true,
): Pair {
  const paths = new PathTable()
  const asked = isRouted ? rules : rules.map((rule): SigmaRule => ({ ...rule, logSource: {} }))
  const { matcher } = compileMatcher(asked, { source, resolve: byOwnName, paths })
  const record = createRecordReader([paths])
  record.use(paths)
  const input = { record, event: { get: () => undefined } }
  const matched: SigmaRule[] = []
  const pass = (isMatching: boolean) => (): void => {
    for (const bytes of records) {
      const fault = record.load(bytes)
      if (fault) throw new Error(fault.detail)
      if (!isMatching) continue
      matched.length = 0
      matcher.match(input, matched)
    }
  }
  return { name, records: records.length, without: pass(false), with: pass(true) }
}
