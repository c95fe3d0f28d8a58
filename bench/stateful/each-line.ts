import { closeSync, openSync, readSync } from 'node:fs'

/** Bytes that are read at once. */
const CHUNK = 1 << 16

/** Gives every line of a file that has something in it, without its end. A line is valid during the call. */
export function eachLine(file: string, take: (line: Buffer) => void): void {
  const input = openSync(file, 'r')
  let chunk = Buffer.alloc(CHUNK)
  let kept = 0
  for (;;) {
    if (kept === chunk.length) chunk = Buffer.concat([chunk, Buffer.alloc(chunk.length)])
    const end = kept + readSync(input, chunk, kept, chunk.length - kept, null)
    const isLast = end === kept
    let from = 0
    for (let at = chunk.indexOf(10, kept); at >= 0 && at < end; at = chunk.indexOf(10, from)) {
      if (at > from) take(chunk.subarray(from, at))
      from = at + 1
    }
    if (isLast) {
      if (end > from) take(chunk.subarray(from, end))
      break
    }
    chunk.copyWithin(0, from, end)
    kept = end - from
  }
  closeSync(input)
}
