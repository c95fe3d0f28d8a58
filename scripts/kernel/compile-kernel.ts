import { readdirSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** The kernel's folder; its `node_modules` is made by `npm ci` in it. */
const FOLDER = import.meta.dirname

/** The kernel's source, in parts that are read one after the other. */
export const SOURCE_FOLDER = path.join(FOLDER, 'source')

const COMPILER = path.join(FOLDER, 'node_modules', 'assemblyscript', 'dist', 'asc.js')

const OPTIONS = ['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert', '--runtime', 'stub']
const FEATURES = ['--enable', 'simd', '--enable', 'bulk-memory', '--initialMemory', '1']

/** The part of the compiler that is used. */
interface Compiler {
  main(
    options: readonly string[],
    files: {
      readFile(name: string): string | null
      writeFile(name: string, content: Uint8Array | string): void
      listFiles(): readonly string[]
    },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>
}

/** The source's text: its parts in the order of their names. */
export function readSource(): string {
  const parts = readdirSync(SOURCE_FOLDER).toSorted()
  return parts.map((part) => readFileSync(path.join(SOURCE_FOLDER, part), 'utf8')).join('\n')
}

/** SHA-256 of a source, as hex. */
export function sourceHash(source: string): string {
  return createHash('sha256').update(source).digest('hex')
}

/** Compiles a source to a WebAssembly module. Throws with the compiler's words where it cannot. */
export async function compileKernel(source: string): Promise<Uint8Array> {
  const compiler = (await import(pathToFileURL(COMPILER).href)) as Compiler
  let module: Uint8Array | null = null
  const { error, stderr } = await compiler.main(['kernel.ts', '--outFile', 'kernel.wasm', ...OPTIONS, ...FEATURES], {
    readFile: (name) => (name === 'kernel.ts' ? source : null),
    writeFile: (name, content) => {
      if (name === 'kernel.wasm' && typeof content !== 'string') module = content
    },
    listFiles: () => [],
  })
  if (error || module === null) throw new Error(`the kernel does not compile: ${stderr.toString()}`)
  return module
}
