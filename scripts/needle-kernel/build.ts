/**
 * Compiles the needle kernel and writes services/sigma/generated/needle-kernel.ts, or with `--check` compares and fails when
 * that is not what the source gives. The compiler is that of scripts/kernel: run `npm ci` there first.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { compileKernel, sourceHash } from '../kernel/compile-kernel.ts'

const SOURCE = path.join(import.meta.dirname, 'needles.assembly')
const TARGET = path.join(import.meta.dirname, '..', '..', 'services', 'sigma', 'generated', 'needle-kernel.ts')
const LINE = 112

const source = readFileSync(SOURCE, 'utf8')
const module = await compileKernel(source)
const text = render(Buffer.from(module).toString('base64'), sourceHash(source))

if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, text)
  console.log(`wrote the kernel: ${module.length} bytes`)
} else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error('services/sigma/generated/needle-kernel.ts is not up to date: run scripts/needle-kernel/build.ts')
  process.exitCode = 1
}

function render(base64: string, hash: string): string {
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  return [
    '// Written by scripts/needle-kernel/build.ts from scripts/needle-kernel/needles.assembly. Do not edit.',
    '',
    '/** SHA-256 of the source that the module was compiled from. */',
    `export const NEEDLE_KERNEL_SOURCE = '${hash}'`,
    '',
    '/** The WebAssembly module, in lines of base64. */',
    'export const NEEDLE_KERNEL: readonly string[] = [',
    ...lines.map((line) => `  '${line}',`),
    ']',
    '',
  ].join('\n')
}
