import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { MODIFIER_LISTS } from '../rules/every-modifier.ts'
import { ruleFolder, writeRules } from '../rules/rule-files.ts'
import { ourAlerts, ourCounts, ourDocuments, ourMatches, theirGzip, theirMatches } from './commands.ts'
import { correlationFiles } from './correlation-files.ts'
import type { Programs } from './find-programs.ts'
import type { EventFile } from './prepare-files.ts'
import type { Command } from './run-command.ts'

/** Names of the rows, in their order. */
export const ROWS = [
  'matches',
  'routed',
  'gzip',
  'every-modifier',
  'documents',
  'no-original',
  'correlation',
  'hunt-correlation',
  'workers',
] as const
/** See {@link ROWS}. */
export type RowName = (typeof ROWS)[number]

/** Rows that run over the files of records. */
type EventRow = Exclude<RowName, 'correlation' | 'hunt-correlation'>

/** A piece of work for one program: over all records, and over one of them, which is what starting takes. */
export interface Side {
  readonly whole: Command
  readonly one: Command
}

/** One line of the table. */
export interface Row {
  readonly name: RowName
  /** which records */
  readonly data: string
  readonly about: string
  readonly records: number
  readonly meanBytes: number
  /** the other side: the peer, or for `workers` one thread of ours */
  readonly theirs: Side
  readonly ours: Side
  /** what the figure is: records per second of CPU, or by the clock on all cores */
  readonly by: 'cpu' | 'clock'
  /** the ratio that was promised */
  readonly goal: number
  /** whether both write a line for each match, so that these can be compared */
  readonly isComparable: boolean
  /** live groups at the end, where memory by group is told; else 0 */
  readonly groups: number
}

/** What rows are made of. */
export interface RowOptions {
  readonly programs: Programs
  readonly files: readonly EventFile[]
  /** rules in place of those about AWS */
  readonly rules: string | null
  /** groups of the correlation */
  readonly groups: number
}

/** CloudTrail's log source, which rsigma has to be told. */
const ROUTED = ['--logsource-routing', '--event-logsource', 'product=aws,service=cloudtrail']

/** The rows of a name: one for each file of records. */
export async function rowsOf(name: RowName, options: RowOptions): Promise<readonly Row[]> {
  if (name === 'correlation' || name === 'hunt-correlation') return [await correlationRow(name, options)]
  const rules = await rulesOf(name, options)
  return options.files.map((file) => rowOf(name, rules, file, options.programs))
}

interface RowRules {
  readonly directory: string
  readonly about: string
  /** further options for ours */
  readonly more: readonly string[]
}

async function rulesOf(name: EventRow, { rules }: RowOptions): Promise<RowRules> {
  if (name === 'every-modifier') {
    const directory = await writeRules('every-modifier')
    const config = path.join(path.dirname(directory), 'tocsin-bench-modifiers.yml')
    await writeFile(config, JSON.stringify({ lists: MODIFIER_LISTS }))
    return { directory, about: 'a rule for each of Sigma’s modifiers, keywords included', more: ['--config', config] }
  }
  if (rules !== null && name !== 'routed') return { directory: rules, about: 'named rules', more: [] }
  const { directory, from } = await ruleFolder(name === 'routed' ? 'all' : 'aws')
  return { directory, about: name === 'routed' ? `all rules (${from})` : `AWS rules (${from})`, more: [] }
}

function rowOf(name: EventRow, { directory, about, more }: RowRules, file: EventFile, programs: Programs): Row {
  const theirOptions = name === 'routed' ? ROUTED : []
  const both = (make: (file: { plain: string; gzip: string }) => Command): Side => ({
    whole: make(file),
    one: make(file.one),
  })
  const peer = both(({ plain }) => theirMatches(programs, directory, plain, ...theirOptions))
  const matches = both(({ plain }) => ourMatches(directory, plain, ...more))
  const { records, meanBytes } = file
  const base = { name, data: file.name, about, records, meanBytes, by: 'cpu', isComparable: true, groups: 0 } as const
  switch (name) {
    case 'gzip': {
      const ours = both(({ gzip }) => ourMatches(directory, gzip))
      const theirs = both(({ gzip }) => theirGzip(programs, directory, gzip))
      return { ...base, ours, theirs, goal: 3 }
    }
    case 'documents':
    case 'no-original': {
      const ours = both(({ plain }) => ourDocuments(directory, plain, name === 'documents'))
      return { ...base, ours, theirs: peer, goal: 1.5, isComparable: false }
    }
    case 'workers': {
      const ours = both(({ plain }) => ourMatches(directory, plain, '--workers', '2'))
      return { ...base, ours, theirs: matches, by: 'clock', goal: 1.7 }
    }
    case 'matches':
    case 'routed':
    case 'every-modifier':
      return { ...base, ours: matches, theirs: peer, goal: name === 'routed' ? 6 : 4 }
  }
}

async function correlationRow(
  name: 'correlation' | 'hunt-correlation',
  { programs, groups }: RowOptions,
): Promise<Row> {
  const { events, one, rules, ruleFile, config, records, meanBytes } = await correlationFiles(groups)
  const options = ['--no-detections', '--max-state-entries', String(groups * 2), '--timestamp-field', 'eventTime']
  const theirs = (file: string): Command => theirMatches(programs, rules, file, ...options)
  const ours = (file: string): Command =>
    name === 'correlation' ? ourCounts(ruleFile, file) : ourAlerts(rules, file, '--config', config)
  return {
    name,
    data: `${groups.toLocaleString('en-US')} groups`,
    about:
      name === 'correlation'
        ? 'event_count by actor, two matches each'
        : 'the same by `tocsin hunt`, which sorts first',
    records,
    meanBytes,
    theirs: { whole: theirs(events), one: theirs(one) },
    ours: { whole: ours(events), one: ours(one) },
    by: 'cpu',
    goal: 2,
    isComparable: false,
    groups,
  }
}
