import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'

import { readFiles } from '../../../services/ingest/files/read-files.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { collect, contentOf, READ_OPTIONS } from '../sources.ts'

const { directory, remove } = scratchFolder()
after(remove)

function file(name: string, content: string | Uint8Array): string {
  const place = path.join(directory, name)
  writeFileSync(place, content)
  return place
}

test('reads files in the order of the list, whatever is read ahead', async () => {
  const paths = Array.from({ length: 20 }, (_, index) => {
    const lines = Array.from(
      { length: index % 3 === 0 ? 1500 : 2 },
      (_line, line) => `{"file":${index},"line":${line}}`,
    )
    const text = lines.join('\n')
    return file(`order-${index}.json`, index % 2 === 0 ? gzipSync(text) : text)
  })
  for (const openAhead of [0, 1, 4, 100]) {
    const parts = await collect(readFiles(paths, { ...READ_OPTIONS, openAhead }))
    const records = parts.flatMap((part) => part.records.map((record) => Buffer.from(record).toString()))
    const expected = paths.flatMap((_path, index) =>
      Array.from({ length: index % 3 === 0 ? 1500 : 2 }, (_line, line) => `{"file":${index},"line":${line}}`),
    )
    assert.deepEqual(records, expected)
    assert.deepEqual(
      parts.filter((part) => part.end !== null).map((part) => part.index),
      paths.map((_path, index) => index),
    )
  }
})

test('counts the bytes of a file up to its size', async () => {
  const place = file('progress.json.gz', gzipSync('{"a":1}\n'.repeat(5000)))
  const parts = await collect(readFiles([place], READ_OPTIONS))
  const last = parts.at(-1)
  assert.equal(last?.bytesIn, last?.size)
  assert.equal(last?.bytesOut, 8 * 5000)
})

test('tells of a file that cannot be read, and reads the others', async () => {
  const first = file('first.json', '{"a":1}')
  const pipe = path.join(directory, 'pipe')
  execFileSync('mkfifo', [pipe])
  const paths = [first, path.join(directory, 'gone.json'), directory, pipe, first]
  const parts = await collect(readFiles(paths, READ_OPTIONS))
  assert.deepEqual(
    parts.map((part) => part.problem ?? contentOf([part])),
    [['1 {"a":1}'], 'does not exist', 'is a folder', 'is no regular file', ['1 {"a":1}']],
  )
})

test('closes every file when the caller stops early', async () => {
  const paths = Array.from({ length: 8 }, (_, index) => file(`stop-${index}.json`, '{"a":1}\n'.repeat(200_000)))
  const before = openFiles()
  for await (const part of readFiles(paths, READ_OPTIONS)) {
    if (part.records.length > 0) break
  }
  assert.deepEqual(openFiles(), before)
})

/** How many files this process has open, or null where nobody can tell. */
function openFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return null
  }
}
