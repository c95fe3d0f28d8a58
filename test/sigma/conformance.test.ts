import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { outcome, readCases } from './support/conformance-case.ts'

const OWN = path.join(import.meta.dirname, 'conformance.yml')
const SHARED = path.resolve(import.meta.dirname, '../../../shared/reference/sigma-conformance.yml')

describe('what rules mean, by both evaluators', () => {
  for (const item of readCases(OWN, 'cases')) {
    it(item.name, () => assert.equal(outcome(item), item.expect))
  }
})

describe('the shared conformance suite, by both evaluators', () => {
  if (!existsSync(SHARED)) {
    it('all its cases of one event', { skip: '../shared/reference/sigma-conformance.yml is not there' }, () => {})
    return
  }
  const cases = [...readCases(SHARED, 'detection_cases'), ...readCases(SHARED, 'filter_cases')]
  for (const item of cases) it(item.name, () => assert.equal(outcome(item), item.expect))

  it('is smaller than ours', () => assert.ok(readCases(OWN, 'cases').length > 3 * cases.length))
})
