import type { Command } from 'commander'
import { EXIT, type CliContext } from '../cli/context.ts'
import { withJson, type PlaceOptions } from '../cli/options.ts'
import { configFile, DEFAULT_CONFIG_FILE, readConfig } from '../cli/setup.ts'
import { renderConfigProblems } from '../config/config-problem.ts'

/** `tocsin config check`. */
export function registerConfig(program: Command, context: CliContext): void {
  const config = program
    .command('config')
    .description('the configuration file (docs/configuration.md, tocsin.example.yml)')
  const check = config
    .command('check')
    .argument('[file]', `the file (default: ${DEFAULT_CONFIG_FILE} in this folder)`)
    .option('-c, --config <file>', 'the same, as other commands name it')
    .description('everything that is wrong with it, with line and column')
  withJson(check).action((file: string | undefined, options: PlaceOptions & { json?: boolean }) =>
    checkConfig(file ?? configFile(options) ?? DEFAULT_CONFIG_FILE, options.json === true, context),
  )
}

async function checkConfig(file: string, isJson: boolean, context: CliContext): Promise<void> {
  const loaded = readConfig(file)
  if ('problems' in loaded) {
    context.exit(EXIT.failed)
    if (!isJson) await context.err.line(renderConfigProblems(loaded.problems))
    else for (const problem of loaded.problems) await context.out.line(JSON.stringify(problem))
    return
  }
  await context.err.line(`${file} is good`)
}
