import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ATTACK_STEPS } from '../../../services/app/demo/attack/act.ts'
import { DEMO_LENGTH, demoSchedule } from '../../../services/app/demo/demo-schedule.ts'
import { parseIsoTime } from '../../../services/core/time.ts'
import { parseRecord, textAt } from '../../support/record-access.ts'

const START = Date.UTC(2026, 2, 14, 9)
const schedule = demoSchedule(41, START)

test('the same seed and start give the same play', () => {
  assert.deepEqual(demoSchedule(41, START), schedule)
})

test('it is in order of time, ends in time, and every record says the second in which it is played', () => {
  for (const [index, { at, recordText }] of schedule.entries()) {
    assert.ok(at >= (schedule[index - 1]?.at ?? 0) && at < DEMO_LENGTH)
    assert.equal(parseIsoTime(textAt(parseRecord(recordText), 'eventTime')), Math.floor((START + at) / 1000) * 1000)
  }
})

test('the usual day has fifteen to twenty-five records in every second', () => {
  for (let second = 0; second < DEMO_LENGTH / 1000; second += 1) {
    const count = schedule.filter(({ at, step }) => step === null && Math.floor(at / 1000) === second).length
    assert.ok(count >= 15 && count <= 25, `${count} in second ${second}`)
  }
})

test('the attack begins after some quiet seconds and is in it as a whole', () => {
  const attack = schedule.filter(({ step }) => step !== null)
  assert.ok((attack[0]?.at ?? 0) >= 5000)
  assert.deepEqual([...new Set(attack.map(({ step }) => step))], ATTACK_STEPS)
})

test('no event id occurs twice', () => {
  const ids = schedule.map(({ recordText }) => textAt(parseRecord(recordText), 'eventID'))
  assert.equal(new Set(ids).size, schedule.length)
})
