import { writeFile } from 'node:fs/promises'
import { AppError, messageOf } from '../../../core/errors.ts'
import type { RuleInfo } from '../../../core/rule.ts'
import { loadRuleSet } from '../../../sigma/load-rule-set.ts'
import type { CliContext } from '../../cli/context.ts'
import type { PlaceOptions } from '../../cli/options.ts'
import { loadSetup } from '../../cli/setup.ts'
import { buildEngine } from '../../engine.ts'
import { formatNumberOf } from '../../terminal/format.ts'
import { levelLabel, levelStyle } from '../../terminal/level-style.ts'
import { renderTable, type Cell, type Column } from '../../terminal/render-table.ts'
import { loadChosen, ofChosen } from '../load-chosen.ts'
import { ruleOptions } from '../load-rules.ts'
import { coverageOf, type Coverage, type CoveredTactic } from './coverage.ts'
import { navigatorLayer } from './navigator-layer.ts'

/** What `rules coverage` shows. */
export interface CoverageOptions extends PlaceOptions {
  readonly json?: boolean
  /** techniques without a rule too */
  readonly all?: boolean
  /** file to write an ATT&CK Navigator layer to; `-` is standard output */
  readonly layer?: string
}

const COLUMNS: readonly Column[] = [
  { title: 'tactic', min: 15 },
  { title: 'technique', min: 9 },
  { title: 'name', min: 20 },
  { title: 'level', min: 8 },
  { title: 'rules', min: 5 },
]

/** `rules coverage`: which techniques of ATT&CK the rules that run are for. */
export async function showCoverage(
  places: readonly string[],
  options: CoverageOptions,
  context: CliContext,
): Promise<void> {
  const { config } = await loadSetup(options)
  const files = await loadChosen(places, config)
  const ruleSet = loadRuleSet([...files.chosen, ...files.others], ruleOptions(config, context.now()))
  const engine = buildEngine(ruleSet)
  const running = [...engine.rules.values(), ...engine.stateful].map(({ info }) => info)
  const chosen = new Set(ofChosen(running, files))
  const infos = running.filter((info) => chosen.has(info) && (info.alerts || info.tags.length > 0))
  const coverage = coverageOf(infos)
  if (options.layer !== undefined) await writeLayer(options.layer, coverage, context)
  if (options.layer === '-') return
  if (options.json === true) {
    for (const line of jsonLines(coverage, options.all === true)) await context.out.line(line)
    return
  }
  const rows = coverage.tactics.flatMap((tactic) => rowsOf(tactic, options.all === true))
  if (rows.length > 0) await context.out.line(renderTable(COLUMNS, rows, context.outTerminal))
  await context.err.line(summary(coverage, infos))
}

async function writeLayer(file: string, coverage: Coverage, context: CliContext): Promise<void> {
  const text = JSON.stringify(navigatorLayer(coverage, 'Tocsin'), null, 2)
  if (file === '-') {
    await context.out.line(text)
    return
  }
  try {
    await writeFile(file, `${text}\n`)
  } catch (error) {
    throw new AppError('USAGE', `--layer: ${file} cannot be written: ${messageOf(error)}`)
  }
  await context.err.line(`${file}: a layer for ATT&CK Navigator (https://mitre-attack.github.io/attack-navigator/)`)
}

function rowsOf({ title, techniques }: CoveredTactic, isAll: boolean): Cell[][] {
  const shown = techniques.filter(({ rules }) => isAll || rules.length > 0)
  return shown.map(({ id, name, level, rules }, at) => [
    at === 0 ? title : '',
    id,
    name,
    level === null ? '' : { text: levelLabel(level), styles: levelStyle(level) },
    String(rules.length),
  ])
}

function jsonLines({ tactics }: Coverage, isAll: boolean): readonly string[] {
  return tactics.flatMap(({ key, techniques }) =>
    techniques
      .filter(({ rules }) => isAll || rules.length > 0)
      .map(({ id, name, level, rules }) =>
        JSON.stringify({ tactic: key, technique: id, name, level, rules: rules.map((rule) => rule.id) }),
      ),
  )
}

function summary({ tactics, untagged }: Coverage, infos: readonly RuleInfo[]): string {
  const all = new Map(tactics.flatMap(({ techniques }) => techniques.map((one) => [one.id, one.rules.length > 0])))
  for (const { techniques } of tactics) for (const { id, rules } of techniques) if (rules.length > 0) all.set(id, true)
  const covered = [...all.values()].filter(Boolean).length
  const without = untagged.length > 0 ? `, ${untagged.length} of them without a technique among their tags` : ''
  return `${covered} of ${all.size} techniques for clouds, ${formatNumberOf(infos.length, 'rule')}${without}`
}
