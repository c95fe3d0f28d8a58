import { constants, readSync, type Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'

import { contentHash } from '../../core/ids.ts'
import { fromFile } from './file-error.ts'
import { systemPath } from './path-name.ts'

/** What the file system says of a file. */
export interface FileState {
  /** bytes */
  readonly size: number
  /** last change, milliseconds since 1970, with fractions */
  readonly mtime: number
  /** with {@link device}: which file it is, whatever its path */
  readonly inode: number
  /** number of the file system; −1 where it is not known */
  readonly device: number
}

/** A stretch of a file's bytes, to tell whether it is still the one that was read. */
export interface Fingerprint {
  /** how many bytes of the file are in {@link hash} */
  readonly length: number
  readonly hash: string
}

/** At most so much of a file's beginning is its fingerprint. */
export const FINGERPRINT_BYTES = 1024

const READ_BYTES = 256 * 1024
const SMALLEST_READ = 4096
/** A file of no more bytes is read when it is opened: most of a million small files need no second look. */
const SMALL_FILE = 64 * 1024

/** The state of a regular file. Throws what the file system throws, and for anything that is no regular file. */
export async function fileState(path: string): Promise<FileState> {
  const found = await stat(systemPath(path))
  return stateOf(found, async () => (await stat(systemPath(path), { bigint: true })).ino)
}

async function stateOf(found: Stats, exactInode: () => Promise<bigint>): Promise<FileState> {
  if (!found.isFile()) throw new Error(found.isDirectory() ? 'is a folder' : 'is no regular file')
  // Some file systems use all 64 bits: such a number is folded, which keeps files apart as well as it can be.
  const inode = Number.isSafeInteger(found.ino) ? found.ino : Number((await exactInode()) % FOLD)
  return { size: found.size, mtime: found.mtimeMs, inode, device: found.dev }
}

/** A prime below 2^53. */
const FOLD = 9_007_199_254_740_881n

/** Without the second flag opening a pipe would wait for somebody to write to it. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

/** A file that is open for reading; whatever happens to its path, it stays the same file. Close it. */
export class OpenFile {
  #state: FileState
  readonly #handle: FileHandle
  /** all of a small file, as it was when it was opened */
  #whole: Buffer | null = null

  private constructor(handle: FileHandle, state: FileState) {
    this.#handle = handle
    this.#state = state
  }

  /** Throws as {@link fileState}. */
  static async open(path: string): Promise<OpenFile> {
    const handle = await open(systemPath(path), OPEN_FLAGS)
    try {
      return new OpenFile(handle, await stateOfHandle(handle))
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** How the file looked when it was opened, or when {@link OpenFile.refresh} was called last. */
  get state(): FileState {
    return this.#state
  }

  /** Looks again. Throws a `FileError`, as the methods below do. */
  async refresh(): Promise<FileState> {
    this.#whole = null
    this.#state = await fromFile(stateOfHandle(this.#handle))
    return this.#state
  }

  /** True as long as the file has a name somewhere; false once it was deleted. */
  async isNamed(): Promise<boolean> {
    return (await fromFile(this.#handle.stat())).nlink > 0
  }

  /** Reads a small file whole, so that nothing below has to go to the disk again. */
  async prefetch(): Promise<void> {
    if (this.#state.size > SMALL_FILE) return
    const { bytes, isLast } = await this.#read(0)
    if (isLast) this.#whole = bytes
  }

  /** The bytes from `from` to the end, in pieces that are never used again; one is read ahead. */
  async *pieces(from: number): AsyncGenerator<Uint8Array, void> {
    if (this.#whole) {
      if (from < this.#whole.length) yield this.#whole.subarray(from)
      return
    }
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

  /** Reads bytes at `at` into `into`, at once, and says how many; 0 at the end. Throws what the file system throws. */
  readNow(into: Uint8Array, at: number): number {
    return readSync(this.#handle.fd, into, 0, into.length, at)
  }

  /** The hash of `length` bytes from `from` on, or of fewer where the file ends; at most {@link FINGERPRINT_BYTES}. */
  async fingerprint(length: number, from = 0): Promise<Fingerprint> {
    const wanted = Math.min(length, FINGERPRINT_BYTES)
    if (this.#whole) return fingerprintOf(this.#whole.subarray(from, from + wanted))
    const buffer = Buffer.alloc(wanted)
    const { bytesRead } = await fromFile(this.#handle.read(buffer, 0, wanted, from))
    return fingerprintOf(buffer.subarray(0, bytesRead))
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  async #read(at: number): Promise<{ readonly bytes: Buffer; readonly isLast: boolean }> {
    // One byte more than there should be: a read that gives less has met the end, and small files need only one.
    const length = Math.min(READ_BYTES, Math.max(this.#state.size - at + 1, SMALLEST_READ))
    const buffer = Buffer.allocUnsafeSlow(length)
    const { bytesRead } = await this.#handle.read(buffer, 0, length, at)
    return { bytes: buffer.subarray(0, bytesRead), isLast: bytesRead < length }
  }
}

async function stateOfHandle(handle: FileHandle): Promise<FileState> {
  return stateOf(await handle.stat(), async () => (await handle.stat({ bigint: true })).ino)
}

function fingerprintOf(bytes: Uint8Array): Fingerprint {
  return { length: bytes.length, hash: contentHash(bytes) }
}
