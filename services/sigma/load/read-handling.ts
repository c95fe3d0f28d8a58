import { LEVELS, type Level } from '../../core/rule.ts'
import { parseDuration } from '../../core/time.ts'
import { hasOnly } from './known-keys.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { kindOf, type MapEntry, type MapNode, type YamlNode } from './yaml-node.ts'

const WINDOW_TYPES = ['sliding', 'tumbling', 'session'] as const

/** What a rule says in its `tocsin` map: how its alerts are handled. Null stands for what it does not say. */
export interface RuleHandling {
  readonly runbook: string
  readonly groupBy: readonly string[] | null
  /** milliseconds */
  readonly window: number | null
  readonly windowType: (typeof WINDOW_TYPES)[number] | null
  /** milliseconds */
  readonly gap: number | null
  /** instead of the rule's own level */
  readonly severity: Level | null
  /** instead of the rule's own title */
  readonly title: string | null
  readonly page: boolean
  /** lower-case names of watch lists that may be empty without making the rule blind */
  readonly optionalLists: readonly string[]
}

const DEFAULTS: RuleHandling = {
  runbook: '',
  groupBy: null,
  window: null,
  windowType: null,
  gap: null,
  severity: null,
  title: null,
  page: true,
  optionalLists: [],
}

const COMMON_KEYS = ['runbook', 'severity', 'title', 'page', 'optional_lists']

/** What may stand in the map: of a rule of one event, of a correlation, of an `x_` correlation. */
const KEYS = {
  rule: ['group_by', 'window', ...COMMON_KEYS],
  correlation: ['window', 'window_type', 'gap', ...COMMON_KEYS],
  extension: COMMON_KEYS,
} as const

/** Keys that stand elsewhere in rules of many events, with what to do. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['group_by', 'the alerts of a correlation are grouped by its “group-by”: write it there'],
  ['window', 'the alerts of this type have no buckets: remove it'],
  ['window_type', 'this type has no windows to choose: remove it'],
  ['gap', 'this type has no sessions: remove it'],
])

type Writable = { -readonly [Key in keyof RuleHandling]: RuleHandling[Key] }

/** Reads the `tocsin` map of a rule; without one everything has its default. Null when something in it is refused. */
export function readHandling(
  entry: MapEntry | undefined,
  kind: keyof typeof KEYS,
  log: ProblemLog,
): RuleHandling | null {
  if (!entry) return DEFAULTS
  if (entry.value.kind !== 'map') {
    const hint = 'write runbook:, title: and the like below it'
    log.error('handling', entry.start, `“tocsin” is a ${kindOf(entry.value)}, not a map`, hint)
    return null
  }
  let isGood = hasRightKeys(entry.value, kind, log)
  const handling: Writable = { ...DEFAULTS }
  for (const { key, value } of entry.value.entries) {
    const hint = apply(key, value, handling)
    if (hint === '') continue
    log.error('handling', value.start, `tocsin.${key}: ${shown(value)} is not what belongs here`, hint)
    isGood = false
  }
  return isGood ? handling : null
}

function shown(node: YamlNode): string {
  return node.kind === 'scalar' ? quoted(node.value) : `a ${node.kind}`
}

function hasRightKeys(map: MapNode, kind: keyof typeof KEYS, log: ProblemLog): boolean {
  const misplaced = kind === 'rule' ? [] : map.entries.filter(({ key }) => isMisplaced(key, kind))
  for (const { key, start } of misplaced) {
    log.error('handling', start, `“tocsin” has no key ${quoted(key)} here`, ELSEWHERE.get(key) ?? '')
  }
  const others = map.entries.filter((entry) => !misplaced.includes(entry))
  return hasOnly({ ...map, entries: others }, KEYS[kind], '“tocsin”', 'handling', log) && misplaced.length === 0
}

function isMisplaced(key: string, kind: keyof typeof KEYS): boolean {
  return ELSEWHERE.has(key) && !KEYS[kind].some((known) => known === key)
}

/** Takes over one key; gives what would have been right when it cannot. */
function apply(key: string, node: YamlNode, handling: Writable): string {
  const text = textOf(node)
  switch (key) {
    case 'runbook':
      if (text === null) return 'write text'
      handling.runbook = text
      return ''
    case 'title':
      if (text === null || text === '') return 'write text'
      handling.title = text
      return ''
    case 'severity':
      handling.severity = levelOf(text)
      return handling.severity ? '' : levelHint()
    case 'page':
      if (node.kind !== 'scalar' || typeof node.value !== 'boolean') return 'write true or false'
      handling.page = node.value
      return ''
    case 'window':
    case 'gap':
      handling[key] = parseDuration(text ?? '')
      return (handling[key] ?? 0) > 0 ? '' : 'write it like 30s, 10m, 1h, 7d'
    case 'window_type':
      handling.windowType = WINDOW_TYPES.find((type) => type === text) ?? null
      return handling.windowType ? '' : `there are: ${WINDOW_TYPES.join(', ')}`
    default:
      return applyNames(key, namesOf(node), handling)
  }
}

function applyNames(key: string, names: readonly string[] | null, handling: Writable): string {
  if (key === 'group_by') {
    if (!names || names.length === 0) return 'write a list of event fields'
    handling.groupBy = names
  }
  if (key === 'optional_lists') {
    if (!names) return 'write a list of names of watch lists'
    handling.optionalLists = names.map((name) => name.toLowerCase())
  }
  return ''
}

/** The level of this name, or null. */
export function levelOf(text: string | null): Level | null {
  return LEVELS.find((level) => level === text) ?? null
}

/** Which levels there are, for hints. */
export function levelHint(): string {
  return `the levels are ${LEVELS.map((level) => quoted(level)).join(', ')}`
}

function textOf(node: YamlNode): string | null {
  return node.kind === 'scalar' && typeof node.value === 'string' ? node.value : null
}

function namesOf(node: YamlNode): readonly string[] | null {
  if (node.kind !== 'list') return null
  const names = node.items.map((item) => textOf(item))
  const texts = names.filter((name) => name !== null && name !== '')
  return texts.length === names.length ? texts.filter((name) => name !== null) : null
}
