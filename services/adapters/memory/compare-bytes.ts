/** In the order of the bytes, as every store has it: that of UTF-16 units differs beyond the basic plane. */
export function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}
