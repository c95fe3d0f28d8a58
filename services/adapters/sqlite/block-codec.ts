import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** A compressed block, and how many bytes it holds uncompressed. */
export interface Block {
  readonly count: number
  readonly bytes: number
  readonly data: Uint8Array
}

/** In front of each value of a block stands its length. */
export const LENGTH_BYTES = 4

/** Room for one value of this many bytes grows the buffer by doubling. */
const FIRST_CAPACITY = 1_048_576

/** A chunk takes a whole block of usual size: several would have to be put together. */
const COMPRESSION = {
  chunkSize: 65_536,
  params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
}

/**
 * Gathers values and gives them as one block: each value with its length before it (32 bits, little-endian), all of it
 * compressed by zstd at level 1 with a checksum. Used again and again; its buffer stays.
 */
export class BlockWriter {
  #buffer: Buffer = Buffer.allocUnsafeSlow(FIRST_CAPACITY)
  #at = 0
  #count = 0

  get count(): number {
    return this.#count
  }

  /** How many bytes were added, lengths included. */
  get bytes(): number {
    return this.#at
  }

  addBytes(value: Uint8Array): void {
    this.#reserve(value.length)
    this.#buffer.set(value, this.#at + LENGTH_BYTES)
    this.#close(value.length)
  }

  addText(text: string): void {
    // No UTF-16 unit becomes more than three bytes.
    this.#reserve(text.length * 3)
    this.#close(this.#buffer.write(text, this.#at + LENGTH_BYTES, 'utf8'))
  }

  /** The values so far as a block; starts a new one. */
  take(): Block {
    const block = compressBlock(this.#buffer.subarray(0, this.#at), this.#count)
    this.clear()
    return block
  }

  clear(): void {
    this.#at = 0
    this.#count = 0
  }

  #close(length: number): void {
    this.#buffer.writeUInt32LE(length, this.#at)
    this.#at += LENGTH_BYTES + length
    this.#count += 1
  }

  #reserve(length: number): void {
    const needed = this.#at + LENGTH_BYTES + length
    if (needed <= this.#buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
  }
}

/** A block of values that stand behind each other already, each with its length before it. */
export function compressBlock(values: Uint8Array, count: number): Block {
  // A small block (a small file has one of its own) needs no large chunk: making one costs more than compressing.
  const chunkSize = Math.min(COMPRESSION.chunkSize, Math.max(1024, values.length + 512))
  return { count, bytes: values.length, data: zstdCompressSync(values, { ...COMPRESSION, chunkSize }) }
}

/** The values of a block, as views of one buffer. Throws when the block is damaged. */
export function readBlock({ bytes, data }: Pick<Block, 'bytes' | 'data'>): Buffer[] {
  // One chunk that is large enough spares putting many together.
  const buffer = zstdDecompressSync(data, { chunkSize: Math.max(64, bytes + 1), maxOutputLength: bytes + 1 })
  if (buffer.length !== bytes) throw new Error(`a block has ${buffer.length} bytes instead of ${bytes}`)
  const values: Buffer[] = []
  let at = 0
  while (at < bytes) {
    const length = buffer.readUInt32LE(at)
    at += LENGTH_BYTES
    values.push(buffer.subarray(at, at + length))
    at += length
  }
  return values
}
