import { loadRuleSet } from '../../sigma/load-rule-set.ts'
import type { RuleProblem } from '../../sigma/types.ts'
import { EXIT, type CliContext } from '../cli/context.ts'
import { loadSetup } from '../cli/setup.ts'
import type { PlaceOptions } from '../cli/options.ts'
import { VERSION } from '../cli/version.ts'
import { buildEngine } from '../engine.ts'
import { formatNumberOf } from '../terminal/format.ts'
import { statefulFieldProblems } from './check-fields.ts'
import { loadChosen, ofChosen, type ChosenFiles } from './load-chosen.ts'
import { ruleOptions } from './load-rules.ts'
import { renderProblem } from './render-problems.ts'
import { renderSarif } from './render-sarif.ts'

/** How `rules check` tells what it found. */
export interface CheckOptions extends PlaceOptions {
  readonly json?: boolean
  readonly sarif?: boolean
}

/** `rules check`: every problem of every file, those that show only when rules are compiled for a log included. */
export async function checkRules(places: readonly string[], options: CheckOptions, context: CliContext): Promise<void> {
  const { config } = await loadSetup(options)
  const files = await loadChosen(places, config)
  const ruleSet = loadRuleSet([...files.chosen, ...files.others], ruleOptions(config, context.now()))
  const engine = buildEngine(ruleSet)
  const found = ofChosen([...ruleSet.problems, ...engine.problems, ...statefulFieldProblems(ruleSet)], files)
  const problems = inFileOrder(found, files)
  await write(problems, options, context)
  const errors = problems.filter((problem) => problem.severity === 'error').length
  const infoOf = ({ info }: (typeof ruleSet.rules)[number] | (typeof ruleSet.stateful)[number]): typeof info => info
  const rules = ofChosen(ruleSet.rules.map(infoOf), files).length
  const stateful = ofChosen(ruleSet.stateful.map(infoOf), files).length
  const unrouted = ofChosen(engine.unrouted.map(infoOf), files).length
  const counts = [
    formatNumberOf(files.chosen.length, 'file'),
    formatNumberOf(rules, 'rule'),
    ...(stateful > 0 ? [formatNumberOf(stateful, 'correlation')] : []),
    formatNumberOf(errors, 'error'),
    formatNumberOf(problems.length - errors, 'warning'),
    ...(unrouted > 0 ? [`${formatNumberOf(unrouted, 'rule')} for logs that Tocsin does not read yet`] : []),
  ]
  await context.err.line(counts.join(', '))
  if (errors > 0) context.exit(EXIT.failed)
}

async function write(
  problems: readonly RuleProblem[],
  { json, sarif }: CheckOptions,
  context: CliContext,
): Promise<void> {
  if (sarif === true) {
    await context.out.line(renderSarif(problems, process.cwd(), VERSION))
    return
  }
  for (const problem of problems)
    await context.out.line(json === true ? JSON.stringify(problem) : renderProblem(problem))
}

/** All that is wrong in a file together, from its top to its end; files in the order in which they were read. */
function inFileOrder(problems: readonly RuleProblem[], { chosen }: ChosenFiles): readonly RuleProblem[] {
  const order = new Map(chosen.map(({ file }, index) => [file, index]))
  const at = ({ file }: RuleProblem): number => order.get(file) ?? 0
  return problems.toSorted((one, other) => at(one) - at(other) || one.line - other.line || one.column - other.column)
}
