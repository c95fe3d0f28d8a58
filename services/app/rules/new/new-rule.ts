import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { AppError, messageOf } from '../../../core/errors.ts'
import type { CliContext } from '../../cli/context.ts'
import { nearestName } from '../../terminal/nearest-name.ts'
import { printable } from '../../terminal/printable.ts'
import { newRuleText, type NewRule } from './new-rule-text.ts'
import { SKELETONS } from './skeletons.ts'

/** What `rules new` is asked for. */
export interface NewRuleOptions {
  readonly type: string
  readonly kind: NewRule['kind']
  /** file to write; `-` is standard output; without it the title makes the name */
  readonly output?: string
}

const LONGEST_TITLE = 256

/** `rules new`: writes a rule to start from, with tests that pass. Throws when the file is there already. */
export async function newRule(title: string, options: NewRuleOptions, context: CliContext): Promise<void> {
  const skeleton = Object.hasOwn(SKELETONS, options.type) ? SKELETONS[options.type] : undefined
  if (!skeleton) {
    const names = Object.keys(SKELETONS)
    const nearest = nearestName(options.type, names) ?? names.join(', ')
    throw new AppError('USAGE', `--type: there is no log type “${printable(options.type)}”; there is ${nearest}`)
  }
  if (title.trim() === '' || title.length > LONGEST_TITLE) {
    throw new AppError('USAGE', `a title has 1 to ${LONGEST_TITLE} characters`)
  }
  const date = new Date(context.now()).toISOString().slice(0, 10)
  const { kind } = options
  const text = newRuleText({ title: title.trim(), id: randomUUID(), baseId: randomUUID(), date, kind }, skeleton)
  if (options.output === '-') {
    await context.out.line(text.trimEnd())
    return
  }
  const file = options.output ?? `${nameOf(title)}.yml`
  try {
    // “wx”: what somebody has written is never overwritten.
    await writeFile(file, text, { flag: 'wx' })
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    throw new AppError('USAGE', isThere ? `${file} is there already` : `${file} cannot be written: ${messageOf(error)}`)
  }
  await context.err.line(`${printable(file)}: change it, then ${context.programName} rules test ${printable(file)}`)
}

/** `An access key was made!` → `an-access-key-was-made`. */
function nameOf(title: string): string {
  const words = title
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
  return words.replaceAll(/^-+|-+$/g, '').slice(0, 80) || 'rule'
}
