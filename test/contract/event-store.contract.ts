import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME } from '../../services/core/batch-sink.ts'
import type { EventDocument } from '../../services/core/event.ts'
import type { EventSearch, EventStore } from '../../services/core/event-store.ts'
import { isObject } from '../../services/core/json.ts'
import { parseExactJson } from '../../services/core/exact-json.ts'
import { createQueryMatcher } from '../../services/core/query-match.ts'
import { ANY_ONE, ANY_RUN, type Query, type TextPattern } from '../../services/core/query.ts'
import { SCALE, testRandom } from '../support/random.ts'
import { collected, sampleEvent, SAMPLE_TIME } from '../support/stored-samples.ts'
import { withPorts, type AdapterFixture } from './fixture.ts'
import { randomEvents, randomSearch } from './random-search.ts'

const EVERYTHING: EventSearch = { query: { kind: 'all' }, from: null, to: null, order: 'newest', limit: 1000 }
const LONG = 'x'.repeat(300)

/** Numbered 1 … 8; most things are true of one or two of them. */
const EVENTS: readonly EventDocument[] = [
  sampleEvent({
    n: 1,
    keys: { actorName: 'alice', action: 'StopLogging', address: '192.0.2.1', account: '111122223333' },
  }),
  sampleEvent({ n: 2, keys: { actorName: 'Alice', action: 'stoplogging', address: '192.0.2.200' } }),
  sampleEvent({ n: 3, keys: { actorName: 'alicia', action: 'DeleteTrail', address: '2001:db8::1' } }),
  sampleEvent({
    n: 4,
    keys: { actorName: 'bob', actorId: 'arn:aws:iam::111122223333:role/Zoë', action: 'DeleteBucket' },
  }),
  sampleEvent({ n: 5, dataset: 'gcp.audit', keys: { action: `${LONG}a`, address: 'console.example.com' } }),
  sampleEvent({
    n: 6,
    keys: { action: `${LONG}b` },
    fields: { size: 5, flag: true, tags: ['red', { deep: ['Blue'] }] },
  }),
  sampleEvent({
    n: 7,
    keys: { actorName: 'a*b' },
    fields: { size: '50', at: '2026-03-14T08:00:00Z', ip: '192.0.2.77' },
  }),
  sampleEvent({ n: 8, fields: { size: 500, 'literal.name': { x: 'y' }, ip: ['198.51.100.1', '::ffff:192.0.2.78'] } }),
]

function match(field: string | null, ...pattern: TextPattern): Query {
  return { kind: 'match', field, pattern }
}

const not = (of: Query): Query => ({ kind: 'not', of })
const and = (...of: Query[]): Query => ({ kind: 'and', of })
const or = (...of: Query[]): Query => ({ kind: 'or', of })
const ACTOR = 'tocsin.actor.name'
const ACTION = 'event.action'

const SEARCHES: { name: string; search?: Partial<EventSearch>; query?: Query; gives: number[] }[] = [
  { name: 'all, newest first', gives: [8, 7, 6, 5, 4, 3, 2, 1] },
  { name: 'all, oldest first', search: { order: 'oldest' }, gives: [1, 2, 3, 4, 5, 6, 7, 8] },
  { name: 'the newest three', search: { limit: 3 }, gives: [8, 7, 6] },
  { name: 'none', search: { limit: 0 }, gives: [] },
  { name: 'a span, both ends included', search: { from: SAMPLE_TIME + 3, to: SAMPLE_TIME + 5 }, gives: [5, 4, 3] },
  { name: 'a span that ends before it begins', search: { from: SAMPLE_TIME + 5, to: SAMPLE_TIME + 3 }, gives: [] },
  { name: 'a span in the query', query: { kind: 'time', from: SAMPLE_TIME + 7, to: null }, gives: [8, 7] },
  { name: 'outside a span', query: not({ kind: 'time', from: SAMPLE_TIME + 2, to: SAMPLE_TIME + 7 }), gives: [8, 1] },
  { name: 'a looked-up value, without case', query: match(ACTION, 'STOPlogging'), gives: [2, 1] },
  { name: 'a value that nothing has', query: match(ACTION, 'stop'), gives: [] },
  { name: 'the beginning of a value', query: match(ACTOR, 'ALIC', ANY_RUN), gives: [3, 2, 1] },
  { name: 'the end of a value', query: match(ACTION, ANY_RUN, 'trail'), gives: [3] },
  { name: 'one free character', query: match(ACTOR, 'bo', ANY_ONE), gives: [4] },
  { name: 'a star that was meant', query: match(ACTOR, 'a*b'), gives: [7] },
  { name: 'letters beyond ASCII', query: match('tocsin.actor.id', ANY_RUN, 'ZOË'), gives: [4] },
  { name: 'two values that differ late', query: match(ACTION, `${LONG}b`), gives: [6] },
  {
    name: 'not one of two values that differ late',
    query: and(match(ACTION, 'xx', ANY_RUN), not(match(ACTION, `${LONG}b`))),
    gives: [5],
  },
  { name: 'one of several values', query: or(match(ACTOR, 'bob'), match(ACTOR, 'alicia')), gives: [4, 3] },
  { name: 'one of two fields', query: or(match(ACTOR, 'bob'), match(ACTION, 'DeleteTrail')), gives: [4, 3] },
  {
    name: 'one of two fields, one of them in the payload',
    query: or(match(ACTOR, 'bob'), match('flag', 'true')),
    gives: [6, 4],
  },
  { name: 'two fields at once', query: and(match(ACTOR, 'alice'), match('source.address', '192.0.2.200')), gives: [2] },
  { name: 'a looked-up field that is there', query: { kind: 'exists', field: ACTOR }, gives: [7, 4, 3, 2, 1] },
  { name: 'a looked-up field that is not there', query: not({ kind: 'exists', field: ACTOR }), gives: [8, 6, 5] },
  { name: 'not a value: also those without any', query: not(match(ACTOR, 'alice')), gives: [8, 7, 6, 5, 4, 3] },
  { name: 'a dataset', query: match('event.dataset', 'GCP.audit'), gives: [5] },
  { name: 'an account', query: match('cloud.account.id', '111122223333'), gives: [1] },
  {
    name: 'a network of version 4',
    query: { kind: 'network', field: 'source.address', cidr: '192.0.2.0/25' },
    gives: [1],
  },
  {
    name: 'a network of version 6',
    query: { kind: 'network', field: 'source.address', cidr: '2001:db8::/32' },
    gives: [3],
  },
  {
    name: 'a network in the payload, mapped addresses too',
    query: { kind: 'network', field: 'ip', cidr: '192.0.2.76/30' },
    gives: [8, 7],
  },
  {
    name: 'a range of looked-up text',
    query: {
      kind: 'range',
      field: ACTOR,
      low: { value: 'alice', inclusive: false },
      high: { value: 'B', inclusive: true },
    },
    gives: [3],
  },
  {
    name: 'a range of numbers',
    query: { kind: 'range', field: 'size', low: { value: '5', inclusive: false }, high: null },
    gives: [8, 7],
  },
  {
    name: 'a range of times',
    query: { kind: 'range', field: 'at', low: null, high: { value: '2026-03-14', inclusive: true } },
    gives: [],
  },
  { name: 'an item of a list', query: match('tags', 'RED'), gives: [6] },
  { name: 'below a list', query: match('tags.deep', 'blue'), gives: [6] },
  { name: 'a name with a dot in it', query: match('literal.name.x', 'y'), gives: [] },
  { name: 'any field', query: match(null, ANY_RUN, 'lue'), gives: [6] },
  { name: 'any field, whole values only', query: match(null, 'lue'), gives: [] },
  { name: 'any field, a number', query: match(null, '500'), gives: [8] },
  { name: 'both sides of nothing', query: or(), gives: [] },
  { name: 'all of nothing', query: and(), gives: [8, 7, 6, 5, 4, 3, 2, 1] },
]

/** The contract of {@link EventStore}. */
export function eventStoreContract(fixture: AdapterFixture): void {
  describe(`EventStore, ${fixture.name}`, () => {
    describe('search', () => searches(fixture))
    describe('get and count', () => getAndCount(fixture))
    describe('large', () => large(fixture))
  })
}

async function numbers(events: EventStore, search: EventSearch): Promise<(number | undefined)[]> {
  const found = await collected(events.search(search))
  return found.map((text) => EVENTS.findIndex((event) => event.text === text) + 1)
}

function searches(fixture: AdapterFixture): void {
  test(
    'a table of searches',
    withPorts(fixture, async ({ sink, events }) => {
      // In three commits and out of order: the order of a search is that of time.
      for (const part of [
        [7, 2],
        [5, 0, 3],
        [1, 4, 6],
      ]) {
        await sink.commit({ ...EMPTY_OUTCOME, events: part.flatMap((index) => EVENTS[index] ?? []) })
      }
      for (const { name, search, query, gives } of SEARCHES) {
        assert.deepEqual(await numbers(events, { ...EVERYTHING, ...search, ...(query && { query }) }), gives, name)
        const backwards: EventSearch = { ...EVERYTHING, ...search, ...(query && { query }), order: 'oldest' }
        if (!search) assert.deepEqual(await numbers(events, backwards), gives.toReversed(), `${name}, oldest first`)
      }
    }),
  )
  test(
    'a network that is none is refused, whatever is stored',
    withPorts(fixture, async ({ events }) => {
      const query: Query = { kind: 'network', field: ACTOR, cidr: '192.0.2.0/33' }
      await assert.rejects(collected(events.search({ ...EVERYTHING, query })), { code: 'QUERY_INVALID' })
    }),
  )
  test(
    'random searches over random events give what the meaning of the query says',
    withPorts(fixture, async ({ sink, events }) => {
      const random = testRandom(20_260_314)
      const stored = randomEvents(random, 400)
      for (let at = 0; at < stored.length; at += 70) {
        await sink.commit({ ...EMPTY_OUTCOME, events: stored.slice(at, at + 70) })
      }
      const sorted = stored.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      for (let n = 0; n < 300 * SCALE; n += 1) {
        const search = randomSearch(random)
        const found = await collected(events.search(search))
        const message = `seed ${random.seed}, search ${n}: ${describeSearch(search)}`
        assert.deepEqual(found, expected(sorted, search), message)
      }
    }),
  )
}

function expected(sorted: readonly EventDocument[], { query, from, to, order, limit }: EventSearch): string[] {
  const matches = createQueryMatcher(query)
  const found = sorted.filter(({ time, text }) => {
    const document = parseExactJson(text)
    return (
      (from === null || time >= from) && (to === null || time <= to) && isObject(document) && matches(document, time)
    )
  })
  return (order === 'newest' ? found.toReversed() : found).slice(0, limit).map(({ text }) => text)
}

function describeSearch(search: EventSearch): string {
  return JSON.stringify(search, (_, value: unknown) => (typeof value === 'symbol' ? value.description : value))
}

function getAndCount(fixture: AdapterFixture): void {
  test(
    'a document comes back by its id',
    withPorts(fixture, async ({ sink }, reopen) => {
      await sink.commit({ ...EMPTY_OUTCOME, events: EVENTS })
      const again = (await reopen()).events
      for (const event of EVENTS) assert.equal(await again.get(event.id), event.text)
      assert.equal(await again.get(sampleEvent({ n: 99 }).id), null)
      assert.equal(await again.get(''), null)
      assert.equal(await again.get("'; DROP TABLE events; --"), null)
    }),
  )
  test(
    'events are counted by dataset, each once',
    withPorts(fixture, async ({ sink, events }) => {
      assert.deepEqual(await events.count(), { total: 0, byDataset: {} })
      await sink.commit({ ...EMPTY_OUTCOME, events: EVENTS })
      await sink.commit({ ...EMPTY_OUTCOME, events: EVENTS.slice(3, 6) })
      assert.deepEqual(await events.count(), { total: 8, byDataset: { 'aws.cloudtrail': 7, 'gcp.audit': 1 } })
    }),
  )
}

function large(fixture: AdapterFixture): void {
  test(
    'three thousand events in one commit, and a search that is given up early',
    withPorts(fixture, async ({ sink, events }) => {
      const many = Array.from({ length: 3000 }, (_, n) =>
        sampleEvent({ n, keys: { action: `Action${n % 7}` }, fields: { pad: 'x'.repeat(n % 900), even: n % 2 === 0 } }),
      )
      await sink.commit({ ...EMPTY_OUTCOME, events: many.toReversed() })
      const odd = await collected(events.search({ ...EVERYTHING, limit: 5000, query: match('even', 'false') }))
      assert.deepEqual(
        odd,
        many
          .filter((_, n) => n % 2 === 1)
          .map(({ text }) => text)
          .toReversed(),
      )
      const three = await collected(events.search({ ...EVERYTHING, limit: 5000, query: match(ACTION, 'action3') }))
      assert.equal(three.length, many.filter((_, n) => n % 7 === 3).length)
      for await (const text of events.search({ ...EVERYTHING, order: 'oldest' })) {
        assert.equal(text, many[0]?.text)
        break
      }
    }),
  )
  test(
    'a document of 3 MB and one with every kind of character',
    withPorts(fixture, async ({ sink, events }) => {
      const large = sampleEvent({ n: 1, fields: { pad: 'ü'.repeat(1_500_000) } })
      const odd = sampleEvent({
        n: 2,
        keys: { actorName: 'a\u0000b\ud800' },
        fields: { odd: '\u0000\u2028\ud83d\ude00\ud800' },
      })
      await sink.commit({ ...EMPTY_OUTCOME, events: [large, odd] })
      assert.equal(await events.get(large.id), large.text)
      assert.equal(await events.get(odd.id), odd.text)
      const query = match(ACTOR, 'A\u0000b\ud800')
      assert.deepEqual(await collected(events.search({ ...EVERYTHING, query })), [odd.text])
    }),
  )
  test(
    'a list of ten thousand addresses, and a query of a thousand parts',
    withPorts(fixture, async ({ sink, events }) => {
      await sink.commit({ ...EMPTY_OUTCOME, events: EVENTS })
      const addresses = Array.from({ length: 10_000 }, (_, n) => match('source.address', `203.0.113.${n}`))
      const list = or(...addresses, match('source.address', '192.0.2.200'))
      assert.deepEqual(await numbers(events, { ...EVERYTHING, query: list }), [2])
      const fields = [ACTOR, ACTION, 'size']
      const parts = Array.from({ length: 1000 }, (_, n) => not(match(fields[n % 3] ?? '', `no${n}`, ANY_RUN)))
      assert.deepEqual(await numbers(events, { ...EVERYTHING, query: and(...parts) }), [8, 7, 6, 5, 4, 3, 2, 1])
      const nested = Array.from({ length: 100 }).reduce<Query>(
        (inner, _, n) => or(and(inner, match(ACTOR, 'bob')), match(ACTION, `no${n}`)),
        match(ACTOR, 'bob'),
      )
      assert.deepEqual(await numbers(events, { ...EVERYTHING, query: nested }), [4])
    }),
  )
}
