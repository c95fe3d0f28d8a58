/**
 * Compiles the scan kernel and writes services/record/generated/scan-kernel.ts, or with `--check` compares and fails when that is
 * not what the source gives. Run `npm ci` in this folder first.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { compileKernel, readSource, sourceHash } from './compile-kernel.ts'

const TARGET = path.join(import.meta.dirname, '..', '..', 'services', 'record', 'generated', 'scan-kernel.ts')
const LINE = 112

const source = readSource()
const module = await compileKernel(source)
const text = render(Buffer.from(module).toString('base64'), sourceHash(source))

if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, text)
  console.log(`wrote the kernel: ${module.length} bytes`)
} else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error('services/record/generated/scan-kernel.ts is not up to date: run scripts/kernel/build.ts')
  process.exitCode = 1
}

function render(base64: string, hash: string): string {
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  return [
    '// Written by scripts/kernel/build.ts from scripts/kernel/source. Do not edit.',
    '',
    '/** SHA-256 of the source that the module was compiled from. */',
    `export const SCAN_KERNEL_SOURCE = '${hash}'`,
    '',
    '/** The WebAssembly module, in lines of base64. */',
    'export const SCAN_KERNEL: readonly string[] = [',
    ...lines.map((line) => `  '${line}',`),
    ']',
    '',
  ].join('\n')
}
