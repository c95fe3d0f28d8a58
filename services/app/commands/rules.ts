import type { Command } from 'commander'
import type { CliContext } from '../cli/context.ts'
import { parseLevel, withJson, withPlace, type PlaceOptions } from '../cli/options.ts'
import { checkRules, type CheckOptions } from '../rules/check-rules.ts'
import { listRules, type ListRulesOptions } from '../rules/list-rules.ts'
import { testRules } from '../rules/test-rules.ts'

/** `tocsin rules check|list|test`. */
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
    .option('-t, --tag <tag>', 'only with a tag that begins so: attack.t1098')
  withJson(withPlace(list)).action((places: string[], options: ListRulesOptions) => listRules(places, options, context))
  const test = rules
    .command('test')
    .argument('[path...]', paths)
    .description("run the rules' own tests through the real decoder and mapping")
  withJson(withPlace(test)).action((places: string[], options: PlaceOptions & { json?: boolean }) =>
    testRules(places, options, context),
  )
}
