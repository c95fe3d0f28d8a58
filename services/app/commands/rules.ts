import { Option, type Command } from 'commander'
import type { CliContext } from '../cli/context.ts'
import { parseCount, parseLevel, withJson, withPlace, type PlaceOptions } from '../cli/options.ts'
import { checkRules, type CheckOptions } from '../rules/check-rules.ts'
import { explainRules, type ExplainOptions } from '../rules/explain/explain-rules.ts'
import { showCoverage, type CoverageOptions } from '../rules/coverage/show-coverage.ts'
import { listRules, type ListRulesOptions } from '../rules/list-rules.ts'
import { newRule, type NewRuleOptions } from '../rules/new/new-rule.ts'
import { testRules } from '../rules/test-rules.ts'

/** `tocsin rules check|list|test|explain|coverage|new`. */
export function registerRules(program: Command, context: CliContext): void {
  const rules = program
    .command('rules')
    .description('detection rules: what is loaded, what is wrong with them, their tests')
  const paths = 'files or folders of rules (default: those of the configuration and the built-in ones)'
  const check = rules
    .command('check')
    .argument('[path...]', paths)
    .description('every problem of every rule, with file, line and what to write instead')
    .option('--sarif', 'one SARIF 2.1.0 log, which code hosts show in pull requests')
  withJson(withPlace(check)).action((places: string[], options: CheckOptions) => checkRules(places, options, context))
  const list = rules
    .command('list')
    .argument('[path...]', paths)
    .description('the rules, correlations and filters that would run, and those that are blind')
    .option('-l, --min-level <level>', 'only of this level and above', parseLevel)
    .option('--level <level>', 'only of exactly this level', parseLevel)
    .option('-t, --tag <tag>', 'only with a tag that begins so: attack.t1098')
    .option('-s, --log-source <source>', 'only what looks at such a log: aws, aws/cloudtrail')
  withJson(withPlace(list)).action((places: string[], options: ListRulesOptions) => listRules(places, options, context))
  const test = rules
    .command('test')
    .argument('[path...]', paths)
    .description("run the rules' own tests through the real decoder and mapping")
  withJson(withPlace(test)).action((places: string[], options: PlaceOptions & { json?: boolean }) =>
    testRules(places, options, context),
  )
  const explain = rules
    .command('explain')
    .argument('<rule>', 'id, name or title of a rule, or a file of rules')
    .argument('<event>', 'a file with records, “-” for standard input, or the tocsin.id of a stored event')
    .description('why a rule is true on an event, or not: every line of its condition with its answer')
    .option('-r, --record <number>', 'which record of the file', parseCount, 1)
  withJson(withPlace(explain)).action((rule: string, event: string, options: ExplainOptions) =>
    explainRules(rule, event, options, context),
  )
  const coverage = rules
    .command('coverage')
    .argument('[path...]', paths)
    .description('which techniques of MITRE ATT&CK the rules that run are for')
    .option('-a, --all', 'the techniques for clouds that have no rule, too')
    .option('--layer <file>', 'write a layer for ATT&CK Navigator to this file (“-”: standard output)')
  withJson(withPlace(coverage)).action((places: string[], options: CoverageOptions) =>
    showCoverage(places, options, context),
  )
  rules
    .command('new')
    .argument('<title>', 'what the rule finds, as a sentence without a full stop')
    .description('write a rule to start from, with tests that pass')
    .option('-t, --type <type>', 'log type', 'aws/cloudtrail')
    .addOption(
      new Option('-k, --kind <kind>', 'a rule for one event, or one that counts')
        .choices(['rule', 'correlation'])
        .default('rule'),
    )
    .option('-o, --output <file>', 'file to write (default: named after the title; “-”: standard output)')
    .action((title: string, options: NewRuleOptions) => newRule(title, options, context))
}
