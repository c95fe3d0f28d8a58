import { logSourceName } from '../../core/log-source.ts'
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

/** Which rules `rules list` tells of, and how. */
export interface ListRulesOptions extends PlaceOptions {
  readonly json?: boolean
  readonly minLevel?: Level
  readonly tag?: string
}

/** One line of the list. */
interface Listed {
  readonly kind: string
  readonly state: string
  /** of filters only id, title and place */
  readonly info: Pick<RuleInfo, 'id' | 'title' | 'file' | 'line'> & Partial<RuleInfo>
  /** what it looks at: a log source, or the rules that it refers to */
  readonly of: string
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
  const all = [
    ...ruleSet.rules.map((rule) => ofRule(rule, engine)),
    ...ruleSet.stateful.map((rule) => ofStateful(rule, titles, unread)),
    ...filtersOf(ruleSet, now),
  ]
  const chosen = new Set(
    ofChosen(
      all.map(({ info }) => info),
      files,
    ),
  )
  return all.filter(({ info }) => chosen.has(info))
}

function ofRule(rule: SigmaRule, engine: Engine): Listed {
  const { info, logSource, blind, filters } = rule
  const isOn = engine.rules.has(info.id)
  const state = blind !== null ? `blind: ${blind}` : isOn ? onState(info) : 'no such log'
  const facts = { logsource: logSource, filters: filters.map(({ id }) => id) }
  return { kind: 'rule', state, info, of: logSourceName(logSource), blind, facts }
}

function onState({ alerts }: RuleInfo): string {
  return alerts ? 'on' : 'on, counted only'
}

function ofStateful(
  { type, info, refs, blind }: StatefulRule,
  titles: ReadonlyMap<string, string>,
  unread: ReadonlySet<string>,
): Listed {
  const names = refs.map(({ id, name }) => titles.get(id) ?? name)
  const missing = names.filter((_name, at) => unread.has(refs[at]?.id ?? ''))
  const on = missing.length === 0 ? onState(info) : `${onState(info)}, no such log for: ${missing.join(', ')}`
  const state = blind !== null ? `blind: ${blind}` : unread.has(info.id) ? 'no such log' : on
  return { kind: type, state, info, of: names.join(', '), blind, facts: { rules: refs.map(({ id }) => id) } }
}

/** Each filter once, with the number of rules that it is for. One that is for none was a warning. */
function filtersOf({ rules, loaded = [] }: RuleSet, now: number): readonly Listed[] {
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

function isWanted({ info }: Listed, { minLevel, tag }: ListRulesOptions): boolean {
  const isSerious = minLevel === undefined || (info.level !== undefined && isAtLeast(info.level, minLevel))
  return isSerious && (tag === undefined || (info.tags ?? []).some((one) => one.startsWith(tag)))
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

function shortPath(file: string): string {
  return file.startsWith(process.cwd()) ? file.slice(process.cwd().length + 1) : file
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
