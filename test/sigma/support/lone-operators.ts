import type { JsonObject, JsonValue } from '../../../services/core/json.ts'
import type { TestRandom } from '../../support/random.ts'
import type { RuleEngine } from './rule-engine.ts'

/** Texts whose parts overlap, that fold oddly, or that are something else than text to some operator. */
const TEXTS: readonly string[] = [
  'abab',
  'babab',
  'aba',
  'ab',
  'xabcdefghijkx',
  'ABCDEFGHIJK',
  'to\u212aen',
  'token',
  'SY\u017fTEM',
  'system',
  'ΟΔΟΣ',
  'οδος',
  '🔑ab',
  'é',
  'c:\\ab.exe',
  'ab.exe -enc',
  'x /enc',
  'a`b',
  '',
  'true',
  '7',
  '1000',
  '192.0.2.7',
  '::ffff:192.0.2.7',
  '2001:db8::7',
  '198.51.100.7',
  '2026-02-03T03:59:00Z',
  'eGFiYWI=',
  'a\0b\0',
  'x\ny"z\\',
]
const FIELDS = ['a', 'a', 'a', 'b', 'a.b', 'o.p']
const EXPRESSIONS = [
  'ab',
  '^ab',
  'ab$',
  'a.*ab',
  '(?:ab|token)',
  '(?i)SYSTEM',
  '(?i)TOKEN',
  '[0-9]+',
  '\\w`',
  'abc?d?',
  'é|🔑',
]
const NETWORKS = ['192.0.2.0/24', '192.0.2.7', '::ffff:192.0.2.0/120', '2001:db8::/32', '0.0.0.0/0', '::/0']

type Maker = (random: TestRandom) => readonly [chain: string, value: JsonValue]

function textsOf(chain: string): Maker {
  return (random) => [chain, several(random, TEXTS)]
}

/** By name: a chain of modifiers and what stands behind it. */
const OPERATORS: Readonly<Record<string, Maker>> = {
  equal: textsOf(''),
  cased: textsOf('|cased'),
  contains: textsOf('|contains'),
  'contains all': (random) => ['|contains|all', [random.pick(TEXTS), random.pick(TEXTS)]],
  startswith: textsOf('|startswith'),
  endswith: textsOf('|endswith'),
  'contains cased': textsOf('|contains|cased'),
  wildcards: (random) => ['', several(random, ['ab*', '*ab', '*a?a*', 'x*jk?', '*', '?', '*🔑*', 'ab*enc', 't*e?'])],
  regex: (random) => ['|re', several(random, EXPRESSIONS)],
  'regex without case': (random) => ['|re|i', several(random, EXPRESSIONS)],
  base64: (random) => ['|base64', random.pick(['xabab', 'a'])],
  base64offset: (random) => ['|base64offset|contains', random.pick(['xabab', 'abab'])],
  wide: (random) => ['|wide|contains', random.pick(['ab', 'a'])],
  windash: (random) => ['|windash|contains', random.pick([' -enc', '/enc', '-e'])],
  cidr: (random) => ['|cidr', several(random, NETWORKS)],
  comparison: (random) => [`|${random.pick(['lt', 'lte', 'gt', 'gte'])}`, random.pick([6, 7, 8, 1000])],
  exists: (random) => ['|exists', random.chance(0.9)],
  fieldref: (random) => [`|fieldref${random.pick(['', '|contains', '|startswith', '|endswith'])}`, random.pick(FIELDS)],
  time: (random) => [random.pick(['|hour', '|year|gte', '|week']), random.pick([3, 6, 2026])],
  number: (random) => ['', several(random, [7, 1000, 0.5])],
  boolean: (random) => ['', random.chance(0.5)],
  null: (random) => ['', random.pick<JsonValue>([null, [null, 'ab']])],
  neq: (random) => ['|neq', several(random, TEXTS)],
}

/** Names of operators, keywords and array scopes among them. */
export const OPERATOR_NAMES: readonly string[] = [...Object.keys(OPERATORS), 'keywords', 'scope']

function several(random: TestRandom, from: readonly JsonValue[]): JsonValue {
  return random.chance(0.5) ? random.pick(from) : Array.from({ length: 2 + random.int(2) }, () => random.pick(from))
}

/** A rule whose one condition is the operator. */
export function loneRule(random: TestRandom, operator: string, number: number): string {
  const selection = operator === 'keywords' ? keywords(random) : item(random, operator)
  return JSON.stringify({
    title: `Rule ${number}`,
    'sigma-version': 3,
    logsource: { product: 'plain' },
    detection: { selection, condition: 'selection' },
  })
}

function keywords(random: TestRandom): JsonValue {
  return [random.pick([...TEXTS.filter((text) => text !== ''), '7', 'x\ny', '"z', 'ab*enc'])]
}

function item(random: TestRandom, operator: string): JsonObject {
  if (operator === 'scope') {
    const key = `${random.pick(FIELDS)}[${random.pick(['any', 'any', 'all', 'none', '0', '-1'])}]`
    return { [key]: item(random, random.pick(Object.keys(OPERATORS))) }
  }
  const [chain, value] = OPERATORS[operator]?.(random) ?? ['', '']
  return { [random.pick(FIELDS) + chain]: value }
}

/** JSON text of a record: the same texts as values, in arrays and in objects, at the fields' places and elsewhere. */
export function loneRecord(random: TestRandom): string {
  const members = Array.from({ length: 1 + random.int(4) }, () => {
    const key = random.pick([...FIELDS, ...FIELDS, 'o', 'ab', 'token'])
    return `${written(random, key)}:${value(random, 3)}`
  })
  return `{${members.join(',')}}`
}

function value(random: TestRandom, depth: number): string {
  const kind = random.int(depth > 0 ? 13 : 9)
  if (kind < 6) return written(random, random.pick(TEXTS) + (random.chance(0.2) ? random.pick(TEXTS) : ''))
  if (kind === 6) return random.pick(['7', '1e3', '7.0', '0.5', '-0', '9007199254740993'])
  if (kind === 7) return random.pick(['true', 'false'])
  if (kind === 8) return random.pick(['null', 'null', '[]', '{}', '[null]'])
  const children = Array.from({ length: random.int(4) }, () => value(random, depth - 1))
  if (kind < 11) return `[${children.join(',')}]`
  return `{${children.map((child) => `${JSON.stringify(random.pick(['a', 'b', 'p', 'q', 'ab', 'p.q']))}:${child}`).join(',')}}`
}

/** A text in JSON, sometimes with escapes that need not be there. */
function written(random: TestRandom, text: string): string {
  const json = JSON.stringify(text)
  return random.chance(0.1) ? json.replaceAll('a', '\\u0061').replaceAll('/', '\\/') : json
}

/** Few rules let more of an event pass unseen; beyond 32 they need a second word of bits. */
const RULES = [2, 40]

/** What a comparison of both evaluators came to. */
export interface Comparison {
  /** rules asked about events */
  readonly asked: number
  readonly held: number
  /** the first disagreement; null when there was none */
  readonly difference: string | null
}

/** Asks the matcher and the plain evaluator of an engine about random rules of one operator. */
export function compareAlone(engine: RuleEngine, random: TestRandom, operator: string, events: number): Comparison {
  const rules = engine.load(Array.from({ length: random.pick(RULES) }, (_none, at) => loneRule(random, operator, at)))
  const match = engine.compile(rules)
  let [asked, held] = [0, 0]
  for (let at = 0; at < events; at += 1) {
    const json = loneRecord(random)
    const input = engine.inputOf(json)
    const found = match(input)
    for (const rule of rules) {
      asked += 1
      const isTrue = engine.evaluate(rule, input)
      if (isTrue) held += 1
      if (isTrue !== found.has(rule)) {
        const difference = `${JSON.stringify(rule.detection)} on ${json} should be ${isTrue}`
        return { asked, held, difference }
      }
    }
  }
  return { asked, held, difference: null }
}
