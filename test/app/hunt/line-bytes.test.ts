import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LineBytes } from '../../../services/app/hunt/line-bytes.ts'
import { testRandom } from '../../support/random.ts'

function written(write: (out: LineBytes) => void): string {
  const out = new LineBytes()
  write(out)
  out.keep()
  return out
    .take()
    .map(({ bytes }) => Buffer.from(bytes).toString('utf8'))
    .join('')
}

test('numbers are written as JavaScript writes them', () => {
  for (const number of [0, 7, 10, 99, 100, 123_456_789, 999_999_999, 1_000_000_000, 2 ** 31, 2 ** 53 - 1]) {
    assert.equal(
      written((out) => out.number(number)),
      String(number),
    )
  }
})

test('times are written as ISO text', () => {
  const random = testRandom(5)
  const times = [0, 1, 999, 86_399_999, Date.UTC(1969, 11, 31, 23, 59, 59, 1), Date.UTC(9999, 11, 31, 23, 59, 59, 999)]
  for (let round = 0; round < 2000; round += 1) times.push(Math.floor(random.next() * 4e12) - 1e12)
  const text = written((out) => {
    for (const time of times) {
      out.time(time)
      out.byte(10)
    }
  })
  assert.deepEqual(
    text.split('\n').slice(0, -1),
    times.map((time) => new Date(time).toISOString()),
  )
})

test('texts are written as JSON, whatever is in them', () => {
  for (const text of [
    '',
    'plain',
    'a "b" \\',
    'line\nbreak \u0001 \u007f',
    'äöü 😀 \ud800',
    'x'.repeat(300_000),
    'é'.repeat(300_000),
  ]) {
    assert.equal(
      written((out) => out.jsonText(text)),
      JSON.stringify(text),
    )
  }
})

test('what is dropped is gone, with its holes; memory that comes back is used again', () => {
  const out = new LineBytes()
  out.text('kept ')
  out.hole(1)
  out.text('\n')
  out.keep()
  out.text('dropped ')
  out.hole(2)
  out.drop()
  const [piece, ...more] = out.take()
  assert.deepEqual([more.length, Buffer.from(piece?.bytes ?? []).toString(), piece?.holes], [0, 'kept \n', [5, 1]])
  if (piece) out.reuse(piece.bytes.buffer)
  assert.deepEqual(out.take(), [])
  out.text('next')
  out.keep()
  out.take()
  out.text('again')
  out.keep()
  assert.equal(out.take()[0]?.bytes.buffer, piece?.bytes.buffer)
})
