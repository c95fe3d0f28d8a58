import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '../../../../services/core/json.ts'
import { normalize } from '../../../support/normalize.ts'

/**
 * Every sample beside the log type becomes exactly its golden document. `UPDATE_GOLDEN=1` writes the documents anew: read
 * the difference before you believe it.
 */
const FOLDER = fileURLToPath(new URL('../../../../services/normalize/aws/cloudtrail/', import.meta.url))
const SAMPLES = path.join(FOLDER, 'samples')
const GOLDEN = path.join(FOLDER, 'golden')

const names = readdirSync(SAMPLES).toSorted()

for (const name of names) {
  test(`sample ${name} gives its golden document`, () => {
    const actual = `${JSON.stringify(comparable(normalize(readFileSync(path.join(SAMPLES, name))).document), null, 2)}\n`
    const file = path.join(GOLDEN, name)
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(GOLDEN, { recursive: true })
      writeFileSync(file, actual)
    }
    assert.equal(actual, readFileSync(file, 'utf8'))
  })
}

test('every golden document has its sample', () => {
  assert.deepEqual(readdirSync(GOLDEN).toSorted(), names)
})

/** The document without what repeats the sample, and without what depends on how it reached us. */
function comparable(document: JsonObject): JsonObject {
  const copy = structuredClone(document)
  const event = copy['event'] as JsonObject
  const tocsin = copy['tocsin'] as JsonObject
  delete event['original']
  delete event['ingested']
  delete tocsin['delivery']
  delete copy['aws']
  return copy
}
