import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  decodeFileCheckpoint,
  encodeFileCheckpoint,
  type FileCheckpoint,
} from '../../../services/ingest/files/file-checkpoint.ts'

const CHECKPOINT: FileCheckpoint = {
  path: '/var/log/a\udcff.ndjson',
  file: { size: 120, mtime: 1_773_475_200_000.25, inode: 77, device: 2049 },
  fingerprint: { length: 120, hash: 'abc' },
  resume: { taken: 3, offset: 90, form: 'json-lines', compression: 'none' },
  tail: null,
  isDone: false,
  missing: null,
}

for (const [name, changes] of Object.entries({
  plain: {},
  'with the bytes before its place': { tail: { length: 30, hash: 'def' } },
  'of a missing file': { missing: 1_773_475_200_000, isDone: true },
})) {
  test(`reads the checkpoint that it wrote, ${name}`, () => {
    const checkpoint = { ...CHECKPOINT, ...changes }
    assert.deepEqual(decodeFileCheckpoint(encodeFileCheckpoint(checkpoint), '2049:77'), checkpoint)
  })
}

test('reads a checkpoint of version 1, which was stored under the path', () => {
  const first =
    '{"version":1,"size":120,"mtime":1773475200000.25,"inode":77,"fingerprint":{"length":120,"hash":"abc"},' +
    '"taken":3,"offset":90,"form":"json-lines","compression":"none","done":true}'
  assert.deepEqual(decodeFileCheckpoint(first, '/var/log/a.ndjson'), {
    ...CHECKPOINT,
    path: '/var/log/a.ndjson',
    file: { ...CHECKPOINT.file, device: -1 },
    isDone: true,
  })
})

const text = encodeFileCheckpoint(CHECKPOINT)
const NOT_CHECKPOINTS: readonly string[] = [
  '',
  'null',
  '[]',
  '{}',
  'no json',
  text.replace('"version":2', '"version":3'),
  text.replace('"offset":90', '"offset":-1'),
  text.replace('"taken":3', '"taken":"3"'),
  text.replace('json-lines', 'csv'),
  text.replace('"none"', '"rar"'),
  text.replace('"done":false', '"done":0'),
  text.replace('"hash":"abc"', '"hash":7'),
  text.replace('"device":2049', '"device":null'),
  text.replace('"path":', '"paths":'),
  text.replace('"taken":3', '"tail":{},"taken":3'),
]

for (const position of NOT_CHECKPOINTS) {
  test(`does not take ${JSON.stringify(position)} for a checkpoint`, () => {
    assert.equal(decodeFileCheckpoint(position, '2049:77'), null)
  })
}
