/** Builds the document kernel; see {@link buildKernel}. The compiler is that of scripts/kernel: run `npm ci` there first. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { buildKernel } from '../kernel/build-kernel.ts'

await buildKernel({
  source: readFileSync(path.join(import.meta.dirname, 'document.assembly'), 'utf8'),
  from: 'scripts/document-kernel/document.assembly',
  target: 'services/record/generated/document-kernel.ts',
  script: 'scripts/document-kernel/build.ts',
  name: 'DOCUMENT',
})
