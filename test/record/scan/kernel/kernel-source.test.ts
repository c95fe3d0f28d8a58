import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSource, sourceHash } from '../../../../scripts/kernel/compile-kernel.ts'
import { SCAN_KERNEL_SOURCE } from '../../../../services/record/generated/scan-kernel.ts'

test('the kernel was built from the source that is here', () => {
  const hash = sourceHash(readSource())
  assert.equal(hash, SCAN_KERNEL_SOURCE, 'run `npm ci`, then `build.ts`, in scripts/kernel')
})
