import { InvalidArgumentError, type Command } from 'commander'
import { LEVELS, type Level } from '../../core/rule.ts'

/** Options that say which configuration and store a command works on. */
export interface PlaceOptions {
  readonly config?: string
  readonly data?: string
}

/** Options of commands that print a list. */
export interface ListOptions extends PlaceOptions {
  readonly json?: boolean
  readonly limit: number
}

/** Adds `--config` and `--data`. */
export function withPlace(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration file (default: tocsin.yml in this folder, if there is one)')
    .option('-d, --data <folder>', 'folder of the store (default: from the configuration, else your state folder)')
}

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.option('--json', 'one JSON object a line, with stable names, for scripts')
}

/** Adds `--limit`. */
export function withLimit(command: Command, limit: number): Command {
  return command.option('-n, --limit <count>', 'at most this many', parseCount, limit)
}

/** Reads a whole number from 1 on. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('it must be a whole number from 1 on.')
  return count
}

/** Reads a level. */
export function parseLevel(text: string): Level {
  const level = LEVELS.find((known) => known === text.toLowerCase())
  if (!level) throw new InvalidArgumentError(`it must be one of ${LEVELS.join(', ')}.`)
  return level
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
