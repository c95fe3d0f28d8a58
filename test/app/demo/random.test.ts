import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNoise, createRandom, createWheel, itemAt } from '../../../services/app/demo/random.ts'

const draws = (seed: number): unknown[] => {
  const random = createRandom(seed)
  return [random.uint(), random.below(10), random.hex(7), random.base32(9), random.uuid(), random.pick(['a', 'b', 'c'])]
}

test('the same seed gives the same values, another seed others', () => {
  assert.deepEqual(draws(5), draws(5))
  assert.notDeepEqual(draws(5), draws(6))
})

test('texts have the length and the letters that were asked for', () => {
  const random = createRandom(1)
  for (let length = 1; length < 40; length += 1) {
    assert.match(random.hex(length), new RegExp(`^[0-9a-f]{${length}}$`))
    assert.match(random.base32(length), new RegExp(`^[A-Z2-7]{${length}}$`))
  }
  assert.match(random.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('numbers fall evenly below the limit', () => {
  const random = createRandom(2)
  const counts = [0, 0, 0, 0, 0]
  for (let draw = 0; draw < 10_000; draw += 1) {
    const value = random.below(5)
    counts[value] = (counts[value] ?? Number.NaN) + 1
  }
  for (const count of counts) assert.ok(count > 1800 && count < 2200, counts.join(' '))
})

test('a wheel chooses by weight and never what weighs nothing', () => {
  const spin = createWheel([
    { item: 'often', weight: 3 },
    { item: 'seldom', weight: 1 },
    { item: 'never', weight: 0 },
  ])
  const random = createRandom(3)
  const chosen = Array.from({ length: 8000 }, () => spin(random))
  const often = chosen.filter((item) => item === 'often').length
  assert.ok(often > 5700 && often < 6300, String(often))
  assert.ok(!chosen.includes('never'))
})

test('noise has the length that was asked for and differs each time', () => {
  const noise = createNoise(createRandom(4))
  assert.match(noise(4096), /^[A-Za-z0-9+/]{4096}$/)
  assert.notEqual(noise(64), noise(64))
})

test('choosing from nothing is a fault', () => {
  assert.throws(() => itemAt([], 0), { code: 'INTERNAL' })
  assert.throws(() => createRandom(1).pick([]), { code: 'INTERNAL' })
})
