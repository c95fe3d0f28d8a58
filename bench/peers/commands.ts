import path from 'node:path'
import type { Programs } from './find-programs.ts'
import type { Command } from './run-command.ts'

const TOCSIN = path.resolve(import.meta.dirname, '../../bin/tocsin.mjs')
const FROM_BYTES = path.resolve(import.meta.dirname, '../stateful/from-bytes.ts')
const DOCUMENTS = path.join(import.meta.dirname, 'write-documents.ts')

/** `tocsin hunt --matches` over one file: a line for every match. `more`: further options. */
export function ourMatches(rules: string, file: string, ...more: readonly string[]): Command {
  return ours(TOCSIN, 'hunt', '--matches', '--no-builtin-rules', '--rules', rules, ...more, file)
}

/** `tocsin hunt --json` over one file: records in any order, sorted on the way, alerts of rules that look at many events. */
export function ourAlerts(rules: string, file: string, ...more: readonly string[]): Command {
  return ours(TOCSIN, 'hunt', '--json', '--no-builtin-rules', '--rules', rules, ...more, file)
}

/** Records read, matched and counted by group, in the order in which they stand, as rsigma does it. */
export function ourCounts(rules: string, file: string): Command {
  return ours(FROM_BYTES, file, rules)
}

/** Rules and the whole document of every record; `original` false: without `event.original`. */
export function ourDocuments(rules: string, file: string, original: boolean): Command {
  return ours(DOCUMENTS, '--rules', rules, ...(original ? [] : ['--without-original']), file)
}

function ours(...args: readonly string[]): Command {
  return { programs: [[process.execPath, ...args]], input: null, env: {} }
}

/** rsigma over a file of a record a line. `more`: further options. */
export function theirMatches(programs: Programs, rules: string, file: string, ...more: readonly string[]): Command {
  return { programs: [theirs(programs, rules, more)], input: file, env: preloaded(programs) }
}

/** The same from gzip, which rsigma does not read: gzip runs in front of it. */
export function theirGzip(programs: Programs, rules: string, file: string): Command {
  return { programs: [['gzip', '-dc', file], theirs(programs, rules, [])], input: null, env: preloaded(programs) }
}

function theirs({ rsigma }: Programs, rules: string, more: readonly string[]): [string, ...string[]] {
  const quiet = ['--input-format', 'json', '--output-format', 'ndjson', '--quiet']
  return [rsigma?.file ?? 'rsigma', 'engine', 'eval', '--rules', rules, ...quiet, ...more]
}

function preloaded({ jemalloc }: Programs): Command['env'] {
  return jemalloc === null ? {} : { LD_PRELOAD: jemalloc }
}

/** A command as a person would type it, with the names of folders and files cut to their last part. */
export function shown({ programs, input }: Command): string {
  const word = (text: string): string => (text.includes('/') ? path.basename(text) : text)
  const text = programs.map((words) => words.map((one) => word(one)).join(' ')).join(' | ')
  return input === null ? text : `${text} < ${word(input)}`
}
