import { constants, createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib'

import { messageOf } from '../../core/errors.ts'
import type { Compression } from './compression.ts'
import { ZstdFrames } from './zstd-frames.ts'

/** Opens the bytes of an object from its start. Called again when damage makes it necessary to read them again. */
export type OpenBytes = () => AsyncIterable<Uint8Array>

/** How a pass deals with damage. */
export interface PassMode {
  /** offset in the input from where on it is cut finely, so that damage costs no more output than it must */
  readonly fineFrom: number
  /** length of those pieces */
  readonly fineBytes: number
  /** the end of the input is no error, wherever it is */
  readonly isOpenEnded: boolean
}

/** The first pass over an object. */
export const FIRST_PASS: PassMode = {
  fineFrom: Number.POSITIVE_INFINITY,
  fineBytes: Number.POSITIVE_INFINITY,
  isOpenEnded: false,
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

const NO_FRAME_CODE = 'ZSTD_error_prefix_unknown'

/**
 * Inflates once from the start. The next piece is made on another thread while the caller works on this one. A damaged
 * stream ends without a throw and is told in `result`; errors of the source itself are thrown. Of the step that meets
 * damage, or an end that comes too early, zlib gives no output at all: further passes in other modes fetch it. `size` is
 * that of the object, or Infinity when nobody knows.
 */
export async function* inflatePass(
  compression: Compression,
  open: OpenBytes,
  size: number,
  mode: PassMode,
  result: PassResult,
): AsyncGenerator<Uint8Array, void, undefined> {
  const engine = createEngine(compression, size, mode.isOpenEnded)
  const frames = compression === 'zstd' ? new ZstdFrames() : null
  const feeding = feed(open(), engine, { mode, frames }, result)
  try {
    for await (const piece of engine) yield piece as Uint8Array
    if (frames?.isInside && !mode.isOpenEnded) result.error = { isCut: true, message: 'unexpected end of file' }
    result.consumed = engine.bytesWritten
  } catch (error) {
    // That something else stands behind the last frame is an error in some versions of Node and passed over in others.
    const isBehind = frames?.isLost === true && hasCode(error, NO_FRAME_CODE)
    result.error = isBehind ? null : { isCut: hasCode(error, CUT_CODE), message: messageOf(error) }
    result.consumed = isBehind ? frames.lastEnd : engine.bytesWritten
  } finally {
    engine.destroy()
    await feeding
  }
}

function createEngine(compression: Compression, size: number, isOpenEnded: boolean): Gunzip | ZstdDecompress {
  const chunkSize = Math.min(Math.max(size * USUAL_RATIO, SMALLEST_PIECE), LARGEST_PIECE)
  // With a read buffer of one byte the engine makes one piece ahead and waits: nothing is lost in it when it fails.
  const options = { chunkSize, readableHighWaterMark: 1, writableHighWaterMark: WRITE_BYTES }
  const { Z_FINISH, Z_SYNC_FLUSH, ZSTD_e_continue, ZSTD_e_end } = constants
  if (compression === 'gzip') return createGunzip({ ...options, finishFlush: isOpenEnded ? Z_SYNC_FLUSH : Z_FINISH })
  return createZstdDecompress({ ...options, finishFlush: isOpenEnded ? ZSTD_e_continue : ZSTD_e_end })
}

/** Writes the source into the engine at the engine's pace; ends when either does. Rejects when the source fails. */
async function feed(
  source: AsyncIterable<Uint8Array>,
  engine: Gunzip | ZstdDecompress,
  { mode, frames }: { readonly mode: PassMode; readonly frames: ZstdFrames | null },
  result: PassResult,
): Promise<void> {
  let wake: () => void = () => undefined
  const onReady = (): void => wake()
  engine.on('drain', onReady).on('close', onReady)
  try {
    for await (const piece of source) {
      for (const part of cutAtFrames(cut(piece, result.read, mode), frames)) {
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
function* cut(piece: Uint8Array, offset: number, { fineFrom, fineBytes }: PassMode): Generator<Uint8Array> {
  const coarse = Math.min(Math.max(fineFrom - offset, 0), piece.length)
  if (coarse > 0) yield piece.subarray(0, coarse)
  for (let at = coarse; at < piece.length; at += fineBytes) yield piece.subarray(at, at + fineBytes)
}

/** The pieces, none of which goes on behind the end of a frame. */
function* cutAtFrames(pieces: Iterable<Uint8Array>, frames: ZstdFrames | null): Generator<Uint8Array> {
  for (const piece of pieces) {
    if (frames) yield* frames.cut(piece)
    else yield piece
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
