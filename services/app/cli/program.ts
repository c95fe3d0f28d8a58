import { Command } from 'commander'
import type { CliContext } from './context.ts'
import { VERSION } from './version.ts'

const HELP = `
First steps:
  tocsin demo                       an attack on a demo company, live; nothing else is needed
  tocsin hunt ./AWSLogs             scan folders of CloudTrail files, offline
  tocsin start                      watch the folders of tocsin.yml, store events, ring

Every command explains itself: tocsin COMMAND --help. With --json, commands print one JSON object a line.
Exit codes: 0 done, 1 something went wrong, 2 hunt --fail-on found something, 3 some input could not be read.`

type Register = (program: Command, context: CliContext) => void

/**
 * Every command in the order in which they are listed, with the file that is named after it. Loading all of them takes four
 * times as long as a short command, so only what is asked for is loaded.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  demo: async () => (await import('../commands/demo.ts')).registerDemo,
  hunt: async () => (await import('../commands/hunt.ts')).registerHunt,
  start: async () => (await import('../commands/start.ts')).registerStart,
  status: async () => (await import('../commands/status.ts')).registerStatus,
  alerts: async () => (await import('../commands/alerts.ts')).registerAlerts,
  events: async () => (await import('../commands/events.ts')).registerEvents,
  replay: async () => (await import('../commands/replay.ts')).registerReplay,
  cases: async () => (await import('../commands/cases.ts')).registerCases,
  normalize: async () => (await import('../commands/normalize.ts')).registerNormalize,
  rules: async () => (await import('../commands/rules.ts')).registerRules,
  'dead-letters': async () => (await import('../commands/dead-letters.ts')).registerDeadLetters,
  doctor: async () => (await import('../commands/doctor.ts')).registerDoctor,
  backup: async () => (await import('../commands/backup.ts')).registerBackup,
  restore: async () => (await import('../commands/restore.ts')).registerRestore,
  config: async () => (await import('../commands/config.ts')).registerConfig,
}

/** The command line. `first`: the first word of it; when it names a command, the other commands are not known to the program. */
export async function buildProgram(context: CliContext, first: string): Promise<Command> {
  const program = new Command('tocsin')
    .description('Cloud security detection on a stream of logs: one schema, Sigma rules, alarms that ring once.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain')
    .addHelpText('after', HELP)
    .showHelpAfterError('(add --help for an explanation)')
    .exitOverride()
    .configureHelp({ sortOptions: false })
  const asked = Object.hasOwn(COMMANDS, first) ? [first] : Object.keys(COMMANDS)
  for (const name of asked) {
    const load = COMMANDS[name]
    if (load) (await load())(program, context)
  }
  return program
}
