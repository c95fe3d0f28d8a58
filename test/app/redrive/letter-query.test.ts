import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseLetterQuery } from '../../../services/app/redrive/letter-query.ts'
import type { DeadLetterHead } from '../../../services/core/dead-letter-store.ts'
import { AppError } from '../../../services/core/errors.ts'
import { appError } from '../../support/stored-samples.ts'

const RECEIVED = Date.parse('2026-03-14T08:17:45.123Z')
const NOW = RECEIVED + 3_600_000

const letter: DeadLetterHead = {
  id: 'AB12EXAMPLE',
  reason: 'no-event-time',
  detail: 'aws/cloudtrail: no event time',
  type: 'aws/cloudtrail',
  source: 'trail',
  object: '/logs/2026/a.json',
  position: 17,
  received: RECEIVED,
  size: 2000,
  kept: 2000,
}

describe('a search for dead letters', () => {
  const cases: readonly { readonly text: string; readonly finds: boolean }[] = [
    { text: '', finds: true },
    { text: '*', finds: true },
    { text: 'reason:no-event-time and source:trail', finds: true },
    { text: 'reason:(not-json or no-event-time) and not source:trail', finds: false },
    { text: 'id:ab12example', finds: true },
    { text: 'id:AB12*', finds: true },
    { text: 'object:/logs/*', finds: true },
    { text: 'file:*a.json', finds: true },
    { text: 'detail:"aws/cloudtrail: no event time"', finds: true },
    { text: 'type:aws/cloudtrail', finds: true },
    { text: 'position > 16 and position <= 17', finds: true },
    { text: 'size >= 1000', finds: true },
    { text: 'size < 1000', finds: false },
    { text: 'no-event-time', finds: true },
    { text: 'received >= now-2h', finds: true },
    { text: 'received >= now-30m', finds: false },
    { text: 'received > 2026-03-13', finds: true },
    { text: 'received > 2026-03-14', finds: false },
    { text: 'received <= 2026-03-14', finds: true },
    { text: 'received:"2026-03-14T08:17"', finds: true },
    { text: 'received:"2026-03-14T08:18"', finds: false },
    { text: 'time < now', finds: true },
    { text: '@timestamp >= now-2h and @timestamp < now', finds: true },
    { text: '@timestamp < now-2h', finds: false },
    { text: 'received:*', finds: true },
  ]
  for (const { text, finds } of cases) {
    test(`${text === '' ? 'nothing' : text} ${finds ? 'finds it' : 'does not'}`, () => {
      assert.equal(parseLetterQuery(text, NOW)(letter), finds)
    })
  }

  const wrong: readonly { readonly text: string; readonly says: RegExp }[] = [
    { text: 'event.action:x', says: /no field event\.action; they have id, reason, detail/ },
    { text: 'not (reason:x or bytes:y)', says: /no field bytes/ },
    { text: '__proto__:x', says: /no field __proto__/ },
    { text: 'received:yesterday', says: /yesterday is no time/ },
    { text: 'reason:', says: /missing/ },
  ]
  for (const { text, says } of wrong) {
    test(`${text} is refused and explained`, () => {
      assert.throws(() => parseLetterQuery(text, NOW), appError('QUERY_INVALID'))
      assert.throws(
        () => parseLetterQuery(text, NOW),
        (error: unknown) => error instanceof AppError && says.test(error.message),
      )
    })
  }
})
