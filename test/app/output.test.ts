import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { describe, it } from 'node:test'
import { setImmediate as later } from 'node:timers/promises'
import { LineWriter } from '../../services/app/output.ts'

/** A stream whose reader is slow: it is full after every piece, and takes the next one a moment later. */
class SlowStream extends Writable {
  text = ''
  constructor() {
    super({ highWaterMark: 1 })
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    setImmediate(done)
  }
}

describe('lines for a slow reader', () => {
  it('all arrive, in order, and no listener is left behind', async () => {
    const stream = new SlowStream()
    const writer = new LineWriter(stream)
    const before = ['drain', 'close', 'error'].map((name) => stream.listenerCount(name))
    const lines = Array.from({ length: 200 }, (_none, at) => `line ${at}`)
    for (const line of lines) {
      void writer.line(line)
      await writer.flush()
    }
    await writer.bytes(Buffer.from('bytes\n'))
    await later()
    assert.equal(stream.text, `${lines.join('\n')}\nbytes\n`)
    assert.deepEqual(
      ['drain', 'close', 'error'].map((name) => stream.listenerCount(name)),
      before,
    )
  })

  it('are dropped when it has gone away, and nobody waits for ever', async () => {
    const stream = new SlowStream()
    const writer = new LineWriter(stream)
    void writer.line('one')
    const flushed = writer.flush()
    stream.destroy(Object.assign(new Error('gone'), { code: 'EPIPE' }))
    await flushed
    await later()
    assert.equal(writer.isClosed, true)
    await writer.line('two')
    await writer.flush()
    assert.ok(!stream.text.includes('two'))
  })
})
