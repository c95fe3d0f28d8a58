import type { EventDocument } from '../../services/core/event.ts'
import type { EventSearch } from '../../services/core/event-store.ts'
import type { JsonObject, JsonValue } from '../../services/core/json.ts'
import { ANY_ONE, ANY_RUN, type Bound, type Query, type TextPattern } from '../../services/core/query.ts'
import type { TestRandom } from '../support/random.ts'
import { sampleEvent, SAMPLE_TIME } from '../support/stored-samples.ts'

const LONG = 'y'.repeat(255)
const ACTORS = ['', 'alice', 'Alice', 'alicia', 'bob', 'b?b', 'Zoë', 'ΟΔΟΣ', 'İd', `${LONG}1`, `${LONG}12`, `${LONG}22`]
const ACTIONS = ['', 'StopLogging', 'DeleteTrail', 'deletebucket', 'GetObject', 'GetObject', 'GetObject', '42']
const ADDRESSES = ['', '192.0.2.1', '192.0.2.99', '198.51.100.7', '2001:db8::1', '::ffff:192.0.2.5', 'ec2.example.com']
const ACCOUNTS = ['', '111122223333', '444455556666']
const VALUES: readonly JsonValue[] = [
  'alice',
  'GetObject',
  '',
  null,
  true,
  7,
  42,
  4.2e21,
  '12345678901234567890',
  Number('12345678901234567890'),
  '192.0.2.1',
  '2026-03-14T08:00:00Z',
  'snowman ☃ \ud83d\ude00',
  { inner: 'alice' },
  [],
  ['a', ['StopLogging'], { inner: [8, 'Bob'] }],
]
const FIELDS = [
  'event.action',
  'event.dataset',
  'cloud.account.id',
  'source.address',
  'tocsin.actor.id',
  'tocsin.actor.name',
  'payload',
  'payload.inner',
  'payload.a.b',
  'none',
  'cloud.region',
  'event.outcome',
]

/** Events whose values repeat, so that queries of {@link randomSearch} find some of them. */
export function randomEvents(random: TestRandom, count: number): EventDocument[] {
  return Array.from({ length: count }, (_, n) => {
    const fields: JsonObject = {}
    if (random.chance(0.7)) fields['payload'] = random.pick(VALUES)
    if (random.chance(0.1)) fields['payload'] = { 'a.b': random.pick(VALUES), a: { b: random.pick(VALUES) } }
    const keys = {
      account: random.pick(ACCOUNTS),
      actorId: random.pick(ACTORS),
      actorName: random.pick(ACTORS),
      action: random.pick(ACTIONS),
      address: random.pick(ADDRESSES),
      region: random.pick(['', 'eu-central-1', 'us-east-1']),
      outcome: random.pick(['', 'success', 'failure']),
    }
    const dataset = random.pick(['aws.cloudtrail', 'gcp.audit'])
    // Many events of one second: the id decides their order.
    return sampleEvent({ n, time: SAMPLE_TIME + 1000 * random.int(30), dataset, keys, fields })
  })
}

/** A search that {@link randomEvents} may have something for. */
export function randomSearch(random: TestRandom): EventSearch {
  const time = (): number | null => (random.chance(0.7) ? null : SAMPLE_TIME + 500 * random.int(60))
  return {
    query: randomQuery(random, 3),
    from: time(),
    to: time(),
    order: random.pick(['newest', 'oldest']),
    limit: random.pick([1, 3, 20, 1000]),
  }
}

function randomQuery(random: TestRandom, depth: number): Query {
  const parts = (): Query[] => Array.from({ length: random.int(4) }, () => randomQuery(random, depth - 1))
  const kinds = [
    'match',
    'match',
    'match',
    'range',
    'network',
    'exists',
    'time',
    'all',
    'and',
    'and',
    'or',
    'or',
    'not',
  ]
  const kind = random.pick(kinds)
  const field = random.pick(FIELDS)
  if (depth > 0 && (kind === 'and' || kind === 'or')) return { kind, of: parts() }
  if (depth > 0 && kind === 'not') return { kind, of: randomQuery(random, depth - 1) }
  if (kind === 'range') return { kind, field, low: randomBound(random), high: randomBound(random) }
  if (kind === 'network')
    return { kind, field, cidr: random.pick(['192.0.2.0/24', '192.0.2.64/26', '2001:db8::/32', '::/0']) }
  if (kind === 'exists') return { kind, field }
  if (kind === 'time') {
    const from = SAMPLE_TIME + 1000 * random.int(30)
    return {
      kind,
      from: random.chance(0.2) ? null : from,
      to: random.chance(0.5) ? null : from + 1000 * random.int(20),
    }
  }
  if (kind === 'all' && random.chance(0.3)) return { kind }
  return { kind: 'match', field: random.chance(0.15) ? null : field, pattern: randomPattern(random) }
}

function randomBound(random: TestRandom): Bound | null {
  const values = ['alice', 'B', '42', '7.5', '192.0.2.50', '2026-03-14', '2001:db8::', 'y', '', 'GETOBJECT']
  return random.chance(0.3) ? null : { value: random.pick(values), inclusive: random.chance(0.5) }
}

/** A stored value, with some of it replaced by wildcards. */
function randomPattern(random: TestRandom): TextPattern {
  const words = [...ACTORS, ...ACTIONS, ...ADDRESSES, ...ACCOUNTS, 'aws.cloudtrail', ...VALUES.map(String)]
  const word = random.pick(words)
  const text = random.pick([word, word.toUpperCase(), word.toLowerCase()])
  if (random.chance(0.4)) return text === '' ? [] : [text]
  const cut = (): number => random.int(text.length + 1)
  const [from = 0, to = 0] = [cut(), cut()].toSorted((a, b) => a - b)
  const shapes: TextPattern[] = [
    [text.slice(0, to), ANY_RUN],
    [ANY_RUN, text.slice(from)],
    [ANY_RUN, text.slice(from, to), ANY_RUN],
    [text.slice(0, from), ANY_ONE, text.slice(from + 1)],
    [text.slice(0, from), ANY_RUN, ANY_ONE, text.slice(to)],
  ]
  return random.pick(shapes).filter((part) => part !== '')
}
