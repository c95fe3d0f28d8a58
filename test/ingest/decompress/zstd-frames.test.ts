import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, zstdCompressSync } from 'node:zlib'
import { ZstdFrames } from '../../../services/ingest/decompress/zstd-frames.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'

/** A frame of random content: sizes, checksums and blocks of every kind (raw, repeated, compressed). */
function randomFrame(random: TestRandom): Buffer {
  if (random.chance(0.2)) {
    const skipped = random.int(50)
    return Buffer.concat([
      Buffer.from([0x50 + random.int(16), 0x2a, 0x4d, 0x18, skipped, 0, 0, 0]),
      Buffer.alloc(skipped, 7),
    ])
  }
  const size = random.pick([0, 1, 5, 300, 70_000, 300_000])
  const kind = random.int(3)
  const content = Buffer.from(
    Array.from({ length: size }, () => (kind === 0 ? 65 : kind === 1 ? random.int(256) : 65 + random.int(3))),
  )
  const { ZSTD_c_checksumFlag, ZSTD_c_contentSizeFlag } = constants
  const params = { [ZSTD_c_checksumFlag]: random.int(2), [ZSTD_c_contentSizeFlag]: random.int(2) }
  return zstdCompressSync(content, { params })
}

test('the ends of frames are found wherever the stream is cut into pieces', () => {
  const random = testRandom(31)
  for (let run = 0; run < 15 * SCALE; run += 1) {
    const list = Array.from({ length: 1 + random.int(5) }, () => randomFrame(random))
    const stream = Buffer.concat(list)
    const ends = new Set(list.map((_, at) => list.slice(0, at + 1).reduce((sum, frame) => sum + frame.length, 0)))
    const scanner = new ZstdFrames()
    const found: Buffer[] = []
    let offset = 0
    for (let at = 0; at < stream.length;) {
      const piece = stream.subarray(at, at + 1 + random.int(random.pick([4, 1000, 500_000])))
      at += piece.length
      for (const part of scanner.cut(piece)) {
        found.push(Buffer.from(part))
        const from = offset
        offset += part.length
        for (const end of ends)
          assert.ok(end <= from || end >= offset, `seed ${random.seed}, run ${run}: a part goes on behind ${end}`)
        assert.equal(
          scanner.lastEnd,
          Math.max(0, ...[...ends].filter((end) => end <= offset)),
          `seed ${random.seed}, run ${run}`,
        )
      }
    }
    assert.ok(Buffer.concat(found).equals(stream))
    assert.deepEqual([scanner.isInside, scanner.isLost], [false, false], `seed ${random.seed}, run ${run}`)
  }
})

const FRAME = zstdCompressSync('a record')
const STATES: readonly { name: string; bytes: Buffer; isInside: boolean; isLost: boolean }[] = [
  { name: 'nothing', bytes: Buffer.alloc(0), isInside: false, isLost: false },
  { name: 'a whole frame', bytes: FRAME, isInside: false, isLost: false },
  { name: 'a frame that is cut off', bytes: FRAME.subarray(0, -1), isInside: true, isLost: false },
  { name: 'half a magic number', bytes: FRAME.subarray(0, 2), isInside: true, isLost: false },
  { name: 'zeros behind a frame', bytes: Buffer.concat([FRAME, Buffer.alloc(9)]), isInside: false, isLost: true },
  { name: 'no frame at all', bytes: Buffer.from('plain text'), isInside: false, isLost: true },
]
for (const { name, bytes, isInside, isLost } of STATES) {
  test(`the end of ${name} is told`, () => {
    const scanner = new ZstdFrames()
    assert.ok(Buffer.concat([...scanner.cut(bytes)]).equals(bytes))
    assert.deepEqual([scanner.isInside, scanner.isLost], [isInside, isLost])
  })
}
