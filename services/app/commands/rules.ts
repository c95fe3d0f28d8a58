import type { Command } from 'commander'
import type { RuleProblem, SigmaRule } from '../../sigma/types.ts'
import { logSourceName } from '../../core/log-source.ts'
import { isAtLeast, type Level } from '../../core/rule.ts'
import { EXIT, type CliContext } from '../cli/context.ts'
import { parseLevel, withJson, withPlace, type PlaceOptions } from '../cli/options.ts'
import { loadSetup } from '../cli/setup.ts'
import { buildEngine } from '../engine.ts'
import { loadRules, ruleOptions, rulePlaces } from '../rules/load-rules.ts'
import { readRuleFiles } from '../rules/read-rule-files.ts'
import { renderProblem } from '../rules/render-problems.ts'
import { runRuleTests, type RuleTestReport } from '../rules/run-rule-tests.ts'
import { levelLabel, levelStyle } from '../terminal/level-style.ts'
import { printable } from '../terminal/printable.ts'
import { renderTable, type Cell, type Column } from '../terminal/render-table.ts'
import { formatNumberOf } from '../terminal/format.ts'
import { loadRuleSet } from '../../sigma/load-rule-set.ts'

interface RuleCommandOptions extends PlaceOptions {
  readonly json?: boolean
}

/** `tocsin rules check|list|test`. */
export function registerRules(program: Command, context: CliContext): void {
  const rules = program
    .command('rules')
    .description('detection rules: what is loaded, what is wrong with them, their tests')
  const paths = 'files or folders of rules (default: those of the configuration and the built-in ones)'
  const check = rules
    .command('check')
    .argument('[path...]', paths)
    .description('every problem of every rule, with file and line')
  withJson(withPlace(check)).action((places: string[], options: RuleCommandOptions) =>
    checkRules(places, options, context),
  )
  const list = rules
    .command('list')
    .argument('[path...]', paths)
    .description('the rules that would run, and those that are blind')
    .option('-l, --min-level <level>', 'only of this level and above', parseLevel)
    .option('-t, --tag <tag>', 'only with a tag that begins so: attack.t1098')
  withJson(withPlace(list)).action(
    (places: string[], options: RuleCommandOptions & { minLevel?: Level; tag?: string }) =>
      listRules(places, options, context),
  )
  const test = rules
    .command('test')
    .argument('[path...]', paths)
    .description("run the rules' own tests through the real decoder and mapping")
  withJson(withPlace(test)).action((places: string[], options: RuleCommandOptions) =>
    testRules(places, options, context),
  )
}

async function placesFor(places: readonly string[], options: PlaceOptions): Promise<readonly string[]> {
  const { config } = await loadSetup(options)
  return places.length > 0 ? places : rulePlaces(config, { dirs: [], builtin: true })
}

async function checkRules(places: readonly string[], options: RuleCommandOptions, context: CliContext): Promise<void> {
  const { config } = await loadSetup(options)
  const files = await readRuleFiles(await placesFor(places, options))
  const ruleSet = loadRuleSet(files, ruleOptions(config))
  const engine = buildEngine(ruleSet)
  const problems: readonly RuleProblem[] = [...ruleSet.problems, ...engine.problems]
  for (const problem of problems)
    await context.out.line(options.json === true ? JSON.stringify(problem) : renderProblem(problem))
  const errors = problems.filter((problem) => problem.severity === 'error').length
  const counts = [
    formatNumberOf(files.length, 'file'),
    formatNumberOf(ruleSet.rules.length, 'rule'),
    formatNumberOf(errors, 'error'),
    formatNumberOf(problems.length - errors, 'warning'),
    ...(engine.unrouted.length > 0
      ? [`${formatNumberOf(engine.unrouted.length, 'rule')} for logs that Tocsin does not read yet`]
      : []),
  ]
  await context.err.line(counts.join(', '))
  if (errors > 0) context.exit(EXIT.failed)
}

const COLUMNS: readonly Column[] = [
  { title: 'level', min: 8 },
  { title: 'title', min: 24 },
  { title: 'log source', min: 12 },
  { title: 'state', min: 8 },
  { title: 'file', cut: 'middle', min: 12 },
]

async function listRules(
  places: readonly string[],
  options: RuleCommandOptions & { minLevel?: Level; tag?: string },
  context: CliContext,
): Promise<void> {
  const { config } = await loadSetup(options)
  const ruleSet =
    places.length > 0
      ? loadRuleSet(await readRuleFiles(places), ruleOptions(config))
      : await loadRules(config, { dirs: [], builtin: true })
  const engine = buildEngine(ruleSet)
  const { minLevel, tag } = options
  const wanted = ruleSet.rules.filter(
    ({ info }) =>
      (minLevel === undefined || isAtLeast(info.level, minLevel)) &&
      (tag === undefined || info.tags.some((one) => one.startsWith(tag))),
  )
  const stateOf = (rule: SigmaRule): string =>
    rule.blind !== null ? `blind: ${rule.blind}` : engine.rules.has(rule.info.id) ? 'on' : 'no such log'
  if (options.json === true) {
    for (const rule of wanted) await context.out.line(JSON.stringify(ruleJson(rule, stateOf(rule))))
    return
  }
  const rows = wanted.map((rule): Cell[] => {
    const level = { text: levelLabel(rule.info.level), styles: levelStyle(rule.info.level) }
    return [level, rule.info.title, logSourceName(rule.logSource), stateOf(rule), shortPath(rule.info.file)]
  })
  if (rows.length > 0) await context.out.line(renderTable(COLUMNS, rows, context.outTerminal))
  const refused = ruleSet.problems.filter((problem) => problem.severity === 'error').length
  const blind = wanted.filter((rule) => rule.blind !== null).length
  await context.err.line(
    [
      formatNumberOf(wanted.length, 'rule'),
      ...(blind > 0 ? [`${blind} blind`] : []),
      ...(refused > 0 ? [`${refused} refused (see \`rules check\`)`] : []),
    ].join(', '),
  )
}

function ruleJson(rule: SigmaRule, state: string): Record<string, unknown> {
  const { id, title, level, status, tags, file, line, runbook, falsepositives, hash } = rule.info
  return {
    id,
    title,
    level,
    status,
    tags,
    logsource: rule.logSource,
    state,
    blind: rule.blind,
    file,
    line,
    hash,
    falsepositives,
    runbook,
  }
}

function shortPath(file: string): string {
  const relative = file.startsWith(process.cwd()) ? file.slice(process.cwd().length + 1) : file
  return relative
}

async function testRules(places: readonly string[], options: RuleCommandOptions, context: CliContext): Promise<void> {
  const { config } = await loadSetup(options)
  const report = runRuleTests(await readRuleFiles(await placesFor(places, options)), ruleOptions(config))
  for (const line of options.json === true ? testLinesJson(report) : testLines(report)) await context.out.line(line)
  const failed = report.results.filter((result) => result.failure !== null).length
  const errors = report.problems.filter((problem) => problem.severity === 'error').length
  await context.err.line(`${report.results.length - failed} passed, ${failed} failed`)
  if (failed + errors + report.untested.length > 0) context.exit(EXIT.failed)
}

function testLines(report: RuleTestReport): string[] {
  return [
    ...report.problems.map((problem) => renderProblem(problem)),
    ...report.untested.map(({ rule, missing }) =>
      printable(`${rule.info.file}:${rule.info.line}: ${rule.info.title}: has no test: ${missing} is missing`),
    ),
    ...report.results.flatMap(({ rule, test, failure }) =>
      failure === null
        ? []
        : [printable(`${rule.info.file}:${test.line}: ${rule.info.title} › ${test.name}: ${failure}`)],
    ),
  ]
}

function testLinesJson(report: RuleTestReport): string[] {
  return [
    ...report.problems.map((problem) => JSON.stringify({ kind: 'problem', ...problem })),
    ...report.untested.map(({ rule, missing }) =>
      JSON.stringify({ kind: 'untested', file: rule.info.file, line: rule.info.line, rule: rule.info.id, missing }),
    ),
    ...report.results.map(({ rule, test, failure }) =>
      JSON.stringify({
        kind: 'test',
        file: rule.info.file,
        line: test.line,
        rule: rule.info.id,
        name: test.name,
        passed: failure === null,
        failure,
      }),
    ),
  ]
}
