import { EXIT, type CliContext } from '../cli/context.ts'
import type { PlaceOptions } from '../cli/options.ts'
import { loadSetup } from '../cli/setup.ts'
import { printable } from '../terminal/printable.ts'
import { loadChosen } from './load-chosen.ts'
import { ruleOptions } from './load-rules.ts'
import { renderProblem } from './render-problems.ts'
import { runRuleTests, type RuleTestReport } from './run-rule-tests.ts'

/** `rules test`: what the rules' own tests say. */
export async function testRules(
  places: readonly string[],
  options: PlaceOptions & { readonly json?: boolean },
  context: CliContext,
): Promise<void> {
  const { config } = await loadSetup(options)
  const { chosen, others } = await loadChosen(places, config)
  const report = runRuleTests(chosen, ruleOptions(config, context.now()), others)
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
