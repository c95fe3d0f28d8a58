import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { generateLatenessTable } from '../../scripts/generate/lateness-table.ts'
import { latenessOf } from '../../services/correlate/lateness.ts'
import { HOUR, MINUTE } from './support/rule-info.ts'

const ROOT = path.join(import.meta.dirname, '../..')

describe('how late records may come', () => {
  it('is what the schema says', () => {
    const wanted = generateLatenessTable(readFileSync(path.join(ROOT, 'schemas/lateness.yml'), 'utf8'))
    assert.equal(readFileSync(path.join(ROOT, 'services/correlate/generated/lateness-table.ts'), 'utf8'), wanted)
  })

  it('is told for every dataset, known or not', () => {
    for (const dataset of ['aws.cloudtrail', 'never.heard_of']) {
      assert.ok(latenessOf(dataset) >= MINUTE && latenessOf(dataset) <= 24 * HOUR, dataset)
    }
  })

  it('must be a length of time', () => {
    assert.throws(() => generateLatenessTable('default: soon\ndatasets: {}\n'), /default: soon is no length of time/)
  })
})
