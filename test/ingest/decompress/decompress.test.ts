import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'

import {
  decompress,
  type DecompressReport,
  DEFAULT_INFLATE_LIMITS,
  emptyReport,
  type InflateLimits,
} from '../../../services/ingest/decompress/decompress.ts'
import { testRandom } from '../../support/random.ts'
import { collect, sourceOf } from '../sources.ts'

interface Inflated {
  readonly bytes: Buffer
  readonly report: DecompressReport
}

async function inflated(
  packed: Buffer,
  limits: Partial<InflateLimits> = {},
  pieceBytes = 64 * 1024,
): Promise<Inflated> {
  const report = emptyReport()
  const open = sourceOf(packed, pieceBytes)
  const pieces = await collect(decompress(() => open(0), { ...DEFAULT_INFLATE_LIMITS, ...limits }, report))
  return { bytes: Buffer.concat(pieces), report }
}

/** 600 KB that compress some four times. */
const TEXT = sampleText(600_000)
const GZIP = gzipSync(TEXT)
const ZSTD = zstdCompressSync(TEXT)
const SKIPPABLE = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])

const SOUND: readonly {
  readonly name: string
  readonly packed: Buffer
  readonly bytes: Buffer
  readonly is: string
}[] = [
  { name: 'nothing', packed: Buffer.alloc(0), bytes: Buffer.alloc(0), is: 'none' },
  { name: 'two bytes', packed: Buffer.from('{}'), bytes: Buffer.from('{}'), is: 'none' },
  { name: 'plain text', packed: TEXT, bytes: TEXT, is: 'none' },
  { name: 'gzip', packed: GZIP, bytes: TEXT, is: 'gzip' },
  { name: 'gzip of nothing', packed: gzipSync(''), bytes: Buffer.alloc(0), is: 'gzip' },
  {
    name: 'two gzip members',
    packed: Buffer.concat([GZIP, gzipSync('and more')]),
    bytes: both(TEXT, 'and more'),
    is: 'gzip',
  },
  { name: 'gzip with zero padding', packed: Buffer.concat([GZIP, Buffer.alloc(1000)]), bytes: TEXT, is: 'gzip' },
  { name: 'zstd', packed: ZSTD, bytes: TEXT, is: 'zstd' },
  {
    name: 'two zstd frames',
    packed: Buffer.concat([ZSTD, zstdCompressSync('end')]),
    bytes: both(TEXT, 'end'),
    is: 'zstd',
  },
  { name: 'zstd behind a frame to skip', packed: Buffer.concat([SKIPPABLE, ZSTD]), bytes: TEXT, is: 'zstd' },
  { name: 'gzip in gzip', packed: gzipSync(GZIP), bytes: TEXT, is: 'gzip' },
  { name: 'gzip in zstd', packed: zstdCompressSync(GZIP), bytes: TEXT, is: 'zstd' },
]

for (const { name, packed, bytes, is } of SOUND) {
  test(`inflates ${name}`, async () => {
    for (const pieceBytes of [97, 5000, 1024 * 1024]) {
      const { bytes: found, report } = await inflated(packed, {}, pieceBytes)
      assert.ok(found.equals(bytes), `in pieces of ${pieceBytes} bytes`)
      assert.deepEqual(report, { compression: is, bytesIn: packed.length, bytesOut: bytes.length, damage: null })
    }
  })
}

test('tells the compression from a head that comes byte by byte', async () => {
  for (const pack of [gzipSync, zstdCompressSync]) {
    const { bytes } = await inflated(pack('short'), {}, 1)
    assert.equal(bytes.toString(), 'short')
  }
})

test('inflates twice and not more', async () => {
  const { bytes } = await inflated(gzipSync(gzipSync(GZIP)))
  assert.ok(bytes.equals(GZIP))
})

const DAMAGED: readonly {
  readonly name: string
  readonly packed: Buffer
  /** so much of the text must come out at least */
  readonly least: number
  readonly detail: RegExp
  readonly isCut?: boolean
}[] = [
  {
    name: 'gzip that is cut off',
    packed: GZIP.subarray(0, GZIP.length - 1000),
    least: TEXT.length - 10_000,
    detail: /cut off after \d+ bytes/,
    isCut: true,
  },
  {
    name: 'gzip without its checksum',
    packed: GZIP.subarray(0, -3),
    least: TEXT.length,
    detail: /cut off/,
    isCut: true,
  },
  { name: 'gzip with a wrong checksum', packed: flipped(GZIP, -6), least: TEXT.length, detail: /data check/ },
  {
    name: 'gzip with a damaged middle',
    packed: flipped(GZIP, GZIP.length / 2),
    least: 1,
    detail: /damaged behind byte/,
  },
  {
    name: 'gzip with something behind it',
    packed: Buffer.concat([GZIP, Buffer.from('this is no gzip')]),
    least: TEXT.length,
    detail: /header check/,
  },
  {
    name: 'gzip with padding and something behind it',
    packed: Buffer.concat([GZIP, Buffer.alloc(512), GZIP]),
    least: TEXT.length,
    detail: /stands something else/,
  },
  {
    name: 'a second gzip member that is cut off',
    packed: Buffer.concat([GZIP, GZIP.subarray(0, 1000)]),
    least: TEXT.length,
    detail: /cut off/,
    isCut: true,
  },
  {
    name: 'zstd that is cut off',
    packed: ZSTD.subarray(0, ZSTD.length - 1000),
    least: TEXT.length / 2,
    detail: /cut off/,
    isCut: true,
  },
  {
    name: 'zstd with something behind it',
    packed: Buffer.concat([ZSTD, Buffer.from('this is no zstd')]),
    least: TEXT.length,
    detail: /stands something else/,
  },
  {
    name: 'nothing but the first bytes of gzip',
    packed: GZIP.subarray(0, 5),
    least: 0,
    detail: /cut off/,
    isCut: true,
  },
]

for (const { name, packed, least, detail, isCut = false } of DAMAGED) {
  test(`gives what can be read of ${name}, then says what is wrong`, async () => {
    const { bytes, report } = await inflated(packed)
    assert.ok(bytes.length >= least, `${bytes.length} bytes`)
    const sound = Math.min(bytes.length, TEXT.length)
    if (isCut || least === TEXT.length) assert.ok(bytes.subarray(0, sound).equals(TEXT.subarray(0, sound)))
    assert.equal(report.damage?.reason, 'damaged')
    assert.equal(report.damage.isCut, isCut)
    assert.match(report.damage.detail, detail)
  })
}

const BOMB = Buffer.alloc(4 * 1024 * 1024, 'a')

test('refuses what inflates to too many times its size, but not before it is large', async () => {
  for (const pack of [gzipSync, zstdCompressSync]) {
    const small = await inflated(pack(BOMB))
    assert.equal(small.report.damage, null)
    const large = await inflated(pack(BOMB), { ratioFromBytes: 1024 * 1024 })
    assert.equal(large.report.damage?.reason, 'refused')
    assert.match(large.report.damage.detail, /more than 200 times its size/)
    assert.ok(large.bytes.length <= 1024 * 1024)
  }
})

test('refuses what inflates beyond the limit, whatever its ratio', async () => {
  const { bytes, report } = await inflated(GZIP, { maxInflatedBytes: 100_000 })
  assert.match(report.damage?.detail ?? '', /inflates to more than 100000 bytes/)
  assert.ok(bytes.length <= 100_000)
})

test('counts a bomb in a bomb by the size of the outer one', async () => {
  const { report } = await inflated(gzipSync(gzipSync(BOMB)), { ratioFromBytes: 1024 * 1024 })
  assert.equal(report.damage?.reason, 'refused')
})

test('has no limit for what is not compressed', async () => {
  const { report } = await inflated(BOMB, { maxInflatedBytes: 10, maxRatio: 0, ratioFromBytes: 0 })
  assert.equal(report.damage, null)
})

test('throws what the source throws', async () => {
  const failing = async function* source() {
    yield GZIP.subarray(0, 1000)
    await Promise.resolve()
    throw new Error('the disk is gone')
  }
  const pieces = decompress(failing, DEFAULT_INFLATE_LIMITS, emptyReport())
  await assert.rejects(collect(pieces), /the disk is gone/)
})

test('closes the source when the reader stops early', async () => {
  let closed = false
  const source = async function* source() {
    try {
      for (let at = 0; at < GZIP.length; at += 1000) yield GZIP.subarray(at, at + 1000)
    } finally {
      closed = true
    }
  }
  for await (const piece of decompress(source, DEFAULT_INFLATE_LIMITS, emptyReport())) {
    if (piece.length > 0) break
  }
  assert.ok(closed)
})

function sampleText(length: number): Buffer {
  const random = testRandom(7)
  const lines: string[] = []
  for (let size = 0; size < length; size += 60) {
    lines.push(
      JSON.stringify({ id: `EXAMPLE${random.int(1e9)}`, action: 'List', address: `192.0.2.${random.int(255)}` }),
    )
  }
  return Buffer.from(lines.join('\n')).subarray(0, length)
}

function both(first: Buffer, second: string): Buffer {
  return Buffer.concat([first, Buffer.from(second)])
}

function flipped(bytes: Buffer, at: number): Buffer {
  const result = Buffer.from(bytes)
  const index = Math.floor(at < 0 ? bytes.length + at : at)
  result[index] = (result[index] ?? 0) ^ 0xff
  return result
}
