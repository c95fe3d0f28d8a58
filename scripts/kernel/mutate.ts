/**
 * Builds kernels with one mistake each and tells which of them the fuzz test finds. Fails when it does not find one. Run `npm ci` in
 * this folder first; a word chooses the faults whose names contain it.
 */
import { compileKernel as loadKernel } from '../../services/record/scan/instantiate-kernel.ts'
import { KernelScanner } from '../../services/record/scan/kernel-scanner.ts'
import { planScan } from '../../services/record/scan/plan.ts'
import { fuzzKernel, type FuzzResult } from '../../test/record/scan/kernel/fuzz-kernel.ts'
import { testRandom } from '../../test/support/random.ts'
import { compileKernel, readSource } from './compile-kernel.ts'
import { FAULTS } from './faults.ts'

/** So many records may be needed to find a fault. */
const COUNT = 60_000
const SEED = 1

const source = readSource()
const word = process.argv[2] ?? ''
let missed = 0
const lost = FAULTS.filter(([, text]) => source.split(text).length !== 2).map(([name]) => name)
if (lost.length > 0) throw new Error(`does not stand in the source once: ${lost.join(', ')}`)
for (const [name, text, replacement] of [['no fault', '', ''] as const, ...FAULTS]) {
  if (!name.includes(word)) continue
  const { accepted, refused, invalid, difference } = await fuzz(source.replace(text, () => replacement))
  const isRight = (difference === null) === (text === '')
  if (!isRight) missed += 1
  console.log(`${isRight ? 'ok  ' : 'FAIL'} ${name}: after ${accepted + refused + invalid} records ${tail(difference)}`)
}
process.exitCode = missed > 0 ? 1 : 0

async function fuzz(text: string): Promise<FuzzResult> {
  const create = loadKernel(await compileKernel(text))
  if (!create) throw new Error('this Node has no WebAssembly')
  return fuzzKernel(({ paths, names }) => new KernelScanner(planScan(paths, names), create), testRandom(SEED), COUNT)
}

/** The end of a difference says what differed. */
function tail(difference: string | null): string {
  return difference === null ? 'no difference' : difference.slice(difference.lastIndexOf(': ') + 2).slice(0, 80)
}
