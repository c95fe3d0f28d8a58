import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { it } from 'node:test'
import { DOCUMENT_KERNEL_SOURCE } from '../../../services/record/generated/document-kernel.ts'

const SOURCE = path.join(import.meta.dirname, '../../../scripts/document-kernel/document.assembly')

it('the document kernel was compiled from its source: else run scripts/document-kernel/build.ts', () => {
  assert.equal(createHash('sha256').update(readFileSync(SOURCE)).digest('hex'), DOCUMENT_KERNEL_SOURCE)
})
