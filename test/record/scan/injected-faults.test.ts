import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testRandom } from '../../support/random.ts'
import { compareOnRecords } from './support/compared-records.ts'
import { READER_FAULTS, SCAN_FAULTS, withScanFault } from './support/reader-faults.ts'

/** Within so many records a fault must show. */
const ENOUGH = 8000

const FAULTS = [...SCAN_FAULTS.map((fault) => [fault, withScanFault(fault)] as const), ...READER_FAULTS]

describe('the comparison of the backings finds it when', () => {
  for (const [fault, make] of FAULTS) {
    it(fault, (test) => {
      const { difference, accepted, refused, invalid } = compareOnRecords(make, testRandom(63_000), ENOUGH)
      assert.notEqual(difference, null)
      test.diagnostic(`after ${accepted + refused + invalid} records: ${difference?.split('\n')[0]}`)
    })
  }
})
