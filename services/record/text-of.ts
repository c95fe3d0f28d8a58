/** Bytes from `start` up to `end` as text; what is no UTF-8 becomes the replacement character. */
export function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return toBuffer(bytes).toString('utf8', start, end)
}

/** The same bytes as a Buffer; nothing is copied. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
