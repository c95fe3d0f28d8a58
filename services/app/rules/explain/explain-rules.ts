import { existsSync } from 'node:fs'
import { AppError } from '../../../core/errors.ts'
import { covers, logSourceName } from '../../../core/log-source.ts'
import { formatTime } from '../../../core/time.ts'
import type { NormalizedEvent } from '../../../normalize/normalized-event.ts'
import { isRejection } from '../../../normalize/rejection.ts'
import { explainRule, type ExplainedRule } from '../../../sigma/explain/explain-rule.ts'
import { loadRuleSet } from '../../../sigma/load-rule-set.ts'
import type { RuleSet, SigmaRule, StatefulRule } from '../../../sigma/types.ts'
import type { CliContext } from '../../cli/context.ts'
import type { PlaceOptions } from '../../cli/options.ts'
import { loadSetup } from '../../cli/setup.ts'
import { buildEngine } from '../../engine.ts'
import { levelLabel, levelStyle } from '../../terminal/level-style.ts'
import { paint } from '../../terminal/paint.ts'
import { printable } from '../../terminal/printable.ts'
import { loadChosen, ofChosen } from '../load-chosen.ts'
import { ruleOptions } from '../load-rules.ts'
import { shortPath } from '../short-path.ts'
import { findRule } from './find-rules.ts'
import { readEvent } from './read-event.ts'
import { renderExplanation } from './render-explanation.ts'

/** What `rules explain` is asked. */
export interface ExplainOptions extends PlaceOptions {
  readonly json?: boolean
  /** 1-based place of the record in its file */
  readonly record: number
}

/** Why a rule is not asked about a record at all; null: it is. */
type NotAsked = string | null

/** `rules explain`: why a rule is true on a record, or not. */
export async function explainRules(
  wanted: string,
  eventName: string,
  options: ExplainOptions,
  context: CliContext,
): Promise<void> {
  const { config } = await loadSetup(options)
  const isFile = existsSync(wanted)
  const files = await loadChosen(isFile ? [wanted] : [], config)
  const ruleSet = loadRuleSet([...files.chosen, ...files.others], ruleOptions(config, context.now()))
  const chosen = isFile
    ? ofChosenFile(ruleSet, new Set(files.chosen.map(({ file }) => file)))
    : [findRule(ruleSet, wanted)]
  if (chosen.length === 0) {
    const refused = ofChosen(ruleSet.problems, files).filter(({ severity }) => severity === 'error')
    throw new AppError(
      'RULES_INVALID',
      `${wanted} has no rule that can be explained (${refused.length} errors: see \`rules check\`)`,
    )
  }
  const record = await readEvent(eventName, { position: options.record, config, options, context })
  const engine = buildEngine(ruleSet)
  const origin = { source: 'explain', object: record.from, position: options.record, received: 0 }
  const event = engine.normalizer.read(record.bytes, 'auto', origin)
  if (isRejection(event)) throw new AppError('INPUT_DAMAGED', `${record.from}: ${event.rejected} (${event.detail})`)
  for (const [at, { rule, parent }] of detectionRulesOf(chosen, ruleSet).entries()) {
    const notAsked = whyNotAsked(rule, event)
    const explained = explainRule(rule, event.type.resolve, event)
    if (options.json === true) await context.out.line(JSON.stringify(jsonOf(rule, notAsked, explained, event)))
    else {
      if (at > 0) await context.out.line('')
      for (const line of headOf(rule, parent, record.from, event, context)) await context.out.line(line)
      for (const line of bodyOf(notAsked, explained, context)) await context.out.line(line)
    }
  }
}

function ofChosenFile({ rules, stateful }: RuleSet, files: ReadonlySet<string>): readonly (SigmaRule | StatefulRule)[] {
  return [...rules, ...stateful].filter(({ info }) => files.has(info.file))
}

/** Detection rules to explain: of a correlation those that it refers to, since it looks at their matches alone. */
function detectionRulesOf(
  chosen: readonly (SigmaRule | StatefulRule)[],
  { rules, stateful }: RuleSet,
): readonly { readonly rule: SigmaRule; readonly parent: StatefulRule | null }[] {
  const byId = new Map([...rules, ...stateful].map((rule) => [rule.info.id, rule]))
  const found = new Map<SigmaRule, StatefulRule | null>()
  const visit = (rule: SigmaRule | StatefulRule, parent: StatefulRule | null): void => {
    if (!('refs' in rule)) {
      if (!found.has(rule)) found.set(rule, parent)
      return
    }
    for (const { id } of rule.refs) {
      const child = byId.get(id)
      if (child) visit(child, rule)
    }
  }
  for (const rule of chosen) visit(rule, null)
  return [...found].map(([rule, parent]) => ({ rule, parent }))
}

function whyNotAsked(rule: SigmaRule, event: NormalizedEvent): NotAsked {
  const { source, type } = event
  if (rule.blind !== null) return `the rule is blind: ${rule.blind}`
  if (source === null) return `rules do not see records of this kind (${type.name})`
  if (covers(rule.logSource, source)) return null
  return `the rule is for ${logSourceName(rule.logSource)}, the record is ${logSourceName(source)}`
}

function headOf(
  { info }: SigmaRule,
  parent: StatefulRule | null,
  from: string,
  event: NormalizedEvent,
  { outTerminal }: CliContext,
): readonly string[] {
  const level = paint(levelLabel(info.level), levelStyle(info.level), outTerminal)
  return [
    `${level}  ${paint(printable(info.title), ['bold'], outTerminal)}  ${printable(`${shortPath(info.file)}:${info.line}`)}`,
    ...(parent ? [`one of the rules that “${printable(parent.info.title)}” counts`] : []),
    `event  ${formatTime(event.time)} ${event.type.dataset} ${printable(event.providerId)}  ${printable(from)}`,
  ]
}

function bodyOf(notAsked: NotAsked, explained: ExplainedRule, { outTerminal }: CliContext): readonly string[] {
  const tree = renderExplanation(explained, outTerminal)
  if (notAsked !== null) {
    const answer = paint('not asked', ['bold', 'yellow'], outTerminal)
    return [`${answer}: ${printable(notAsked)}`, '', ...tree]
  }
  const answer = explained.holds
    ? paint('matches', ['bold', 'green'], outTerminal)
    : paint('does not match', ['bold', 'red'], outTerminal)
  return [answer, '', ...tree]
}

function jsonOf(rule: SigmaRule, notAsked: NotAsked, explained: ExplainedRule, event: NormalizedEvent): object {
  const { id, title, level, file, line, hash } = rule.info
  return {
    rule: { id, title, level, file, line, hash },
    event: { id: event.id, time: formatTime(event.time), dataset: event.type.dataset },
    matches: notAsked === null && explained.holds,
    notAsked,
    detection: explained.detection,
    filters: explained.filters,
    missing: explained.missing,
  }
}
