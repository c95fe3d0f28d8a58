import { type Compression, compressionOf, MAGIC_BYTES } from './compression.ts'
import { FIRST_PASS, inflatePass, type OpenBytes, type PassMode, type PassResult } from './inflate-pass.ts'

export type { OpenBytes } from './inflate-pass.ts'

/** When an object is refused because it inflates to too much. */
export interface InflateLimits {
  /** an object that inflates to more is refused, whatever its ratio */
  readonly maxInflatedBytes: number
  /** an object that inflates to more than this many times its size is refused … */
  readonly maxRatio: number
  /** … once it has inflated to this many bytes: small objects may be as dense as they like */
  readonly ratioFromBytes: number
}

/**
 * Cloud logs inflate 10 to 30 times, with zstd up to 60. A bomb of gzip reaches 1,000, one of zstd 30,000 and more.
 * Memory does not depend on these limits, time and disk do.
 */
export const DEFAULT_INFLATE_LIMITS: InflateLimits = {
  maxInflatedBytes: 32 * 1024 ** 3,
  maxRatio: 200,
  ratioFromBytes: 64 * 1024 ** 2,
}

/** What is wrong with an object as a whole. */
export interface ObjectDamage {
  readonly reason: 'damaged' | 'refused'
  /** for a person, with the place */
  readonly detail: string
  /** the compressed bytes simply end too early: more may still be written to the object */
  readonly isCut: boolean
}

/** What is known of an object while, and after, its bytes are read. */
export interface DecompressReport {
  compression: Compression
  /** how many bytes of the object itself were read, and what came out of them */
  bytesIn: number
  bytesOut: number
  /** known when the bytes have ended */
  damage: ObjectDamage | null
}

export function emptyReport(): DecompressReport {
  return { compression: 'none', bytesIn: 0, bytesOut: 0, damage: null }
}

/** An object compressed twice (a server that compresses what is compressed already) is inflated twice, not more. */
const MAX_LAYERS = 2

/**
 * The plain bytes of an object in pieces of at most 512 KiB, whatever its compression, which is told from its content.
 * Pieces are never used again. Damaged and refused objects give all that could be read and then simply end: see
 * `report.damage`. Errors of the source are thrown. `size` is how many bytes the object has, when that is known.
 *
 * Memory: at most one piece is ahead of the caller's, so some 2 MiB a layer, however large the object.
 */
export async function* decompress(
  open: OpenBytes,
  limits: InflateLimits,
  report: DecompressReport,
  size = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array, void, undefined> {
  const counted: OpenBytes = () => countIn(open(), report)
  for await (const piece of layers(counted, MAX_LAYERS, report, size)) {
    report.bytesOut += piece.length
    const refusal = report.compression === 'none' ? null : refusalOf(report, limits)
    if (refusal !== null) {
      report.damage = { reason: 'refused', detail: refusal, isCut: false }
      return
    }
    yield piece
  }
}

async function* countIn(source: AsyncIterable<Uint8Array>, report: DecompressReport): AsyncGenerator<Uint8Array> {
  report.bytesIn = 0
  for await (const piece of source) {
    report.bytesIn += piece.length
    yield piece
  }
}

function refusalOf({ bytesIn, bytesOut }: DecompressReport, limits: InflateLimits): string | null {
  const place = `${bytesOut} bytes came out of the first ${bytesIn}`
  if (bytesOut > limits.maxInflatedBytes) return `inflates to more than ${limits.maxInflatedBytes} bytes: ${place}`
  const isDense = bytesOut > limits.ratioFromBytes && bytesOut > limits.maxRatio * bytesIn
  return isDense ? `inflates to more than ${limits.maxRatio} times its size: ${place}` : null
}

async function* layers(
  open: OpenBytes,
  depth: number,
  report: DecompressReport,
  size: number,
): AsyncGenerator<Uint8Array> {
  const source = open()[Symbol.asyncIterator]()
  const head = await readHead(source)
  const compression = depth === 0 ? 'none' : compressionOf(head)
  if (compression === 'none') {
    yield* resumed(head, source)
    return
  }
  if (report.compression === 'none') report.compression = compression
  let opened = false
  const reopen: OpenBytes = () => {
    if (opened) return open()
    opened = true
    return resumed(head, source)
  }
  yield* layers(() => inflate(compression, reopen, report, size), depth - 1, report, size)
}

/** At least {@link MAGIC_BYTES} from the front of the source, or all it has. */
async function readHead(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0)
  while (head.length < MAGIC_BYTES) {
    const next = await source.next()
    if (next.done) break
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
  }
  return head
}

async function* resumed(head: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value
  } finally {
    await source.return?.()
  }
}

/**
 * Inflates one layer. When a pass meets damage or an early end, the output of its last step is missing; further passes
 * fetch what they can of it: one to the open end, or two that are cut ever more finely around the damage.
 */
async function* inflate(
  compression: Compression,
  open: OpenBytes,
  report: DecompressReport,
  size: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let delivered = 0
  let first: PassResult | null = null
  for (let mode: PassMode | null = FIRST_PASS; mode !== null;) {
    const result: PassResult = { error: null, consumed: 0, read: 0 }
    let skip = delivered
    for await (const piece of inflatePass(compression, open, size, mode, result)) {
      const fresh: Uint8Array = skip >= piece.length ? NOTHING : piece.subarray(skip)
      skip = Math.max(0, skip - piece.length)
      if (fresh.length === 0) continue
      delivered += fresh.length
      yield fresh
    }
    first ??= result
    mode = nextPass(mode, result)
  }
  report.damage ??= first && (await damageOf(compression, open, first))
}

/** The pass that fetches more of the output before the end or the damage, or null. */
function nextPass(mode: PassMode, { error, consumed }: PassResult): PassMode | null {
  if (error === null || mode.isOpenEnded || mode.fineBytes === FINEST_BYTES) return null
  if (error.isCut) return { ...FIRST_PASS, isOpenEnded: true }
  const isFirst = mode === FIRST_PASS
  return { fineFrom: consumed, fineBytes: isFirst ? FINE_BYTES : FINEST_BYTES, isOpenEnded: false }
}

const FINE_BYTES = 512
const FINEST_BYTES = 1

async function damageOf(compression: Compression, open: OpenBytes, result: PassResult): Promise<ObjectDamage | null> {
  const { error, consumed, read } = result
  if (error?.isCut) {
    return { reason: 'damaged', detail: `the ${compression} stream is cut off after ${read} bytes`, isCut: true }
  }
  if (error) {
    const detail = `the ${compression} stream is damaged behind byte ${consumed}: ${error.message}`
    return { reason: 'damaged', detail, isCut: false }
  }
  if (consumed === read || !(await hasContentBehind(open, consumed))) return null
  const detail = `behind the end of the ${compression} stream, at byte ${consumed}, stands something else`
  return { reason: 'damaged', detail, isCut: false }
}

/** Whether anything but zero bytes (padding of tapes and block devices) follows the place. */
async function hasContentBehind(open: OpenBytes, offset: number): Promise<boolean> {
  let at = 0
  for await (const piece of open()) {
    if (at + piece.length > offset && piece.subarray(Math.max(offset - at, 0)).some((byte) => byte !== 0)) return true
    at += piece.length
  }
  return false
}

const NOTHING = new Uint8Array(0)
