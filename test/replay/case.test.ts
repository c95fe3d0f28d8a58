import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodeCase, encodeCase, NO_COUNTS, noAlerts, type Case } from '../../services/replay/case.ts'

const CASE: Case = {
  id: 'march',
  state: 'finished',
  created: 1_770_000_000_000,
  finished: 1_770_000_060_000,
  span: { from: 1_760_000_000_000, to: null },
  source: { kind: 'store', store: '/var/lib/tocsin' },
  namespace: 'tocsin',
  rules: { hash: 'abc', count: 51 },
  counts: { records: 9, outside: 2, events: 6, deadLetters: 1, alerts: { ...noAlerts(), high: 3 } },
  error: null,
}

describe('case.json', () => {
  const WHOLE: readonly { name: string; changes: Partial<Case> }[] = [
    { name: 'of a store', changes: {} },
    { name: 'of files', changes: { source: { kind: 'files', paths: ['/a', '/b c'] } } },
    { name: 'while it runs', changes: { state: 'running', finished: null, counts: NO_COUNTS } },
    { name: 'of one that failed', changes: { state: 'failed', error: 'the disk is full' } },
  ]
  for (const { name, changes } of WHOLE) {
    it(`says again what was written: ${name}`, () => {
      const written = { ...CASE, ...changes }
      assert.deepEqual(decodeCase(encodeCase(written)), written)
    })
  }

  const file = (changes: Record<string, unknown>): string =>
    JSON.stringify({ ...(JSON.parse(encodeCase(CASE)) as Record<string, unknown>), ...changes })
  const STRANGE: readonly { name: string; text: string }[] = [
    { name: 'an empty file', text: '' },
    { name: 'no JSON', text: '{"format":' },
    { name: 'a list', text: '[]' },
    { name: 'somebody else’s case.json', text: '{"id":"42","title":"lawsuit"}' },
    { name: 'a later format', text: file({ format: 'tocsin.case.2' }) },
    { name: 'an unknown state', text: file({ state: 'lost' }) },
    { name: 'no span', text: file({ span: 7 }) },
    { name: 'no source', text: file({ source: { kind: 'ship' } }) },
    { name: 'no rules', text: file({ rules: [] }) },
    { name: 'no counts', text: file({ counts: null }) },
    { name: 'a name that is no text', text: file({ id: 42 }) },
  ]
  for (const { name, text } of STRANGE) it(`is not ours: ${name}`, () => assert.equal(decodeCase(text), null))
})
