/**
 * Builds the WebAssembly kernels from their sources and compares them with what is checked in. Installs the compiler first,
 * which only those need who change a kernel. Ends with `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const compiler = path.join(root, 'scripts', 'kernel')
const KERNELS = ['scripts/kernel/build.ts', 'scripts/document-kernel/build.ts', 'scripts/needle-kernel/build.ts']

/** npm says where it is to whom it runs. */
const npm = process.env['npm_execpath']
if (!existsSync(path.join(compiler, 'node_modules')) && npm !== undefined) {
  spawnSync(process.execPath, [npm, 'ci'], { cwd: compiler, stdio: 'inherit' })
}
let failed = 0
for (const kernel of KERNELS) {
  const { status } = spawnSync(process.execPath, [kernel, '--check'], { cwd: root, stdio: 'inherit' })
  console.log(`${status === 0 ? '✔' : '✘'} ${kernel}`)
  if (status !== 0) failed += 1
}
console.log(`${KERNELS.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
