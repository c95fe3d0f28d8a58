import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testRandom } from '../support/random.ts'
import { formatTime, parseDuration, parseIsoTime } from '../../services/core/time.ts'

const TIMES: readonly { text: string; iso: string | null }[] = [
  { text: '2026-03-14T08:17:45Z', iso: '2026-03-14T08:17:45.000Z' },
  { text: '2026-03-14t08:17:45z', iso: '2026-03-14T08:17:45.000Z' },
  { text: '2026-03-14 08:17:45', iso: '2026-03-14T08:17:45.000Z' },
  { text: '2026-03-14T08:17:45.5Z', iso: '2026-03-14T08:17:45.500Z' },
  { text: '2026-03-14T08:17:45.123456789Z', iso: '2026-03-14T08:17:45.123Z' },
  { text: '2026-03-14T08:17:45,25Z', iso: '2026-03-14T08:17:45.250Z' },
  { text: '2022-02-08 09:23:37+11:00', iso: '2022-02-07T22:23:37.000Z' },
  { text: '2026-03-14T08:17:45-0530', iso: '2026-03-14T13:47:45.000Z' },
  { text: '2026-03-14T08:17:45+02', iso: '2026-03-14T06:17:45.000Z' },
  { text: '2024-02-29T00:00:00Z', iso: '2024-02-29T00:00:00.000Z' },
  { text: '2016-12-31T23:59:60Z', iso: '2017-01-01T00:00:00.000Z' },
  { text: '2026-02-29T00:00:00Z', iso: null },
  { text: '2026-06-31T00:00:00Z', iso: null },
  { text: '2026-13-01T00:00:00Z', iso: null },
  { text: '2026-03-14T24:00:00Z', iso: null },
  { text: '2026-03-14T08:17:45.Z', iso: null },
  { text: '2026-03-14T08:17:45ZZ', iso: null },
  { text: '2026-03-14T08:17:45 UTC', iso: null },
  { text: '2026-03-14T08:17', iso: null },
  { text: 'yesterday, I think it was', iso: null },
  { text: '', iso: null },
]

describe('a time stamp is read exactly or not at all', () => {
  for (const { text, iso } of TIMES) {
    it(`${JSON.stringify(text)} is ${iso ?? 'no time'}`, () => {
      const milliseconds = parseIsoTime(text)
      assert.equal(Number.isNaN(milliseconds) ? null : formatTime(milliseconds), iso)
    })
  }
})

const DURATIONS: readonly [string, number][] = [
  ['30s', 30_000],
  ['10m', 600_000],
  ['1h', 3_600_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  ['1y', Number.NaN],
  ['h', Number.NaN],
  ['1 h', Number.NaN],
]

describe('a duration', () => {
  for (const [text, milliseconds] of DURATIONS) {
    it(`${text} is ${milliseconds} ms`, () => assert.equal(parseDuration(text), milliseconds))
  }
})

describe('a time is written', () => {
  it('as a date library would, for any millisecond of two thousand years', () => {
    const random = testRandom(7)
    const from = Date.UTC(1000, 0, 1)
    const span = Date.UTC(3000, 0, 1) - from
    for (let count = 0; count < 20_000; count += 1) {
      const time = from + Math.floor(random.next() * span)
      assert.equal(formatTime(time), new Date(time).toISOString(), `seed ${random.seed}`)
    }
  })

  const EDGES: readonly number[] = [
    0, -1, 951_782_400_000, 951_868_799_999, 1_709_164_800_000, -62_198_755_200_000, 253_402_300_800_000,
  ]
  for (const time of EDGES) it(`${time}`, () => assert.equal(formatTime(time), new Date(time).toISOString()))
})
