import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { outcomes, readCorrelationCases } from './support/correlation-case.ts'
import type { CorrelationCase } from './support/correlation-case.ts'

const OWN = path.join(import.meta.dirname, 'conformance.yml')
const SHARED = path.resolve(import.meta.dirname, '../../../../shared/reference/sigma-conformance.yml')

function check(item: CorrelationCase): void {
  for (const [way, { expect, counts }] of Object.entries(outcomes(item))) {
    assert.deepEqual(expect, item.expect, way)
    if (item.counts !== null) assert.deepEqual(counts, item.counts, `events counted, ${way}`)
  }
}

describe('what correlations mean', () => {
  for (const item of readCorrelationCases(OWN, 'cases')) it(item.name, () => check(item))
})

describe('the shared conformance suite', () => {
  if (!existsSync(SHARED)) {
    it('all its correlation cases', { skip: '../shared/reference/sigma-conformance.yml is not there' }, () => {})
    return
  }
  for (const item of readCorrelationCases(SHARED, 'correlation_cases')) it(item.name, () => check(item))
})
