import { createFramer, type FramerOptions } from '../../../services/ingest/framing/framer.ts'

/** What a framer found, as text: `{"a":1}` for a record, `!reason: bytes` for a fault (`!reason of size` when cut). */
export function framed(input: Uint8Array, pieces: readonly number[], options: Partial<FramerOptions> = {}): string[] {
  const found: string[] = []
  const framer = createFramer({ maxRecordBytes: 1024 * 1024, ...options })
  const sink = {
    record: (bytes: Uint8Array) => found.push(Buffer.from(bytes).toString('latin1')),
    fault: ({ reason, bytes, size }: { reason: string; bytes: Uint8Array; size: number }) => {
      const cut = size === bytes.length ? '' : ` of ${size}`
      found.push(`!${reason}${cut}: ${Buffer.from(bytes).toString('latin1')}`)
    },
  }
  let at = 0
  for (let index = 0; at < input.length; index += 1) {
    const length = pieces[index % pieces.length] ?? 1
    // A copy: a framer that keeps a view on more than its piece would be found out.
    framer.push(Uint8Array.prototype.slice.call(input, at, at + length), sink)
    at += length
  }
  framer.end(sink)
  return found
}

/** The whole input at once. */
export const WHOLE: readonly number[] = [Number.POSITIVE_INFINITY]
