import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'

import { contentHash } from '../../core/ids.ts'

/** What the file system says of a file. */
export interface FileState {
  /** bytes */
  readonly size: number
  /** last change, milliseconds since 1970, with fractions */
  readonly mtime: number
  /** tells a file from another one that later gets the same path */
  readonly inode: number
}

/** The beginning of a file, to tell whether it is still the one that was read. */
export interface Fingerprint {
  /** how many bytes of the file are in {@link hash} */
  readonly length: number
  readonly hash: string
}

/** At most so much of a file's beginning is its fingerprint. */
export const FINGERPRINT_BYTES = 1024

const READ_BYTES = 256 * 1024
const SMALLEST_READ = 4096

/** The state of a regular file. Throws what the file system throws, and for anything that is no regular file. */
export async function fileState(path: string): Promise<FileState> {
  return stateOf(await stat(path))
}

function stateOf(found: Stats): FileState {
  if (!found.isFile()) throw new Error(found.isDirectory() ? 'is a folder' : 'is no regular file')
  return { size: found.size, mtime: found.mtimeMs, inode: found.ino }
}

/** Without the second flag opening a pipe would wait for somebody to write to it. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

/** A file that is open for reading; whatever happens to its path, it stays the same file. Close it. */
export class OpenFile {
  readonly state: FileState
  readonly #handle: FileHandle

  private constructor(handle: FileHandle, state: FileState) {
    this.#handle = handle
    this.state = state
  }

  /** Throws as {@link fileState}. */
  static async open(path: string): Promise<OpenFile> {
    const handle = await open(path, OPEN_FLAGS)
    try {
      return new OpenFile(handle, stateOf(await handle.stat()))
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** The bytes from `from` to the end, in pieces that are never used again; one is read ahead. */
  async *pieces(from: number): AsyncGenerator<Uint8Array, void> {
    let next = this.#read(from)
    try {
      for (let at = from; ;) {
        const { bytes, isLast } = await next
        at += bytes.length
        if (!isLast) next = this.#read(at)
        if (bytes.length > 0) yield bytes
        if (isLast) return
      }
    } finally {
      await next.catch(() => undefined)
    }
  }

  async fingerprint(length: number): Promise<Fingerprint> {
    const buffer = Buffer.alloc(Math.min(length, FINGERPRINT_BYTES))
    const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, 0)
    return { length: bytesRead, hash: contentHash(buffer.subarray(0, bytesRead)) }
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  async #read(at: number): Promise<{ readonly bytes: Uint8Array; readonly isLast: boolean }> {
    // One byte more than there should be: a read that gives less has met the end, and small files need only one.
    const length = Math.min(READ_BYTES, Math.max(this.state.size - at + 1, SMALLEST_READ))
    const buffer = Buffer.allocUnsafeSlow(length)
    const { bytesRead } = await this.#handle.read(buffer, 0, length, at)
    return { bytes: buffer.subarray(0, bytesRead), isLast: bytesRead < length }
  }
}
