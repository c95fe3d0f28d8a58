import { DEFAULT_GROUP_BY, DEFAULT_WINDOW, LEVELS, type Level } from '../../core/rule.ts'
import { parseDuration } from '../../core/time.ts'
import { hasOnly } from './read-tests.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { kindOf, type MapEntry, type YamlNode } from './yaml-node.ts'

/** What a rule says in its `tocsin` map: how its alerts are handled. */
export interface RuleHandling {
  readonly runbook: string
  readonly groupBy: readonly string[]
  /** milliseconds */
  readonly window: number
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
  groupBy: DEFAULT_GROUP_BY,
  window: DEFAULT_WINDOW,
  severity: null,
  title: null,
  page: true,
  optionalLists: [],
}

const KEYS = ['runbook', 'group_by', 'window', 'severity', 'title', 'page', 'optional_lists']

type Writable = { -readonly [Key in keyof RuleHandling]: RuleHandling[Key] }

/** Reads the `tocsin` map of a rule; without one everything has its default. Null when something in it is refused. */
export function readHandling(entry: MapEntry | undefined, log: ProblemLog): RuleHandling | null {
  if (!entry) return DEFAULTS
  if (entry.value.kind !== 'map') {
    log.error(entry.start, `“tocsin” is a ${kindOf(entry.value)}, not a map`, '')
    return null
  }
  let isGood = hasOnly(entry.value, KEYS, '“tocsin”', log)
  const handling: Writable = { ...DEFAULTS }
  for (const { key, value } of entry.value.entries) {
    const hint = apply(key, value, handling)
    if (hint === '') continue
    log.error(value.start, `tocsin.${key}: this is not what belongs here`, hint)
    isGood = false
  }
  return isGood ? handling : null
}

/** Takes over one key; gives what would have been right when it cannot. */
function apply(key: string, node: YamlNode, handling: Writable): string {
  const text = textOf(node)
  const names = namesOf(node)
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
    case 'window':
      handling.window = parseDuration(text ?? '')
      return handling.window > 0 ? '' : 'write it like 30s, 10m, 1h, 7d'
    case 'page':
      if (node.kind !== 'scalar' || typeof node.value !== 'boolean') return 'write true or false'
      handling.page = node.value
      return ''
    case 'group_by':
      if (!names || names.length === 0) return 'write a list of event fields'
      handling.groupBy = names
      return ''
    case 'optional_lists':
      if (!names) return 'write a list of names of watch lists'
      handling.optionalLists = names.map((name) => name.toLowerCase())
      return ''
    default:
      return ''
  }
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
