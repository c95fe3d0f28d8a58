import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'

import { expandPaths } from '../../../services/ingest/files/expand-paths.ts'
import { readFiles } from '../../../services/ingest/files/read-files.ts'
import { READ_OPTIONS } from '../sources.ts'

const CORPORA = path.join(import.meta.dirname, '../../../../shared/corpora/cloud')
const skip = existsSync(CORPORA) ? false : 'not run: there are no corpora beside the repository'

test('finds in files of real records what JSON.parse finds in their lines', { skip }, async () => {
  const { files } = await expandPaths([CORPORA])
  const found = new Map<string, string[]>(files.map((file) => [file, []]))
  for await (const { path: file, records, faults } of readFiles(files, READ_OPTIONS)) {
    assert.deepEqual(faults, [], file)
    for (const record of records) found.get(file)?.push(Buffer.from(record).toString())
  }
  for (const [file, records] of found) {
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim())
    if (lines.every(isJson)) assert.deepEqual(records, lines, file)
    else assert.ok(records.every(isJson) || records.length === lines.length, file)
  }
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
