import { isObject, type JsonObject, type JsonValue } from '../../../services/core/json.ts'
import type { TestRandom } from '../../support/random.ts'
import { randomFilter, randomRecord, randomRule } from './random-rules.ts'

const TEXTS: readonly string[] = [
  '',
  '*',
  '*'.repeat(300),
  '?'.repeat(300),
  'a*'.repeat(400),
  `*${'a?'.repeat(200)}b*`,
  'a'.repeat(10_000),
  '\\'.repeat(99),
  '%words%%words%%words%',
  '%nobody%',
  '%%',
  '(a|aa)+$',
  '(?:a?){500}a{500}',
  'a[ab]{400}[cd]',
  '([a-z]+)*\\d',
  '(?=x)y',
  '(a)\\1',
  '[',
  '(?i)ſK\u0130',
  '\\p{L}{200}$',
  '192.0.2.0/33',
  '::/0',
  '::ffff:192.0.2.0/96',
  '0x1F',
  '2026-13-45T99:99:99Z',
  '9007199254740993',
  '1e309',
  '-a -b -c',
  `${'not '.repeat(70)}one`,
  `${'('.repeat(70)}one${')'.repeat(70)}`,
  '1 of *',
  'all of them',
  'one and not 1 of o**e',
  'one | count() by a > 5',
  '__proto__',
  'constructor',
  'rule-1',
  'any',
  '5m',
  '99999999999d',
  '\u0000',
  '\ud800',
  '🔑'.repeat(50),
]
const KEYS: readonly string[] = [
  '__proto__',
  'constructor',
  'toString|exists',
  'a|re',
  'a|re|i|m|s|contains|all|neq',
  'a|windash|wide|base64offset|contains',
  'a|fieldref|contains',
  'a|cidr',
  'a|hour|gte',
  '|',
  '|all',
  'a||all',
  '..',
  '.',
  'a[',
  'a[any]',
  'a[any].b',
  'a[0][-1].b|contains',
  '[0]',
  'a\\[0\\]',
  '.[all_or_empty]',
  'x'.repeat(600),
  'condition',
  'timeframe',
  'detection',
  'filter',
  'correlation',
  'rules',
  'group-by',
  'timespan',
  'aliases',
  'tests',
  'tocsin',
  'sigma-version',
  'expires',
  'action',
]
const SNIPPETS: readonly string[] = [
  '&a ',
  '*a ',
  '<<: *a',
  '!!js/function x',
  '! ',
  '\n---\n',
  '\n...\n',
  '\u0000',
  '\t',
  '%YAML 1.1\n',
  '? ',
  '|\n',
  '>-\n ',
  '#',
  "'",
  '"',
  '{',
  '}',
  '[[[[',
  ']',
  ',',
  ': ',
  '\\',
  '\ud83d',
]
const TYPES = [
  'event_count',
  'value_count',
  'value_sum',
  'value_percentile',
  'temporal',
  'temporal_ordered',
  'x_new_value',
  'x_absence',
  'x_rate',
  'x_other',
]

/** A file of a rule and perhaps a filter and a correlation for it, most of the time damaged. Its rule is called `rule-1`. */
export function hostileFile(random: TestRandom): string {
  const documents = [randomRule(random, 1)]
  if (random.chance(0.4)) documents.push(randomFilter(random, 1))
  if (random.chance(0.4)) documents.push(randomCorrelation(random))
  const damaged = documents.map((text) => (random.chance(0.4) ? damagedDocument(random, text) : text))
  const text = random.shuffle(damaged).join('\n---\n')
  return random.chance(0.15) ? damagedText(random, text) : text
}

/** JSON text of a record: a random one, or one that is deep, wide, long or odd. */
export function hostileRecord(random: TestRandom): string {
  if (random.chance(0.6)) return randomRecord(random)
  const record: JsonObject = {}
  for (let count = 1 + random.int(4); count > 0; count -= 1) {
    setOwn(record, random.pick(['a', 'b', 'list', 'o', 'a.b', '__proto__', 'constructor']), hostileValue(random))
  }
  return JSON.stringify(record)
}

function randomCorrelation(random: TestRandom): string {
  const type = random.pick(TYPES)
  const correlation: JsonObject = {
    type,
    rules: ['rule-1'],
    'group-by': [random.pick(['a', 'b', 'o.p.q'])],
    ...(type !== 'x_new_value' && { timespan: random.pick(['5m', '1h', '1d', '0s']) }),
  }
  if (!type.startsWith('x_'))
    correlation['condition'] = random.pick<JsonValue>([{ gte: 3, field: 'a' }, { lt: 1 }, 'rule-1'])
  if (type === 'x_new_value') Object.assign(correlation, { field: ['a'], history: '30d', learn: '1d' })
  if (type === 'x_rate') Object.assign(correlation, { history: 24, learn: 6, factor: 5, floor: 20 })
  return JSON.stringify({ title: 'A correlation', name: 'rule-2', correlation, level: 'high' })
}

/** One to three changes at random places of the document. */
function damagedDocument(random: TestRandom, text: string): string {
  const document: unknown = JSON.parse(text)
  if (!isObject(document)) return text
  for (let count = 1 + random.int(3); count > 0; count -= 1) damage(random, document)
  return JSON.stringify(document)
}

function damage(random: TestRandom, document: JsonObject): void {
  let holder: JsonObject | JsonValue[] = document
  for (;;) {
    const children: (JsonObject | JsonValue[])[] = Object.values(holder).filter(
      (child) => Array.isArray(child) || isObject(child),
    )
    if (children.length === 0 || random.chance(0.25)) break
    holder = random.pick(children)
  }
  if (Array.isArray(holder)) {
    const at = random.int(holder.length + 1)
    holder.splice(at, random.int(2), hostileValue(random))
    return
  }
  const keys = Object.keys(holder)
  const key = keys.length > 0 ? random.pick(keys) : 'a'
  const value = holder[key] ?? null
  if (random.chance(0.3)) delete holder[key]
  if (random.chance(0.5)) setOwn(holder, random.pick(KEYS), random.chance(0.5) ? value : hostileValue(random))
  else setOwn(holder, key, random.chance(0.2) ? [value, value] : hostileValue(random))
}

function setOwn(object: JsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
}

function hostileValue(random: TestRandom): JsonValue {
  switch (random.int(10)) {
    case 0:
      return random.pick<JsonValue>([null, true, false, [], {}, 0, -1, 0.1, 1e308, 2 ** 53])
    case 1: {
      let deep: JsonValue = random.pick(TEXTS)
      const isArray = random.chance(0.5)
      for (let depth = random.int(130); depth > 0; depth -= 1) deep = isArray ? [deep] : { a: deep }
      return deep
    }
    case 2:
      return Array.from({ length: random.int(random.chance(0.1) ? 5000 : 100) }, (_none, at) =>
        random.chance(0.1) ? at : `${random.pick(['a', 'b'])}${at}`,
      )
    case 3: {
      const object: JsonObject = {}
      for (let count = random.int(5); count > 0; count -= 1) setOwn(object, random.pick(KEYS), random.pick(TEXTS))
      return object
    }
    case 4:
      return Array.from({ length: random.int(5) }, () => random.pick(TEXTS))
    default:
      return random.pick(TEXTS)
  }
}

/** Parts of the text cut, doubled or replaced. */
function damagedText(random: TestRandom, text: string): string {
  let damaged = text
  for (let count = 1 + random.int(3); count > 0; count -= 1) {
    const at = random.int(damaged.length + 1)
    const length = random.int(20)
    const middle = random.pick(['', random.pick(SNIPPETS), damaged.slice(at, at + length).repeat(2)])
    damaged = damaged.slice(0, at) + middle + damaged.slice(at + (random.chance(0.5) ? length : 0))
  }
  return damaged
}
