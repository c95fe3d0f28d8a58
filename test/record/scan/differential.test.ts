import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRecordReader } from '../../../services/record/create-record-reader.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import { compareOnRecords } from './support/compared-records.ts'
import { withScanFault } from './support/reader-faults.ts'

const COUNT = Math.ceil((SCALE > 1 ? 21_000 : 5000) * SCALE)

describe('the scanned backing', () => {
  it(`answers every question as the plain one on ${COUNT} records`, (test) => {
    const result = compareOnRecords(createRecordReader, testRandom(61_000), COUNT)
    assert.equal(result.difference, null)
    const { accepted, refused, invalid, compared } = result
    test.diagnostic(`accepted ${accepted}, refused ${refused}, invalid ${invalid}; ${compared} answers compared`)
    // A comparison in which nearly nothing was scanned, or nothing was unusual, would prove little.
    assert.ok(accepted > COUNT / 3, `${accepted} accepted`)
    assert.ok(refused > COUNT / 50, `${refused} refused`)
    assert.ok(invalid > COUNT / 50, `${invalid} invalid`)
  })

  it('does so over a slow and plain scanner as well', () => {
    assert.equal(compareOnRecords(withScanFault(null), testRandom(62_000), 1500).difference, null)
  })
})
