/** How the bytes of an object are packed. */
export type Compression = 'none' | 'gzip' | 'zstd'

/** So many first bytes tell the compression. */
export const MAGIC_BYTES = 4

/** Tells the compression from the first {@link MAGIC_BYTES} of an object, or from all of them where it has fewer. */
export function compressionOf(head: Uint8Array): Compression {
  const [first = 0, second, third, fourth] = head
  if (first === 0x1f && second === 0x8b) return 'gzip'
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return 'zstd'
  // A zstd stream may begin with a frame to be skipped; parallel compressors write their table of contents so.
  const isSkippable = (first & 0xf0) === 0x50 && second === 0x2a && third === 0x4d && fourth === 0x18
  return isSkippable ? 'zstd' : 'none'
}
