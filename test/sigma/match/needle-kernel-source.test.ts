import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { NEEDLE_KERNEL_SOURCE } from '../../../services/sigma/generated/needle-kernel.ts'

const SOURCE = path.resolve(import.meta.dirname, '../../../scripts/needle-kernel/needles.assembly')

test('the needle kernel was built from the source that is here', () => {
  const hash = createHash('sha256').update(readFileSync(SOURCE)).digest('hex')
  assert.equal(hash, NEEDLE_KERNEL_SOURCE, 'run `npm ci` in scripts/kernel, then `build.ts` in scripts/needle-kernel')
})
