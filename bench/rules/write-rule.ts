import type { RuleRandom } from './rule-random.ts'

/** A value as it stands in a rule. */
export type RuleValue = string | number | boolean | null

/** `field|modifiers` → one value, or several. */
export type RuleItems = Readonly<Record<string, RuleValue | readonly RuleValue[]>>

/** What a search identifier stands for: items that must all hold, several such maps, or keywords. */
export type RuleSearch = RuleItems | readonly RuleItems[] | readonly string[]

/** What is particular to a rule; the rest of its file is made up around it. */
export interface RuleIdea {
  readonly title: string
  readonly logSource: Readonly<Record<string, string>>
  readonly searches: Readonly<Record<string, RuleSearch>>
  readonly condition: string
}

/** A finished rule. */
export interface GeneratedRule extends RuleIdea {
  readonly id: string
  /** its file's name, without a folder */
  readonly fileName: string
  readonly text: string
}

const TACTICS = ['execution', 'persistence', 'stealth', 'discovery', 'collection', 'impact', 'exfiltration'] as const
const LEVELS = ['low', 'medium', 'medium', 'high', 'high', 'critical'] as const
const HARMLESS = [
  'Administrators at work',
  'Software that is being installed',
  'Unknown',
  'Unlikely',
  'Backups',
] as const
const SAFE_WORD = /^[A-Za-z][\w.|-]*$/

/** Writes an idea as a file of about the size and the shape that public rules have. */
export function writeRule(idea: RuleIdea, number: number, random: RuleRandom): GeneratedRule {
  const id = random.id()
  const title = `${idea.title} ${number}`
  const why = Array.from({ length: 8 + random.int(22) }, () => random.word()).join(' ')
  const lines = [
    `title: ${title}`,
    `id: ${id}`,
    'status: experimental',
    'description: |',
    `    Made for measuring. ${why}`,
    'references:',
    ...Array.from({ length: 1 + random.int(3) }, () => `    - https://example.com/${random.word()}/${random.word()}`),
    'author: Tocsin',
    'date: 2026-01-15',
    'tags:',
    `    - attack.${random.pick(TACTICS)}`,
    `    - attack.t${1001 + random.int(600)}`,
    'logsource:',
    ...Object.entries(idea.logSource).map(([key, value]) => `    ${key}: ${value}`),
    'detection:',
    ...Object.entries(idea.searches).flatMap(([name, search]) => [`    ${name}:`, ...searchLines(search)]),
    `    condition: ${idea.condition}`,
    'falsepositives:',
    ...random.some(HARMLESS, 1, 2).map((text) => `    - ${text}`),
    `level: ${random.pick(LEVELS)}`,
    '',
  ]
  return { ...idea, title, id, fileName: `${slug(title)}.yml`, text: lines.join('\n') }
}

function slug(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')
}

function searchLines(search: RuleSearch): string[] {
  if (isItems(search)) return itemLines(search, '        ')
  return search.flatMap((part) => {
    if (typeof part === 'string') return [`        - ${scalar(part)}`]
    return itemLines(part, '          ').map((line, at) => (at === 0 ? `        - ${line.trimStart()}` : line))
  })
}

function isItems(search: RuleSearch): search is RuleItems {
  return !Array.isArray(search)
}

function itemLines(items: RuleItems, indent: string): string[] {
  return Object.entries(items).flatMap(([key, value]) => {
    const name = SAFE_WORD.test(key) ? key : scalar(key)
    if (!isValues(value)) return [`${indent}${name}: ${scalar(value)}`]
    return [`${indent}${name}:`, ...value.map((one) => `${indent}    - ${scalar(one)}`)]
  })
}

function isValues(value: RuleValue | readonly RuleValue[]): value is readonly RuleValue[] {
  return Array.isArray(value)
}

/** Text always in single quotes, as most public rules have it. */
function scalar(value: RuleValue): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
