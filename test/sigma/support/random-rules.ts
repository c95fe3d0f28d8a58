import type { JsonObject, JsonValue } from '../../../services/core/json.ts'
import { eventField } from '../../../services/record/event-field.ts'
import type { FieldAccess, FieldResolver } from '../../../services/record/field-access.ts'
import type { RuleInput } from '../../../services/record/rule-input.ts'
import type { RuleOptions } from '../../../services/sigma/types.ts'
import type { TestRandom } from '../../support/random.ts'
import { inputOf, NO_OPTIONS, ruleText } from './plain-target.ts'

/** Few words, so that random rules hold on random records often enough. */
const WORDS = [
  'alpha',
  'Alpha',
  'beta',
  'ALPHABET',
  'al',
  '',
  'true',
  '22',
  '7',
  '-f',
  'x -f',
  '/f',
  'ΝΙΚΟΣ',
  'νικος',
  'a🔑b',
]
const MORE = [
  '192.0.2.7',
  '2001:db8::7',
  '2026-02-03T03:59:00Z',
  'a\nb',
  'x*y',
  'c:\\d',
  'YWxwaGE=',
  '9007199254740993',
]
const NAMES = ['a', 'b', 'a.b', 'list', 'list.a', 'o.p.q', 'two', 'mixed', 'made', 'made.a', 'never']
/** Names inside the element of an array. */
const ELEMENT_NAMES = ['.', '.', 'a', 'b', 'a.b', 'p.q', 'list']
const BRACKETS = ['[any]', '[any]', '[all]', '[all_or_empty]', '[none]', '[0]', '[1]', '[-1]', '[-2]']
const KEYS = ['a', 'b', 'a.b', 'list', 'o', 'p', 'q', 'p.q']
const TEXT_CHAINS = [
  '',
  '',
  '',
  '',
  'contains',
  'startswith',
  'endswith',
  'contains|all',
  'cased',
  'contains|cased',
  'neq',
]
const MORE_CHAINS = [
  'all',
  'contains|neq',
  'windash|contains',
  'windash',
  'base64',
  'base64offset|contains',
  'wide|contains',
  'utf16le|base64',
  'utf16be|startswith',
  'utf16|base64offset|contains|cased',
  'endswith|all|neq',
  'expand',
  'expand|contains|all',
]
const PATTERNS = ['al*', '*a', '*l?h*', '?lpha', '*', 'a*a*t', '??', '*🔑?', 'a?b', '\\*', 'x\\*y', 'c:\\\\*', '*a*a*']
const EXPRESSIONS = ['^al', 'a$', '(?i)ALPHA', 'l.h', '^$', '[0-9]+', 'a.b', '^alpha', 'x\\*y', 'beta|7']

/** What {@link randomRule} and {@link randomFilter} are loaded with. */
export const RANDOM_OPTIONS: RuleOptions = {
  ...NO_OPTIONS,
  lists: new Map([
    ['words', ['alpha', 'be*', '22']],
    ['nets', ['192.0.2.0/24', '2001:db8::/32']],
    ['empty', []],
  ]),
}

/** A file of one random rule, called `rule-<number>`; about one in seven is refused. */
export function randomRule(random: TestRandom, number: number): string {
  const isNew = random.chance(0.4)
  const detection: Record<string, JsonValue> = {}
  const names = ['one', 'two', 'three'].slice(0, 1 + random.int(3))
  for (const name of names) detection[name] = randomSelection(random, isNew)
  const condition = randomCondition(random, names, 2)
  detection['condition'] = random.chance(0.1) ? [condition, randomCondition(random, names, 1)] : condition
  return ruleText(detection, {
    title: `Rule ${number}`,
    name: `rule-${number}`,
    taxonomy: random.chance(0.5) ? 'ecs' : 'sigma',
    ...(isNew && { 'sigma-version': 3 }),
    tocsin: { optional_lists: ['empty'] },
  })
}

/** A filter for the rule of the same number. */
export function randomFilter(random: TestRandom, number: number): string {
  const isNew = random.chance(0.4)
  const names = ['one', 'two'].slice(0, 1 + random.int(2))
  const filter: Record<string, JsonValue> = { rules: [`rule-${number}`], expires: random.pick(['never', '2026-06-01']) }
  for (const name of names) filter[name] = randomSelection(random, isNew)
  filter['condition'] = random.pick([
    'not 1 of them',
    'not all of them',
    `not (${names.join(' and not ')})`,
    names.map((name) => `not ${name}`).join(random.pick([' and ', ' or '])),
  ])
  return JSON.stringify({
    title: `Filter ${number}`,
    logsource: { product: 'plain' },
    taxonomy: random.chance(0.5) ? 'ecs' : 'sigma',
    filter,
    ...(isNew && { 'sigma-version': 3 }),
  })
}

/** The JSON text of a random record. */
export function randomRecord(random: TestRandom): string {
  const members = Array.from(
    { length: 1 + random.int(5) },
    () => `${JSON.stringify(random.pick(KEYS))}:${randomJson(random, 4)}`,
  )
  return `{${members.join(',')}}`
}

/** An input with a random record and a random event. */
export function randomInput(random: TestRandom): RuleInput {
  const { record } = inputOf(randomRecord(random))
  const action: JsonValue = random.chance(0.7) ? random.pick(WORDS) : ['alpha', 'beta']
  const nested: JsonValue = [{ a: random.pick(WORDS), b: null }, { a: random.int(30) }]
  return {
    record,
    ...(random.chance(0.8) && { time: Date.parse(random.pick(['2026-05-31T23:59:59Z', '2026-06-01T00:00:00Z'])) }),
    event: {
      get: (field) => {
        if (field.name === 'event.action') return action
        return field.name === 'tocsin.resources' ? nested : undefined
      },
    },
  }
}

/** A mapping with every kind of answer: one place, several, places in the event, both, none. */
export const mixedResolver: FieldResolver = (name, _taxonomy, paths) => {
  const action: FieldAccess = { from: 'event', ref: { field: eventField('event.action'), rest: [] } }
  if (name === 'two')
    return [
      { from: 'record', path: paths.add('a') },
      { from: 'record', path: paths.add('o.p') },
    ]
  if (name === 'mixed') return [{ from: 'record', path: paths.add('b') }, action]
  if (name === 'made') return [action]
  if (name === 'made.a') return [{ from: 'event', ref: { field: eventField('tocsin.resources'), rest: ['a'] } }]
  return name === 'never' ? [] : [{ from: 'record', path: paths.add(name) }]
}

function randomSelection(random: TestRandom, isNew: boolean): JsonValue {
  if (random.chance(0.08)) return [random.pick(['alpha', 'al*t', '22', 'o'])]
  if (random.chance(0.2)) return [randomMap(random, NAMES, isNew), randomMap(random, NAMES, isNew)]
  return randomMap(random, NAMES, isNew)
}

function randomMap(random: TestRandom, names: readonly string[], isNew: boolean, depth = 0): JsonObject {
  const map: JsonObject = {}
  for (let count = 1 + random.int(3); count > 0; count -= 1) {
    const isScope = isNew && depth < 3 && random.chance(0.3)
    const [key, value] = isScope
      ? randomScope(random, names, depth)
      : randomItem(random, random.pick(names), depth === 0)
    map[key] = value
  }
  return map
}

/** `name[pick]` with what its elements are asked: a map, or a detection of its own. */
function randomScope(random: TestRandom, names: readonly string[], depth: number): [string, JsonValue] {
  const bracket = random.pick(BRACKETS)
  const key = `${random.pick(names)}${random.chance(0.1) ? '[0]' : ''}${bracket}`
  if (/[0-9]/.test(bracket) && random.chance(0.6)) {
    const [name, value] = randomItem(random, random.chance(0.5) ? key : `${key}.a`, false)
    return [name, value]
  }
  if (random.chance(0.7)) return [key, randomMap(random, ELEMENT_NAMES, true, depth + 1)]
  const detection: JsonObject = {
    one: randomMap(random, ELEMENT_NAMES, true, depth + 1),
    two: randomMap(random, ELEMENT_NAMES, true, depth + 1),
  }
  detection['condition'] = randomCondition(random, ['one', 'two'], 1)
  return [key, detection]
}

function randomItem(random: TestRandom, name: string, hasKeywords: boolean): [string, JsonValue] {
  switch (random.int(16)) {
    case 0:
      return [`${name}|exists`, random.chance(0.5)]
    case 1:
      return [`${name}|cidr`, random.pick(['192.0.2.0/24', '198.51.100.0/24', '2001:db8::/32', '0.0.0.0/0'])]
    case 2:
      return [`${name}|${random.pick(['lt', 'lte', 'gt', 'gte', 'gt|neq'])}`, random.pick([0, 7, 22, 2.5])]
    case 3:
      return [
        `${name}|${random.pick(['hour', 'week', 'year', 'hour|gte', 'minute', 'day', 'month'])}`,
        random.pick([3, 2, 6, 59, 2026]),
      ]
    case 4:
      return [
        `${name}|${random.pick(['fieldref', 'fieldref|contains', 'fieldref|startswith', 'fieldref|endswith|neq'])}`,
        random.pick(hasKeywords ? NAMES : ELEMENT_NAMES.filter((one) => one !== '.')),
      ]
    case 5:
      return [
        `${name}|${random.pick(['re', 're|i', 're|s', 're|m|all', 're|neq', 're|startswith', 're|endswith', 're|i|m|s|contains'])}`,
        several(random, EXPRESSIONS),
      ]
    case 6:
    case 7:
      return [name, several(random, PATTERNS)]
    case 8:
      return [
        name,
        random.pick<JsonValue>([null, true, false, 22, 7, 0.5, [null, 'alpha'], [true, 'x'], [22, 'beta'], []]),
      ]
    case 9:
      if (!hasKeywords) return [`${name}|cidr|expand`, '%nets%']
      return [random.pick(['|all', '|contains', '|re', '|neq', '|endswith']), several(random, ['alpha', 'bet', 'o'])]
    default:
      return textItem(random, name)
  }
}

function textItem(random: TestRandom, name: string): [string, JsonValue] {
  const chain = random.chance(0.7) ? random.pick(TEXT_CHAINS) : random.pick(MORE_CHAINS)
  const isList = chain.startsWith('expand')
  const texts = isList ? ['%words%', '%words%*', 'x %words%', '%empty%'] : [...WORDS, ...MORE, ...PATTERNS]
  return [withChain(name, chain), several(random, texts)]
}

function withChain(name: string, chain: string): string {
  return chain === '' ? name : `${name}|${chain}`
}

function several(random: TestRandom, from: readonly string[]): JsonValue {
  if (random.chance(0.5)) return random.pick(from)
  return Array.from({ length: 1 + random.int(4) }, () => random.pick(from))
}

function randomCondition(random: TestRandom, names: readonly string[], depth: number): string {
  const leaf = (): string =>
    random.pick([...names, '1 of them', 'all of them', names.length > 1 ? 'any of t*' : 'one', 'all of o*'])
  if (depth === 0 || random.chance(0.3)) return leaf()
  const inner = (): string => randomCondition(random, names, depth - 1)
  return random.pick([
    `(${inner()} and ${inner()})`,
    `(${inner()} or ${inner()})`,
    `not ${inner()}`,
    `${inner()} and not ${inner()}`,
  ])
}

function randomJson(random: TestRandom, depth: number): string {
  const kind = random.int(depth > 0 ? 12 : 8)
  if (kind < 5) return JSON.stringify(random.pick([...WORDS, ...MORE]))
  if (kind === 5) return random.pick(['22', '7', '0.5', '1770112800', '9007199254740993', '-1', '1e21'])
  if (kind === 6) return random.pick(['true', 'false'])
  if (kind === 7) return random.pick(['null', '[]', '{}', '""'])
  const children = Array.from({ length: random.int(4) }, () => randomJson(random, depth - 1))
  if (kind < 10) return `[${children.join(',')}]`
  return `{${children.map((child) => `${JSON.stringify(random.pick(KEYS))}:${child}`).join(',')}}`
}
