import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSpan } from '../../../services/app/replay/parse-span.ts'

const NOW = Date.UTC(2026, 2, 14, 12)
const at = (text: string): number => Date.parse(text)

describe('--from and --to', () => {
  const SPANS: readonly { name: string; from?: string; to?: string; is: readonly [number | null, number | null] }[] = [
    { name: 'left out are open', is: [null, null] },
    { name: 'may count back from now', from: 'now-30d', is: [NOW - 30 * 86_400_000, null] },
    {
      name: 'of one day are the whole day',
      from: '2026-03-01',
      to: '2026-03-01',
      is: [at('2026-03-01T00:00Z'), at('2026-03-01T23:59:59.999Z')],
    },
    {
      name: 'of one month are the whole month',
      from: '2026-02',
      to: '2026-02',
      is: [at('2026-02-01T00:00Z'), at('2026-02-28T23:59:59.999Z')],
    },
    { name: 'may be a moment', from: '2026-03-01T08:17:45.123Z', is: [at('2026-03-01T08:17:45.123Z'), null] },
    {
      name: 'last month by date math',
      from: 'now-1M/M',
      to: 'now-1M/M',
      is: [at('2026-02-01T00:00Z'), at('2026-02-28T23:59:59.999Z')],
    },
  ]
  for (const { name, is, ...options } of SPANS) {
    it(name, () => {
      const { from, to } = parseSpan(options, NOW)
      assert.deepEqual([from, to], is)
    })
  }

  const REFUSED: readonly { name: string; from?: string; to?: string; says: RegExp }[] = [
    { name: 'no time at all', from: 'yesterday', says: /--from "yesterday" is no time: write now-30d/ },
    { name: 'a day that no calendar has', to: '2026-02-30', says: /--to "2026-02-30" is no time/ },
    { name: 'nothing', from: '', says: /is no time/ },
    { name: 'an end before the start', from: '2026-03', to: '2026-02', says: /lies after/ },
  ]
  for (const { name, says, ...options } of REFUSED) {
    it(`refuses ${name}`, () => assert.throws(() => parseSpan(options, NOW), { code: 'USAGE', message: says }))
  }
})
