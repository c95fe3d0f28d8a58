import { gzipSync, zstdCompressSync } from 'node:zlib'

import { DEFAULT_INFLATE_LIMITS } from '../../services/ingest/decompress/decompress.ts'
import type { ObjectPart } from '../../services/ingest/reading/object-part.ts'
import { type OpenBytesFrom, type ReadOptions, readRecords } from '../../services/ingest/reading/read-records.ts'

/** Bytes as a source that gives them in pieces, from any place. */
export function sourceOf(bytes: Uint8Array, pieceBytes = 64 * 1024): OpenBytesFrom {
  return async function* pieces(from: number) {
    for (let at = from; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
  }
}

/** Ways to pack an object. */
export const PACKINGS: readonly { readonly name: string; readonly pack: (bytes: Uint8Array) => Buffer }[] = [
  { name: 'plain', pack: (bytes) => Buffer.from(bytes) },
  { name: 'gzip', pack: (bytes) => gzipSync(bytes) },
  { name: 'zstd', pack: (bytes) => zstdCompressSync(bytes) },
]

export const READ_OPTIONS: ReadOptions = { maxRecordBytes: 1024 * 1024, inflate: DEFAULT_INFLATE_LIMITS }

/** Everything that an asynchronous sequence gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = []
  for await (const item of items) collected.push(item)
  return collected
}

/** All parts of an object. */
export async function partsOf(open: OpenBytesFrom, options: Partial<ReadOptions> = {}): Promise<ObjectPart[]> {
  return collect(readRecords(open, { ...READ_OPTIONS, ...options }))
}

/** What is in parts, with places: `1 {"a":1}` for a record, `2 !reason: detail` for a fault. */
export function contentOf(parts: readonly ObjectPart[]): string[] {
  const found: string[] = []
  for (const { firstPosition, records, faults } of parts) {
    records.forEach((record, index) => found.push(`${firstPosition + index} ${Buffer.from(record).toString()}`))
    for (const { position, reason, detail } of faults) found.push(`${position} !${reason}: ${detail}`)
  }
  return found
}
