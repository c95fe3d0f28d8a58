import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CLOCK_SLACK, isBeforeSpan, isInSpan } from '../../services/replay/span.ts'

describe('a span', () => {
  const CASES: readonly { name: string; from: number | null; to: number | null; time: number; is: boolean }[] = [
    { name: 'holds its first moment', from: 10, to: 20, time: 10, is: true },
    { name: 'holds its last moment', from: 10, to: 20, time: 20, is: true },
    { name: 'does not hold the one before', from: 10, to: 20, time: 9, is: false },
    { name: 'does not hold the one after', from: 10, to: 20, time: 21, is: false },
    { name: 'of one moment holds it', from: 10, to: 10, time: 10, is: true },
    { name: 'open at its start holds 1970', from: null, to: 20, time: 0, is: true },
    { name: 'open at its end holds 2099', from: 10, to: null, time: 4e12, is: true },
    { name: 'open at both ends holds all', from: null, to: null, time: -1, is: true },
  ]
  for (const { name, from, to, time, is } of CASES) it(name, () => assert.equal(isInSpan({ from, to }, time), is))

  const FROM = 1e12
  const ARRIVED: readonly { name: string; from: number | null; received: number; is: boolean }[] = [
    { name: 'what arrived after its start may be of it', from: FROM, received: FROM + 1, is: false },
    { name: 'a clock may be a day slow', from: FROM, received: FROM - CLOCK_SLACK, is: false },
    { name: 'what arrived more than a day before it is not', from: FROM, received: FROM - CLOCK_SLACK - 1, is: true },
    { name: 'nothing arrived before a span without a start', from: null, received: 0, is: false },
  ]
  for (const { name, from, received, is } of ARRIVED) {
    it(name, () => assert.equal(isBeforeSpan({ from, to: null }, received), is))
  }
})
