import { logSourceName, type LogSource } from '../../core/log-source.ts'
import { isAtLeast, type Level, type RuleInfo } from '../../core/rule.ts'
import { loadRuleSet } from '../../sigma/load-rule-set.ts'
import type { RuleFilter, RuleSet, SigmaRule, StatefulRule } from '../../sigma/types.ts'
import type { CliContext } from '../cli/context.ts'
import type { PlaceOptions } from '../cli/options.ts'
import { loadSetup } from '../cli/setup.ts'
import { buildEngine, type Engine } from '../engine.ts'
import { levelLabel, levelStyle } from '../terminal/level-style.ts'
import { formatNumberOf } from '../terminal/format.ts'
import { renderTable, type Cell, type Column } from '../terminal/render-table.ts'
import { loadChosen, ofChosen, type ChosenFiles } from './load-chosen.ts'
import { ruleOptions } from './load-rules.ts'
import { shortPath } from './short-path.ts'

/** Which rules `rules list` tells of, and how. */
export interface ListRulesOptions extends PlaceOptions {
  readonly json?: boolean
  readonly minLevel?: Level
  /** only of exactly this level */
  readonly level?: Level
  readonly tag?: string
  /** `aws`, `aws/cloudtrail`: only what looks at such a log */
  readonly logSource?: string
}

/** One line of the list. */
interface Listed {
  readonly kind: string
  readonly state: string
  /** of filters only id, title and place */
  readonly info: Pick<RuleInfo, 'id' | 'title' | 'file' | 'line'> & Partial<RuleInfo>
  /** what it looks at: a log source, or the rules that it refers to */
  readonly of: string
  /** of a correlation or filter those of its rules */
  readonly logSources: readonly LogSource[]
  readonly blind: string | null
  readonly facts: Readonly<Record<string, unknown>>
}

/** `rules list`: rules, correlations and filters with their state. */
export async function listRules(
  places: readonly string[],
  options: ListRulesOptions,
  context: CliContext,
): Promise<void> {
  const { config } = await loadSetup(options)
  const files = await loadChosen(places, config)
  const ruleSet = loadRuleSet([...files.chosen, ...files.others], ruleOptions(config, context.now()))
  const wanted = listed(ruleSet, buildEngine(ruleSet), files, context.now()).filter((one) => isWanted(one, options))
  if (options.json === true) {
    for (const one of wanted) await context.out.line(JSON.stringify(jsonOf(one)))
    return
  }
  if (wanted.length > 0) await context.out.line(renderTable(COLUMNS, wanted.map(rowOf), context.outTerminal))
  const refused = ofChosen(ruleSet.problems, files).filter((problem) => problem.severity === 'error').length
  await context.err.line(summary(wanted, refused))
}

const COLUMNS: readonly Column[] = [
  { title: 'level', min: 8 },
  { title: 'kind', min: 6 },
  { title: 'title', min: 24 },
  { title: 'looks at', min: 12 },
  { title: 'state', min: 8 },
  { title: 'file', cut: 'middle', min: 12 },
]

function listed(ruleSet: RuleSet, engine: Engine, files: ChosenFiles, now: number): readonly Listed[] {
  const titles = new Map([...ruleSet.rules, ...ruleSet.stateful].map(({ info }) => [info.id, info.title]))
  const unread = new Set(engine.unrouted.map(({ info }) => info.id))
  // What a correlation refers to stands before it.
  for (const { info, refs } of ruleSet.stateful) if (refs.every(({ id }) => unread.has(id))) unread.add(info.id)
  const sources = sourcesOf(ruleSet)
  const all = [
    ...ruleSet.rules.map((rule) => ofRule(rule, engine)),
    ...ruleSet.stateful.map((rule) => ofStateful(rule, titles, unread, sources)),
    ...filtersOf(ruleSet, now, sources),
  ]
  const chosen = new Set(
    ofChosen(
      all.map(({ info }) => info),
      files,
    ),
  )
  return all.filter(({ info }) => chosen.has(info))
}

/** The log sources that rules look at, by their ids; of correlations those of all rules below them. */
function sourcesOf({ rules, stateful }: RuleSet): ReadonlyMap<string, readonly LogSource[]> {
  const sources = new Map<string, readonly LogSource[]>(rules.map(({ info, logSource }) => [info.id, [logSource]]))
  for (const { info, refs } of stateful) {
    sources.set(
      info.id,
      refs.flatMap(({ id }) => sources.get(id) ?? []),
    )
  }
  return sources
}

function ofRule(rule: SigmaRule, engine: Engine): Listed {
  const { info, logSource, blind, filters } = rule
  const isOn = engine.rules.has(info.id)
  const state = blind !== null ? `blind: ${blind}` : isOn ? onState(info) : 'no such log'
  const facts = { logsource: logSource, filters: filters.map(({ id }) => id) }
  return { kind: 'rule', state, info, of: logSourceName(logSource), logSources: [logSource], blind, facts }
}

function onState({ alerts }: RuleInfo): string {
  return alerts ? 'on' : 'on, counted only'
}

function ofStateful(
  { type, info, refs, blind }: StatefulRule,
  titles: ReadonlyMap<string, string>,
  unread: ReadonlySet<string>,
  sources: ReadonlyMap<string, readonly LogSource[]>,
): Listed {
  const names = refs.map(({ id, name }) => titles.get(id) ?? name)
  const missing = names.filter((_name, at) => unread.has(refs[at]?.id ?? ''))
  const on = missing.length === 0 ? onState(info) : `${onState(info)}, no such log for: ${missing.join(', ')}`
  const state = blind !== null ? `blind: ${blind}` : unread.has(info.id) ? 'no such log' : on
  const logSources = sources.get(info.id) ?? []
  return {
    kind: type,
    state,
    info,
    of: names.join(', '),
    logSources,
    blind,
    facts: { rules: refs.map(({ id }) => id) },
  }
}

/** Each filter once, with the number of rules that it is for. One that is for none was a warning. */
function filtersOf(
  { rules, loaded = [] }: RuleSet,
  now: number,
  sources: ReadonlyMap<string, readonly LogSource[]>,
): readonly Listed[] {
  return loaded
    .flatMap(({ documents }) => documents)
    .flatMap(({ content }): Listed[] => {
      if (content?.kind !== 'filter') return []
      const { filter } = content.draft
      const ids = rules.filter(({ filters }) => filters.includes(filter)).map(({ info }) => info.id)
      const info = { id: filter.id, title: filter.title, file: filter.file, line: filter.line }
      const facts = { rules: ids, expires: filter.expires === null ? null : new Date(filter.expires).toISOString() }
      return [
        {
          kind: 'filter',
          state: filterState(filter, ids.length, now),
          info,
          of: formatNumberOf(ids.length, 'rule'),
          logSources: ids.flatMap((id) => sources.get(id) ?? []),
          blind: null,
          facts,
        },
      ]
    })
}

function filterState({ expires }: RuleFilter, count: number, now: number): string {
  if (expires !== null && expires <= now) return 'has run out'
  if (count === 0) return 'no such rule'
  return expires === null ? 'on' : `on until ${new Date(expires).toISOString().slice(0, 10)}`
}

function isWanted({ info, logSources }: Listed, { minLevel, level, tag, logSource }: ListRulesOptions): boolean {
  const isSerious = minLevel === undefined || (info.level !== undefined && isAtLeast(info.level, minLevel))
  const isLevel = level === undefined || info.level === level
  const isSource = logSource === undefined || logSources.some((source) => isOfSource(source, logSource))
  return isSerious && isLevel && isSource && (tag === undefined || (info.tags ?? []).some((one) => one.startsWith(tag)))
}

/** Whether a log source is the one that was asked for: each part that was named is one of its attributes. */
function isOfSource({ product, category, service }: LogSource, wanted: string): boolean {
  const own = [product, category, service].map((part) => part?.toLowerCase())
  return wanted
    .toLowerCase()
    .split('/')
    .every((part) => own.includes(part))
}

function rowOf({ kind, state, info, of }: Listed): Cell[] {
  const level = info.level === undefined ? '' : { text: levelLabel(info.level), styles: levelStyle(info.level) }
  return [level, kind, info.title, of, state, shortPath(info.file)]
}

function jsonOf({ kind, state, info, blind, facts }: Listed): Record<string, unknown> {
  const { id, title, level, status, tags, file, line, runbook, falsepositives, hash, alerts } = info
  return {
    id,
    kind,
    title,
    level,
    status,
    tags,
    state,
    blind,
    alerts,
    file,
    line,
    hash,
    falsepositives,
    runbook,
    ...facts,
  }
}

function summary(wanted: readonly Listed[], refused: number): string {
  const count = (isOne: (kind: string) => boolean): number => wanted.filter(({ kind }) => isOne(kind)).length
  const filters = count((kind) => kind === 'filter')
  const rules = count((kind) => kind === 'rule')
  const correlations = wanted.length - filters - rules
  const blind = wanted.filter((one) => one.blind !== null).length
  return [
    formatNumberOf(rules, 'rule'),
    ...(correlations > 0 ? [formatNumberOf(correlations, 'correlation')] : []),
    ...(filters > 0 ? [formatNumberOf(filters, 'filter')] : []),
    ...(blind > 0 ? [`${blind} blind`] : []),
    ...(refused > 0 ? [`${refused} refused (see \`rules check\`)`] : []),
  ].join(', ')
}
