/** Builds the scan kernel; see {@link buildKernel}. Run `npm ci` in this folder first. */
import { buildKernel } from './build-kernel.ts'
import { readSource } from './compile-kernel.ts'

await buildKernel({
  source: readSource(),
  from: 'scripts/kernel/source',
  target: 'services/record/generated/scan-kernel.ts',
  script: 'scripts/kernel/build.ts',
  name: 'SCAN',
})
