import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Clue } from '../../../services/sigma/match/clue.ts'
import { foldClue } from '../../../services/sigma/match/clue.ts'
import { NeedleScanner } from '../../../services/sigma/match/needle-scanner.ts'
import { RecordGate } from '../../../services/sigma/match/record-gate.ts'
import { addAllTexts } from '../../../services/sigma/match/value-text.ts'
import type { JsonValue } from '../../../services/core/json.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'

/** Gates for the same texts: with the kernel that looks first, and without. */
function gatesOf(texts: readonly string[]): readonly RecordGate[] {
  const clues = texts.map((text): Clue => ({ kind: 'part', text: foldClue(text), place: 'inside' }))
  const ascii = clues.flatMap((clue, id) => (clue.kind === 'part' ? [{ ...clue, id }] : []))
  const { table } = new NeedleScanner(ascii)
  const quick = RecordGate.create(clues, table)
  const plain = RecordGate.create(clues, table, () => null)
  assert.ok(quick && plain)
  return [quick, plain]
}

/** Whether a text of the record has one of these in it. */
function shows(texts: readonly string[], json: string): boolean {
  const all: string[] = []
  addAllTexts(JSON.parse(json) as JsonValue, 0, all)
  return all.some((one) => texts.some((text) => foldClue(one).includes(foldClue(text))))
}

/** A JSON string of a text; characters of it are written as escapes now and then. */
function spelled(random: TestRandom, text: string, chance: number): string {
  return `"${Array.from({ length: text.length }, (_none, at) => {
    const unit = text.charAt(at)
    const hex = text.charCodeAt(at).toString(16).padStart(4, '0')
    if (random.chance(chance)) return `\\u${random.chance(0.5) ? hex.toUpperCase() : hex}`
    if (unit === '/' && random.chance(0.5)) return '\\/'
    return JSON.stringify(unit).slice(1, -1)
  }).join('')}"`
}

const LETTERS = ['a', 'b', 'c', 'K', 'k', 's', 'i', '`', '@', '[', '{', ' ', '-', '\u007f']
const ESCAPED = ['"', '\\', '/', '\n', '\0', '\u001f']
const FOLDING = ['\u212a', '\u017f', '\u0130']
const FOREIGN = ['é', 'я', '’', '🔑', '\ud83d']

function randomText(random: TestRandom, letters: readonly string[], most: number): string {
  return Array.from({ length: 1 + random.int(most) }, () => random.pick(letters)).join('')
}

interface Mix {
  readonly name: string
  readonly needles: readonly string[]
  readonly record: readonly string[]
}

const MIXES: readonly Mix[] = [
  { name: 'letters', needles: LETTERS, record: LETTERS },
  { name: 'what JSON writes as escapes', needles: [...LETTERS, ...ESCAPED], record: [...LETTERS, ...ESCAPED] },
  { name: 'what folds to ASCII', needles: ['k', 's', 'i', 'a', '-'], record: [...FOLDING, 'k', 's', 'i', 'a', '-'] },
  { name: 'other scripts in the record', needles: LETTERS, record: [...LETTERS, ...FOREIGN] },
  { name: 'other scripts in both', needles: ['a', 'b', ...FOREIGN], record: ['a', 'b', ...FOREIGN] },
]

describe('a record whose texts show something is let through', () => {
  for (const [number, { name, needles, record }] of MIXES.entries()) {
    it(name, () => {
      let shown = 0
      for (let round = 0; round < Math.ceil(300 * SCALE); round += 1) {
        const random = testRandom(50_000 + number * 1000 + round)
        const texts = Array.from({ length: random.pick([1, 2, 5, 40]) }, () =>
          randomText(random, needles, random.pick([3, 5, 12, 80])),
        ).map((text) => `a${text}b`)
        const gates = gatesOf(texts)
        for (let count = 0; count < 10; count += 1) {
          const filler = (): string => randomText(random, record, random.pick([3, 20, 60]))
          const inner = random.chance(0.6) ? random.pick(texts).toUpperCase() : filler()
          const chance = random.pick([0, 0, 0.1])
          const json = `{${spelled(random, filler(), chance)}:${spelled(random, filler() + inner + filler(), chance)}}`
          if (!shows(texts, json)) continue
          shown += 1
          const bytes = Buffer.from(json)
          for (const [at, gate] of gates.entries()) {
            assert.ok(gate.mayShow(bytes), `seed ${random.seed}, gate ${at}: ${JSON.stringify(texts)} in ${json}`)
          }
        }
      }
      assert.ok(shown > 500 * Math.min(SCALE, 1), `${shown} shown`)
    })
  }

  const folding: readonly (readonly [text: string, json: string])[] = [
    ['needless', '{"a":"needleſſ"}'],
    ['needless', '{"a":"needle\\u017fs"}'],
    ['token', '{"a":"toKen"}'],
    ['token', '{"a":"to\\u212Aen"}'],
    ['taxi', '{"a":"taxİ"}'],
    ['taxi', '{"a":"tax\\u0130"}'],
    ['zebra', '{"a":"ZEBRA"}'],
    ['schlüssel', '{"a":"Schl\\u00dcssel"}'],
    ['я', '{"a":"\\u042f"}'],
    ['ab', '{"ab":1}'],
    ['b', '{"":"B"}'],
  ]
  for (const [text, json] of folding) {
    it(`${text} in ${json}`, () => {
      for (const gate of gatesOf([text])) assert.ok(gate.mayShow(Buffer.from(json)))
    })
  }

  it('wherever it stands, however long the record', () => {
    const gates = gatesOf(['needle', 'NEEDLE_of_Many_Letters'.repeat(4)])
    const size = 140_000
    for (const at of [0, 1, 15, 31, 32, 33, 65_450, 65_466, 65_472, 65_530, 65_533, 65_536, 131_000, size]) {
      for (const word of ['nEEdle', 'n\\u0045edle', 'needle_of_many_letters'.repeat(4)]) {
        for (const behind of [0, 20, size]) {
          const json = Buffer.from(`{"a":"${'x'.repeat(at)}${word}${'x'.repeat(behind)}"}`)
          for (const gate of gates) assert.ok(gate.mayShow(json), `${word} at ${at}, ${behind} behind`)
        }
      }
    }
  })
})

describe('a record whose texts show nothing is not', () => {
  const cases: readonly (readonly [name: string, text: string, json: string])[] = [
    ['half of it', 'needle', '{"a":"need","b":"le"}'],
    ['at its end', 'needle', '{"a":"needl"}'],
    ['one character off', 'needle', '{"a":"neadle needlo xeedle"}'],
    ['signs are no letters', 'a[b]', '{"a":"a{b}"}'],
    ['escapes of other characters', 'needle', '{"a":"\\u003d\\u0026\\u00e9"}'],
    ['another script', 'needle', '{"a":"é’я🔑"}'],
    ['escapes of a letter each', 'needle', '{"a":"\\n\\t\\\\\\"\\/"}'],
  ]
  for (const [name, text, json] of cases) {
    it(name, () => assert.equal(gatesOf([text])[0]?.mayShow(Buffer.from(json)), false))
  }

  it('also after a record that did', () => {
    const [gate] = gatesOf(['needle'])
    assert.equal(gate?.mayShow(Buffer.from(`{"a":"${'x'.repeat(40)}needle"}`)), true)
    for (let length = 1; length < 60; length += 1) {
      assert.equal(gate.mayShow(Buffer.from(`{"a":"${'x'.repeat(length)}"}`)), false, `${length} letters`)
    }
  })
})
