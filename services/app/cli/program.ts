import { Command } from 'commander'
import { registerAlerts } from '../commands/alerts.ts'
import { registerBackup } from '../commands/backup.ts'
import { registerCases } from '../commands/cases.ts'
import { registerConfig } from '../commands/config.ts'
import { registerDeadLetters } from '../commands/dead-letters.ts'
import { registerDoctor } from '../commands/doctor.ts'
import { registerEvents } from '../commands/events.ts'
import { registerHunt } from '../commands/hunt.ts'
import { registerNormalize } from '../commands/normalize.ts'
import { registerReplay } from '../commands/replay.ts'
import { registerRestore } from '../commands/restore.ts'
import { registerRules } from '../commands/rules.ts'
import { registerStart } from '../commands/start.ts'
import { registerDemo } from '../commands/demo.ts'
import { registerStatus } from '../commands/status.ts'
import type { CliContext } from './context.ts'
import { VERSION } from './version.ts'

const HELP = `
First steps:
  tocsin demo                       an attack on a demo company, live; nothing else is needed
  tocsin hunt ./AWSLogs             scan folders of CloudTrail files, offline
  tocsin start                      watch the folders of tocsin.yml, store events, ring

Every command explains itself: tocsin COMMAND --help. With --json, commands print one JSON object a line.
Exit codes: 0 done, 1 something went wrong, 2 hunt --fail-on found something, 3 some input could not be read.`

/** The whole command line. Each command is registered by the file that is named after it. */
export function buildProgram(context: CliContext): Command {
  const program = new Command('tocsin')
    .description('Cloud security detection on a stream of logs: one schema, Sigma rules, alarms that ring once.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain')
    .addHelpText('after', HELP)
    .showHelpAfterError('(add --help for an explanation)')
    .exitOverride()
    .configureHelp({ sortOptions: false })
  const registrations = [
    registerDemo,
    registerHunt,
    registerStart,
    registerStatus,
    registerAlerts,
    registerEvents,
    registerReplay,
    registerCases,
    registerNormalize,
    registerRules,
    registerDeadLetters,
    registerDoctor,
    registerBackup,
    registerRestore,
    registerConfig,
  ]
  for (const register of registrations) register(program, context)
  return program
}
