import { contentHash } from '../core/ids.ts'
import { canonicalJson } from '../core/json.ts'
import { readRule, ruleId } from './load/read-rule.ts'
import { readYaml } from './load/read-yaml.ts'
import { problemLog, type ProblemLog } from './load/source-text.ts'
import { entryOf, kindOf, textAt, type MapNode, type YamlNode } from './load/yaml-node.ts'
import type { RuleFile, RuleOptions, RuleProblem, RuleSet, SigmaRule } from './types.ts'

/** Kinds of documents that are not detection rules, in the order in which they are told apart. */
const OTHER_KINDS: readonly { readonly key: string; readonly name: string; readonly hint: string }[] = [
  { key: 'action', name: 'rule collections (“action”)', hint: 'write every rule out in a document of its own' },
  {
    key: 'correlation',
    name: 'correlation rules',
    hint: 'remove this document; rules of one event are loaded without it',
  },
  {
    key: 'filter',
    name: 'filter documents',
    hint: 'remove this document and write “and not” into the rules it is for',
  },
]

/** What is known while files are read one after the other. */
interface Loading {
  readonly options: RuleOptions
  readonly rules: SigmaRule[]
  readonly byId: Map<string, SigmaRule>
  /** names in the options that a rule answered to */
  readonly named: Set<string>
}

/**
 * Reads every rule of every file. A document with an error is left out whole, never read in part; the problems of all
 * files are told together. Muted rules are left out silently, whatever is wrong with them. Rules stand in the order of
 * the files. Never throws.
 */
export function loadRuleSet(files: readonly RuleFile[], options: RuleOptions): RuleSet {
  const problems: RuleProblem[] = []
  const loading: Loading = { options, rules: [], byId: new Map(), named: new Set() }
  for (const file of files) {
    const log = problemLog(file)
    for (const document of readYaml(file, log)) loadDocument(document, loading, log)
    problems.push(...log.problems)
  }
  const { rules, named } = loading
  const names = new Set([...options.disable, ...Object.keys(options.levels)])
  const unknownNames = [...names].filter((name) => !named.has(name))
  return { rules, problems, unknownNames, hash: setHash(rules) }
}

function loadDocument(document: YamlNode, loading: Loading, log: ProblemLog): void {
  if (document.kind !== 'map') {
    log.error(document.start, `a rule is a map, not a ${kindOf(document)}`, 'begin with title:')
    return
  }
  const names = namesOf(document)
  if (loading.options.disable.some((name) => names.includes(name))) {
    for (const name of names) loading.named.add(name)
    return
  }
  const other = OTHER_KINDS.find((kind) => entryOf(document, kind.key))
  if (other) {
    log.error(entryOf(document, other.key)?.start ?? document.start, `${other.name} are not built yet`, other.hint)
    return
  }
  const rule = readRule(document, loading.options.lists, log)
  if (!rule || isDuplicate(rule, document, loading, log)) return
  if (loading.options.disable.includes(rule.info.id)) {
    loading.named.add(rule.info.id)
    return
  }
  for (const name of [...names, rule.info.id, rule.info.title]) loading.named.add(name)
  loading.rules.push(withLevel(rule, [rule.info.id, ...names, rule.info.title], loading.options))
}

/** What a person may call the rule in the options: its id, its title, the title of its alerts. */
function namesOf(document: MapNode): readonly string[] {
  const handling = entryOf(document, 'tocsin')?.value
  const shown = handling?.kind === 'map' ? textAt(handling, 'title') : undefined
  return [ruleId(document), textAt(document, 'title'), shown].filter((name) => name !== null && name !== undefined)
}

function isDuplicate(rule: SigmaRule, document: MapNode, loading: Loading, log: ProblemLog): boolean {
  const key = rule.info.id.toLowerCase()
  const known = loading.byId.get(key)
  if (!known) {
    loading.byId.set(key, rule)
    return false
  }
  const start = entryOf(document, 'id')?.value.start ?? document.start
  const where = `${known.info.file}:${known.info.line}`
  log.error(
    start,
    `the id ${rule.info.id} is taken: ${where} “${known.info.title}” has it`,
    'give one of them a new id',
  )
  return true
}

function withLevel(rule: SigmaRule, names: readonly string[], options: RuleOptions): SigmaRule {
  const name = names.find((candidate) => Object.hasOwn(options.levels, candidate))
  const level = name === undefined ? undefined : options.levels[name]
  return level === undefined ? rule : { ...rule, info: { ...rule.info, level } }
}

function setHash(rules: readonly SigmaRule[]): string {
  const parts = rules.map(({ info, blind }) => [info.id, info.hash, info.level, blind ?? ''])
  return contentHash(canonicalJson(parts.toSorted((one, other) => ((one[0] ?? '') < (other[0] ?? '') ? -1 : 1))))
}
