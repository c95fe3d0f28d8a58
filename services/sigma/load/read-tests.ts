import { parseDuration } from '../../core/time.ts'
import type { RuleTest } from '../types.ts'
import { hasOnly } from './known-keys.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { entryOf, kindOf, plainObject, type MapEntry, type MapNode, type YamlNode } from './yaml-node.ts'

const TEST_KEYS = ['name', 'event', 'events', 'until', 'expect', 'lists']
const EVENT_KEYS = ['at', 'event']

type TestEvent = RuleTest['events'][number]

/** Reads the `tests` of a rule. Gives null and writes everything that is wrong to the log when one is refused. */
export function readTests(entry: MapEntry, log: ProblemLog): readonly RuleTest[] | null {
  if (entry.value.kind !== 'list') {
    log.error(
      'tests',
      entry.start,
      `“tests” is a ${kindOf(entry.value)}, not a list`,
      'write a list of {name, event, expect}',
    )
    return null
  }
  const tests: RuleTest[] = []
  for (const [index, node] of entry.value.items.entries()) {
    const test = readTest(index, node, log)
    if (test) tests.push(test)
  }
  return tests.length === entry.value.items.length ? tests : null
}

function readTest(index: number, node: YamlNode, log: ProblemLog): RuleTest | null {
  if (node.kind !== 'map') {
    log.error('tests', node.start, `a test is a map, not a ${kindOf(node)}`, 'write event: and expect:')
    return null
  }
  if (!hasOnly(node, TEST_KEYS, 'a test', 'tests', log)) return null
  const name = entryOf(node, 'name')?.value
  if (name && name.kind !== 'scalar') {
    log.error('tests', name.start, `the name of a test is text, not a ${name.kind}`, 'write name: what the test shows')
    return null
  }
  const events = readEvents(node, log)
  const expect = readExpect(node, log)
  const lists = readLists(entryOf(node, 'lists'), log)
  const until = events && readUntil(node, events, log)
  if (!events || expect === null || !lists || until === undefined) return null
  const text = name?.value ?? null
  const line = log.place(node.start).line
  return { name: text === null ? `test ${index + 1}` : String(text), events, expect, lists, until, line }
}

/** `lists: {name: [text, …]}`: watch lists as they are in effect for one test. */
function readLists(entry: MapEntry | undefined, log: ProblemLog): RuleTest['lists'] | null {
  if (!entry) return {}
  const lists = new Map<string, readonly string[]>()
  for (const { key, value } of entry.value.kind === 'map' ? entry.value.entries : []) {
    const items = value.kind === 'list' ? value.items : null
    const texts = items?.flatMap((item) => (item.kind === 'scalar' && item.value !== null ? [String(item.value)] : []))
    if (texts && texts.length === items?.length) lists.set(key, texts)
  }
  if (entry.value.kind === 'map' && lists.size === entry.value.entries.length) return Object.fromEntries(lists)
  log.error(
    'tests',
    entry.start,
    '“lists” is a map of names to lists of text',
    'write lists: {usual_regions: [eu-west-1]}',
  )
  return null
}

function readEvents(test: MapNode, log: ProblemLog): readonly TestEvent[] | null {
  const one = entryOf(test, 'event')
  const many = entryOf(test, 'events')
  if ((one === undefined) === (many === undefined)) {
    log.error(
      'tests',
      test.start,
      'a test needs either “event” or “events”',
      'write event: {…}, or events: [{at: +30s, event: {…}}]',
    )
    return null
  }
  if (one) {
    const event = readEvent(one.value, 0, log)
    return event && [event]
  }
  if (many?.value.kind !== 'list' || many.value.items.length === 0) {
    log.error(
      'tests',
      many?.start ?? test.start,
      '“events” is a list of {at, event}',
      'write events: [{at: +30s, event: {…}}]',
    )
    return null
  }
  const events: TestEvent[] = []
  for (const item of many.value.items) {
    const event = readTimedEvent(item, log)
    if (event) events.push(event)
  }
  return events.length === many.value.items.length ? events : null
}

function readTimedEvent(node: YamlNode, log: ProblemLog): TestEvent | null {
  if (node.kind !== 'map' || !hasOnly(node, EVENT_KEYS, 'an entry of “events”', 'tests', log)) {
    if (node.kind !== 'map')
      log.error(
        'tests',
        node.start,
        `an entry of “events” is a map, not a ${kindOf(node)}`,
        'write {at: +30s, event: {…}}',
      )
    return null
  }
  const event = entryOf(node, 'event')
  if (!event) {
    log.error('tests', node.start, 'an entry of “events” has no “event”', 'write {at: +30s, event: {…}}')
    return null
  }
  const at = entryOf(node, 'at')
  const time = at ? readOffset(at.value, log) : 0
  if (time === null) return null
  return readEvent(event.value, time, log)
}

/** `+30s`: milliseconds after the first event; null when it is refused. */
function readOffset(node: YamlNode, log: ProblemLog): number | null {
  const text = node.kind === 'scalar' ? String(node.value) : ''
  const time = text.startsWith('+') ? parseDuration(text.slice(1)) : Number.NaN
  if (!Number.isNaN(time)) return time
  const message = `${quoted(text)} is no time after the first event`
  log.error('tests', node.start, message, 'write it like +30s, +5m, +2h')
  return null
}

/** When the test ends: null = with its last event; undefined when it is refused. */
function readUntil(test: MapNode, events: readonly TestEvent[], log: ProblemLog): number | null | undefined {
  const until = entryOf(test, 'until')
  if (!until) return null
  const time = readOffset(until.value, log)
  if (time === null) return undefined
  if (events.every(({ at }) => at <= time)) return time
  const message = 'the test ends before its last event'
  log.error('tests', until.value.start, message, 'let “until” be no earlier than the last “at”')
  return undefined
}

function readEvent(node: YamlNode, at: number, log: ProblemLog): TestEvent | null {
  if (node.kind === 'map') return { at, record: plainObject(node) }
  log.error(
    'tests',
    node.start,
    `an event is a record of the provider, a map and not a ${kindOf(node)}`,
    'write it as the provider does',
  )
  return null
}

function readExpect(test: MapNode, log: ProblemLog): RuleTest['expect'] | null {
  const entry = entryOf(test, 'expect')
  const value = entry?.value
  if (value?.kind === 'scalar' && (value.value === 'match' || value.value === 'no_match')) return value.value
  if (value?.kind === 'map' && value.entries.length === 1) {
    const alerts = entryOf(value, 'alerts')?.value
    const count = alerts?.kind === 'scalar' ? alerts.value : null
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return { alerts: count }
  }
  const message = entry ? 'this is nothing that a test can expect' : 'the test says nothing about what it expects'
  log.error(
    'tests',
    value?.start ?? test.start,
    message,
    'write expect: match, expect: no_match or expect: {alerts: 2}',
  )
  return null
}
