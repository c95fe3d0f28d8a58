import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { measure, median, toMeasurements, type Work } from '../../bench/measure.ts'

function work(name: string, log: string[], handled = 10): Work {
  return {
    name,
    about: '',
    records: 10,
    run: () => {
      log.push(name)
      return handled
    },
    after: () => Promise.resolve(void log.push(`after ${name}`)),
  }
}

describe('measuring', () => {
  it('warms up once, then lets the pieces of work take turns', async () => {
    const log: string[] = []
    const begun: number[] = []
    const figures = await measure([work('a', log), work('b', log)], 2, (_work, round) => begun.push(round))
    assert.deepEqual(begun, [0, 0, 1, 1, 2, 2])
    assert.deepEqual(log, Array.from({ length: 3 }, () => ['a', 'after a', 'b', 'after b']).flat())
    assert.deepEqual(
      [...figures.values()].map(({ cpu, wall }) => [cpu.length, wall.length]),
      [
        [2, 2],
        [2, 2],
      ],
    )
  })

  it('fails when records were lost on the way', async () => {
    await assert.rejects(
      measure([work('a', [], 9)], 1, () => undefined),
      /a handled 9 of 10 records/,
    )
  })

  for (const [figures, middle] of [
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2],
  ] as const) {
    it(`the middle of ${figures.join(', ')} is ${middle}`, () => assert.equal(median(figures), middle))
  }

  it('sets every figure beside the ceiling', () => {
    const figures = new Map([
      ['top', { cpu: [100, 120, 80], wall: [90, 90, 90] }],
      ['other', { cpu: [25, 30, 20], wall: [50, 40, 45] }],
    ])
    const measurements = toMeasurements('real', figures, 'top')
    assert.ok(measurements.every(({ shape }) => shape === 'real'))
    assert.deepEqual(
      measurements.map(({ shape: _shape, ...rest }) => rest),
      [
        { name: 'top', value: 100, unit: 'records/CPU-second', share: 1, spread: [80, 120] },
        { name: 'other', value: 25, unit: 'records/CPU-second', share: 0.25, spread: [20, 30] },
        { name: 'top', value: 90, unit: 'records/second', share: null, spread: [90, 90] },
        { name: 'other', value: 45, unit: 'records/second', share: null, spread: [40, 50] },
      ],
    )
  })
})
