import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { compileKernel, sourceHash } from './compile-kernel.ts'

const ROOT = path.join(import.meta.dirname, '..', '..')
const LINE = 112

/** A kernel with where it comes from and where it goes; paths from the root of the repository. */
export interface KernelFiles {
  readonly source: string
  /** where the source stands, for the head of the generated file */
  readonly from: string
  readonly target: string
  /** the script that calls this */
  readonly script: string
  /** `SCAN`: the generated file exports `SCAN_KERNEL` and `SCAN_KERNEL_SOURCE` */
  readonly name: string
}

/** Compiles a kernel and writes its generated file, or with `--check` compares and fails when that is not what the source gives. */
export async function buildKernel(files: KernelFiles): Promise<void> {
  const module = await compileKernel(files.source)
  const text = render(Buffer.from(module).toString('base64'), files)
  const target = path.join(ROOT, files.target)
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text)
    console.log(`wrote the kernel: ${module.length} bytes`)
  } else if (readFileSync(target, 'utf8') !== text) {
    console.error(`${files.target} is not up to date: run ${files.script}`)
    process.exitCode = 1
  }
}

function render(base64: string, { source, from, script, name }: KernelFiles): string {
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  return [
    `// Written by ${script} from ${from}. Do not edit.`,
    '',
    '/** SHA-256 of the source that the module was compiled from. */',
    `export const ${name}_KERNEL_SOURCE = '${sourceHash(source)}'`,
    '',
    '/** The WebAssembly module, in lines of base64. */',
    `export const ${name}_KERNEL: readonly string[] = [`,
    ...lines.map((line) => `  '${line}',`),
    ']',
    '',
  ].join('\n')
}
