import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseRetryAfter } from '../../../services/deliver/http/retry-after.ts'

const NOW = Date.parse('2026-03-14T08:00:00Z')

const CASES: readonly { readonly name: string; readonly header: string | undefined; readonly wait: number | null }[] = [
  { name: 'none', header: undefined, wait: null },
  { name: 'nothing in it', header: '', wait: null },
  { name: 'seconds', header: '120', wait: 120_000 },
  { name: 'no seconds at all', header: '0', wait: 0 },
  { name: 'blanks around', header: ' 7 ', wait: 7_000 },
  { name: 'an HTTP date', header: 'Sat, 14 Mar 2026 08:01:30 GMT', wait: 90_000 },
  { name: 'the old form of one', header: 'Saturday, 14-Mar-26 08:01:30 GMT', wait: 90_000 },
  { name: 'a date that is past', header: 'Sat, 14 Mar 2026 07:00:00 GMT', wait: 0 },
  { name: 'a negative number', header: '-5', wait: null },
  { name: 'a fraction', header: '1.5', wait: null },
  { name: 'more digits than a wait has', header: '9'.repeat(400), wait: null },
  { name: 'an ISO time', header: '2026-03-14T08:01:30Z', wait: null },
  { name: 'words', header: 'soon', wait: null },
  { name: 'a date that is none', header: 'Sat, 99 Foo 2026 08:01:30 GMT', wait: null },
]

describe('Retry-After', () => {
  for (const { name, header, wait } of CASES) it(name, () => assert.equal(parseRetryAfter(header, NOW), wait))
})
