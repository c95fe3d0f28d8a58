import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ScheduledRecord } from '../../../services/app/demo/demo-schedule.ts'
import { playSchedule } from '../../../services/app/demo/play-schedule.ts'

const records = (...times: number[]): ScheduledRecord[] =>
  times.map((at, index) => ({ at, recordText: String(index), step: null }))

interface Played {
  readonly at: number
  readonly records: string
}

/** Plays on a clock that only sleeping and writing move; `writeTime` is how long each write takes. */
async function play(schedule: readonly ScheduledRecord[], speed: number, writeTime = 0): Promise<Played[]> {
  let clock = 1000
  const played: Played[] = []
  const sleep = (milliseconds: number): Promise<void> => {
    clock += milliseconds
    return Promise.resolve()
  }
  const write = (batch: readonly string[]): Promise<void> => {
    played.push({ at: clock - 1000, records: batch.join(' ') })
    clock += writeTime
    return Promise.resolve()
  }
  await playSchedule(schedule, { speed }, { now: () => clock, sleep, write })
  return played
}

const CASES: readonly {
  name: string
  times: readonly number[]
  speed: number
  writeTime?: number
  played: readonly Played[]
}[] = [
  { name: 'nothing is played for an empty schedule', times: [], speed: 1, played: [] },
  {
    name: 'records of one quarter of a second are written together, at its end',
    times: [10, 100, 250, 251, 600],
    speed: 1,
    played: [
      { at: 250, records: '0 1 2' },
      { at: 500, records: '3' },
      { at: 750, records: '4' },
    ],
  },
  {
    name: 'at ten times the speed the same records take a tenth of the time',
    times: [10, 100, 2400, 2600],
    speed: 10,
    played: [
      { at: 250, records: '0 1 2' },
      { at: 500, records: '3' },
    ],
  },
  {
    name: 'without waiting all is written at once',
    times: [0, 1000, 70_000],
    speed: Number.POSITIVE_INFINITY,
    played: [{ at: 0, records: '0 1 2' }],
  },
  {
    name: 'slow writes do not put the play behind for good',
    times: [100, 300, 600, 5000],
    speed: 1,
    writeTime: 400,
    played: [
      { at: 250, records: '0' },
      { at: 650, records: '1' },
      { at: 1050, records: '2' },
      { at: 5000, records: '3' },
    ],
  },
]

for (const { name, times, speed, writeTime, played } of CASES) {
  test(name, async () => {
    assert.deepEqual(await play(records(...times), speed, writeTime), played)
  })
}

test('without waiting a long schedule goes out in batches of a thousand', async () => {
  const played = await play(records(...Array.from({ length: 2500 }, (_, index) => index)), Number.POSITIVE_INFINITY)
  assert.deepEqual(
    played.map((batch) => batch.records.split(' ').length),
    [1000, 1000, 500],
  )
})

test('when sleeping is interrupted, the play ends with the same error', async () => {
  const stopped = new Error('stopped')
  const written: string[] = []
  await assert.rejects(
    playSchedule(
      records(0, 1000),
      { speed: 1 },
      {
        now: () => 0,
        sleep: () => Promise.reject(stopped),
        write: (batch) => {
          written.push(...batch)
          return Promise.resolve()
        },
      },
    ),
    stopped,
  )
  assert.deepEqual(written, ['0'])
})
