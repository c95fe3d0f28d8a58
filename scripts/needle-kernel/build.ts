/** Builds the needle kernel; see {@link buildKernel}. The compiler is that of scripts/kernel: run `npm ci` there first. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { buildKernel } from '../kernel/build-kernel.ts'

await buildKernel({
  source: readFileSync(path.join(import.meta.dirname, 'needles.assembly'), 'utf8'),
  from: 'scripts/needle-kernel/needles.assembly',
  target: 'services/sigma/generated/needle-kernel.ts',
  script: 'scripts/needle-kernel/build.ts',
  name: 'NEEDLE',
})
