import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SCALE, testRandom } from '../../support/random.ts'
import { compareAlone, OPERATOR_NAMES } from '../support/lone-operators.ts'
import { ruleEngine, type Fault } from '../support/rule-engine.ts'

const ROUNDS = Math.ceil(5 * SCALE)
const EVENTS = 50
/** So many rounds are tried until a mistake shows. */
const MOST_ROUNDS = 40

describe('the index loses nothing where an operator is the only condition of a rule', () => {
  for (const [number, operator] of OPERATOR_NAMES.entries()) {
    it(operator, async () => {
      const engine = await ruleEngine()
      let held = 0
      for (let round = 0; round < ROUNDS; round += 1) {
        const random = testRandom(90_000 + number * 1000 + round)
        const comparison = compareAlone(engine, random, operator, EVENTS)
        assert.equal(comparison.difference, null, `seed ${random.seed} (TOCSIN_SEED)`)
        held += comparison.held
      }
      assert.ok(held >= ROUNDS, `${held} held`)
    })
  }
})

/** Mistakes that were made once, here or elsewhere, or that are near. */
const FAULTS: readonly (Fault & { readonly operator: string })[] = [
  {
    name: 'presence leaves out null',
    operator: 'exists',
    file: 'field-index.ts',
    from: 'values.isPresent) this',
    to: 'values.textCount > 0) this',
  },
  {
    name: 'the machine misses words inside of others',
    operator: 'contains',
    file: 'needle-table.ts',
    from: '[own - 1, ...inner]',
    to: '[own - 1]',
  },
  {
    name: 'the machine does not fall back',
    operator: 'contains',
    file: 'needle-table.ts',
    from: 'if (node > 0) next.copyWithin',
    to: 'if (node < 0) next.copyWithin',
  },
  {
    name: 'a cut needle is compared a character off',
    operator: 'contains',
    file: 'needle-scanner.ts',
    from: 'toEnd: start + word.length',
    to: 'toEnd: start + 1 + word.length',
  },
  {
    name: 'a scan goes on behind the first word',
    operator: 'contains',
    file: 'needle-scanner.ts',
    from: 'first + 1 - this.#longest',
    to: 'first',
  },
  {
    name: 'endswith is taken for startswith',
    operator: 'endswith',
    file: 'cut-needles.ts',
    from: 'place === START && start',
    to: 'place !== 0 && start',
  },
  {
    name: 'addresses mapped into version 6 are not unwrapped',
    operator: 'cidr',
    file: 'network-tree.ts',
    from: 'mayBeAddress(text) ? parse',
    to: "!text.startsWith('::f') ? parse",
  },
  {
    name: 'a network is left out that lies in another',
    operator: 'cidr',
    file: 'network-tree.ts',
    from: 'if (bit === address.length * 32) return',
    to: 'if (bit === 24 || bit === address.length * 32) return',
  },
  {
    name: 'case is folded by ASCII alone',
    operator: 'contains',
    file: 'field-index.ts',
    from: "withPlainS(this.#values.folded[at] ?? '') : foldClue(text)",
    to: 'text.replace(/[A-Z]/g, (one) => one.toLowerCase()) : foldClue(text)',
  },
  {
    name: 'the long s is no s',
    operator: 'regex without case',
    file: 'clue.ts',
    from: "folded.replaceAll('ſ', 's')",
    to: 'folded',
  },
  {
    name: 'objects are not searched',
    operator: 'contains',
    file: 'field-index.ts',
    from: 'if (values.hasObjects)',
    to: 'if (values.hasObjects && values.textCount > 0)',
  },
  {
    name: 'only the first value is looked at',
    operator: 'equal',
    file: 'field-index.ts',
    from: 'at < textCount',
    to: 'at < Math.min(textCount, 1)',
  },
  {
    name: 'the longest text is one shorter',
    operator: 'equal',
    file: 'field-index.ts',
    from: 'text.length <= this.#longestEqual',
    to: 'text.length < this.#longestEqual',
  },
  {
    name: 'escapes in the record are not read',
    operator: 'keywords',
    file: 'record-gate.ts',
    from: 'hexAt(json, at + 1)',
    to: 'code',
  },
  {
    name: 'numbers are searched as they are written',
    operator: 'keywords',
    file: 'record-gate.ts',
    from: "clue.kind !== 'part' || NUMBER.test(clue.text)",
    to: "clue.kind !== 'part'",
  },
  {
    name: 'Kelvin bytes are passed over',
    operator: 'keywords',
    file: 'record-gate.ts',
    from: '[0xc4, 0xc5, 0xe2]',
    to: '[0xc4, 0xc5]',
  },
  {
    name: 'the kernel is asked for lower case alone',
    operator: 'keywords',
    file: 'needle-kernel.ts',
    from: 'code <= 0x7a ? [code, code - 0x20]',
    to: 'code <= 0x7a ? [code]',
  },
  {
    name: 'the kernel passes over Kelvin bytes',
    operator: 'keywords',
    file: 'needle-kernel.ts',
    from: '[0xc4, 0xc5, 0xe2]',
    to: '[0xc4, 0xc5]',
  },
  {
    name: 'the kernel passes over escapes',
    operator: 'keywords',
    file: 'needle-kernel.ts',
    from: 'add(1, 0x75, ESCAPE)',
    to: 'add(1, 0x74, ESCAPE)',
  },
  {
    name: 'the kernel forgets the character of words',
    operator: 'keywords',
    file: 'needle-kernel.ts',
    from: 'view.setUint8(IN_WORD + code, 1)',
    to: 'view.setUint8(IN_WORD + code, 0)',
  },
  {
    name: 'a run goes on over what JSON escapes',
    operator: 'keywords',
    file: 'needle-prints.ts',
    from: '/["\\\\/\\0-\\u001f]+/',
    to: '/["/]+/',
  },
  {
    name: 'the kernel does not look for other scripts',
    operator: 'keywords',
    file: 'needle-kernel.ts',
    from: 'Number(hasOdd)',
    to: '0',
  },
  {
    name: 'presence is not read where a value is an array',
    operator: 'exists',
    file: 'field-values.ts',
    from: "if (kind === 'none' || kind === 'array') this.refresh()",
    to: "if (kind === 'none') this.refresh()\n    else if (kind === 'array') this.#isPresent = false",
  },
  {
    name: 'the day of the event before',
    operator: 'time',
    file: 'time-part.ts',
    from: 'if (day !== lastDay)',
    to: 'if (lastDay !== lastDay)',
  },
  {
    name: 'times of the event before',
    operator: 'time',
    file: 'field-values.ts',
    from: 'this.#timeCount = this.#valueCount',
    to: 'this.#timeCount = Math.max(this.#timeCount, this.#valueCount)',
  },
  {
    name: 'what is negated is a witness',
    operator: 'neq',
    file: 'clues-of-item.ts',
    from: 'if (item.negated) return []',
    to: '',
  },
  {
    name: 'a missing value is a witness',
    operator: 'null',
    file: 'clues-of-item.ts',
    from: "case 'null':\n      return null",
    to: "case 'null':\n      return [PRESENT]",
  },
  {
    name: 'of alternatives one is enough',
    operator: 'contains',
    file: 'clues-of-item.ts',
    from: 'const all = clues.flatMap((some) => some ?? [])',
    to: 'const all = clues[0] ?? []',
  },
  {
    name: 'an optional part of an expression is demanded',
    operator: 'regex',
    file: 'regex-literals.ts',
    from: "choice([{ exact: [''], inside: null }, part])",
    to: 'part',
  },
  {
    name: 'no element is taken for some',
    operator: 'scope',
    file: 'witness-of.ts',
    from: " || scope.pick === 'none'",
    to: '',
  },
  {
    name: 'candidates lose the last of a word',
    operator: 'equal',
    file: 'candidates.ts',
    from: 'bits !== 0; bits',
    to: 'bits > 0; bits',
  },
  {
    name: 'the cache gives what another text had',
    operator: 'equal',
    file: 'text-cache.ts',
    from: 'this.#last = known',
    to: 'this.#last ??= known',
  },
]

describe('the comparison finds mistakes', () => {
  for (const fault of FAULTS) {
    it(fault.name, async () => {
      const engine = await ruleEngine(fault)
      const seeds = Array.from({ length: MOST_ROUNDS }, (_none, round) => 95_000 + round)
      const isFound = seeds.some(
        (seed) => compareAlone(engine, testRandom(seed), fault.operator, EVENTS).difference !== null,
      )
      assert.ok(isFound, `no difference was found with ${fault.operator}`)
    })
  }
})
