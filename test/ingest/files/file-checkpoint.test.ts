import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  decodeFileCheckpoint,
  encodeFileCheckpoint,
  type FileCheckpoint,
} from '../../../services/ingest/files/file-checkpoint.ts'

const CHECKPOINT: FileCheckpoint = {
  file: { size: 120, mtime: 1_773_475_200_000.25, inode: 77 },
  fingerprint: { length: 120, hash: 'abc' },
  resume: { taken: 3, offset: 90, form: 'json-lines', compression: 'none' },
  isDone: false,
}

test('reads the checkpoint that it wrote', () => {
  assert.deepEqual(decodeFileCheckpoint(encodeFileCheckpoint(CHECKPOINT)), CHECKPOINT)
})

const text = encodeFileCheckpoint(CHECKPOINT)
const NOT_CHECKPOINTS: readonly string[] = [
  '',
  'null',
  '[]',
  '{}',
  'no json',
  text.replace('"version":1', '"version":2'),
  text.replace('"offset":90', '"offset":-1'),
  text.replace('"taken":3', '"taken":"3"'),
  text.replace('json-lines', 'csv'),
  text.replace('"none"', '"rar"'),
  text.replace('"done":false', '"done":0'),
  text.replace('"hash":"abc"', '"hash":7'),
]

for (const position of NOT_CHECKPOINTS) {
  test(`does not take ${JSON.stringify(position)} for a checkpoint`, () => {
    assert.equal(decodeFileCheckpoint(position), null)
  })
}
