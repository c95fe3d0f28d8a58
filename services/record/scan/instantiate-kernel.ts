import { SCAN_KERNEL } from '../generated/scan-kernel.ts'

/** One running kernel; scripts/kernel/source is its source. */
export interface Kernel {
  readonly memory: KernelMemory
  place(
    root: number,
    watched: number,
    watchedEnd: number,
    kinds: number,
    starts: number,
    ends: number,
    record: number,
  ): void
  /** Scans that many bytes of the record's place; the bits of the result are below. */
  scan(length: number): number
}

export const LONG_INTEGER = 2
export const WATCHED_NAME = 4
export const LINE_BREAK = 8

interface KernelMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/** The part of WebAssembly that is used; TypeScript knows it only for browsers. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Kernel }
}

/** A compiled kernel, of which instances are made, each with its own memory. Null where WebAssembly with SIMD is not to be had. */
export function compileKernel(bytes: Uint8Array = Buffer.from(SCAN_KERNEL.join(''), 'base64')): (() => Kernel) | null {
  const api = (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly
  if (!api) return null
  try {
    const module = new api.Module(bytes)
    return () => new api.Instance(module).exports
  } catch {
    return null
  }
}
