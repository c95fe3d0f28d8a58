import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib'

import { messageOf } from '../../core/errors.ts'
import type { Compression } from './compression.ts'

/** Opens the bytes of an object from its start. Called again when damage makes it necessary to read them again. */
export type OpenBytes = () => AsyncIterable<Uint8Array>

/** Where input is cut finely, so that damage costs no more output than it must. */
export interface FinePart {
  /** offset in the input */
  readonly from: number
  /** length of the pieces from there on */
  readonly pieceBytes: number
}

/** What one pass over compressed bytes came to. */
export interface PassResult {
  /** why it ended early, or null */
  error: { readonly isCut: boolean; readonly message: string } | null
  /** how many bytes of the input were used up without an error */
  consumed: number
  /** how many bytes of the input were read */
  read: number
}

/** One inflated piece: with the pieces in hand and in work this bounds the memory of a stream. */
const SMALLEST_PIECE = 16 * 1024
const LARGEST_PIECE = 512 * 1024

/** A small object gets a small piece: memory that it does not fill costs time all the same. */
const USUAL_RATIO = 10

const WRITE_BYTES = 256 * 1024

/** The name that Node's zlib gives to input that ends too early, for gzip and zstd alike. */
const CUT_CODE = 'Z_BUF_ERROR'

/**
 * Inflates once from the start. The next piece is made on another thread while the caller works on this one. A damaged
 * stream ends without a throw and is told in `result`; errors of the source itself are thrown. Of the step that meets the
 * damage zlib gives no output at all, hence `fine`. `size` is that of the object, or Infinity when nobody knows.
 */
export async function* inflatePass(
  compression: Compression,
  open: OpenBytes,
  size: number,
  fine: FinePart | null,
  result: PassResult,
): AsyncGenerator<Uint8Array, void, undefined> {
  // With a read buffer of one byte the engine makes one piece ahead and waits: nothing is lost in it when it fails.
  const chunkSize = Math.min(Math.max(size * USUAL_RATIO, SMALLEST_PIECE), LARGEST_PIECE)
  const options = { chunkSize, readableHighWaterMark: 1, writableHighWaterMark: WRITE_BYTES }
  const engine = compression === 'gzip' ? createGunzip(options) : createZstdDecompress(options)
  const feeding = feed(open(), engine, fine, result)
  try {
    for await (const piece of engine) yield piece as Uint8Array
  } catch (error) {
    result.error = { isCut: hasCode(error, CUT_CODE), message: messageOf(error) }
  } finally {
    result.consumed = engine.bytesWritten
    engine.destroy()
    await feeding
  }
}

/** Writes the source into the engine at the engine's pace; ends when either does. Rejects when the source fails. */
async function feed(
  source: AsyncIterable<Uint8Array>,
  engine: Gunzip | ZstdDecompress,
  fine: FinePart | null,
  result: PassResult,
): Promise<void> {
  let wake: () => void = () => undefined
  const onReady = (): void => wake()
  engine.on('drain', onReady).on('close', onReady)
  try {
    for await (const piece of source) {
      for (const part of cut(piece, result.read, fine)) {
        if (engine.destroyed) return
        result.read += part.length
        if (engine.write(part)) continue
        await new Promise<void>((resolve) => {
          wake = resolve
          if (engine.destroyed) resolve()
        })
      }
    }
    engine.end()
  } catch (error) {
    engine.destroy()
    throw error
  }
}

/** The piece at `offset` of the input, in finer pieces from where that is asked for. */
function* cut(piece: Uint8Array, offset: number, fine: FinePart | null): Generator<Uint8Array> {
  const coarse = fine === null ? piece.length : Math.min(Math.max(fine.from - offset, 0), piece.length)
  if (coarse > 0) yield piece.subarray(0, coarse)
  if (fine === null) return
  for (let at = coarse; at < piece.length; at += fine.pieceBytes) yield piece.subarray(at, at + fine.pieceBytes)
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
