/**
 * `node bench/peers/main.ts`: the same work on the same files by rsigma, the fastest open engine for Sigma rules, and by Tocsin,
 * in turn. Time of CPU of all their processes, pinned to one core; what starting takes is taken off. Needs Linux.
 *
 *   --rsigma PATH   where rsigma is (else: on the path)     --events N   records of each kind (1000000)
 *   --rounds N      how often, the median counts (5)        --groups N   groups of the correlation (as many as records)
 *   --only ROW      one row; may be given several times     --rules DIR  rules in place of those about AWS
 *   --file F        a file of a record a line, in place of the generated ones
 *   --json          one object a line
 */
import { parseArgs } from 'node:util'
import { messageOf } from '../../services/core/errors.ts'
import { machineFacts, machineLoad } from '../machine-facts.ts'
import { SHAPES, type ShapeName } from '../prepare-data.ts'
import { shown } from './commands.ts'
import { compareMatches, type Comparison } from './compare-matches.ts'
import { findPrograms, HOW_TO_BUILD, type Programs } from './find-programs.ts'
import { measureRow } from './measure-row.ts'
import { firstRecords, generatedFile, namedFile, type EventFile } from './prepare-files.ts'
import { ratioOf, renderPeers, type RowResult } from './render-peers.ts'
import { ROWS, rowsOf, type Row, type RowName } from './rows.ts'
import type { Command } from './run-command.ts'

const OPTIONS = {
  rsigma: { type: 'string' },
  events: { type: 'string', default: '1000000' },
  groups: { type: 'string' },
  rounds: { type: 'string', default: '5' },
  only: { type: 'string', multiple: true },
  rules: { type: 'string' },
  file: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

/** Matches are compared on so many records at most. */
const COMPARED = 100_000

try {
  await main()
} catch (error) {
  console.error(`bench/peers: ${messageOf(error)}`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS })
  const [events, rounds] = [wholeNumber('events', values.events), wholeNumber('rounds', values.rounds)]
  const groups = values.groups === undefined ? events : wholeNumber('groups', values.groups)
  const names = chosenRows(values.only)
  const programs = findPrograms(values.rsigma)
  const before = machineLoad()
  const files = names.every((name) => name.endsWith('correlation')) ? [] : await eventFiles(values.file, events)
  const results: RowResult[] = []
  for (const name of names) {
    for (const row of await rowsOf(name, { programs, files, rules: values.rules ?? null, groups })) {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${row.name}, ${row.data}`)
      const result = await measure(row, rounds, programs, files)
      results.push(result)
      if (values.json) console.log(JSON.stringify(jsonOf(result)))
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  if (values.json) return
  console.log(`${machineFacts()}; load ${before.toFixed(1)} before, ${machineLoad().toFixed(1)} after`)
  console.log(`${about(programs)}; rounds: ${rounds}, the median counts; records per second of CPU, start taken off\n`)
  console.log(`${renderPeers(results)}\n`)
  console.log(commandsOf(results, programs.rsigma !== null))
}

async function measure(
  row: Row,
  rounds: number,
  { core, rsigma }: Programs,
  files: readonly EventFile[],
): Promise<RowResult> {
  const figures = await measureRow(row, rounds, core, rsigma !== null)
  const file = files.find(({ name }) => name === row.data)
  const isCompared = row.isComparable && file !== undefined && rsigma !== null && row.name !== 'workers'
  return { row, figures, comparison: isCompared ? await compare(row, file) : null }
}

/** Compares on the first records: the same commands with another file in the place of the whole one. */
async function compare(row: Row, file: EventFile): Promise<Comparison> {
  if (file.records <= COMPARED) return compareMatches(row.theirs.whole, row.ours.whole)
  const first = await firstRecords(file, COMPARED)
  return compareMatches(overFile(row.theirs.whole, file, first), overFile(row.ours.whole, file, first))
}

function overFile({ programs, input, env }: Command, { plain }: EventFile, first: string): Command {
  const words = programs.map(
    ([name, ...args]) => [name, ...args.map((word) => (word === plain ? first : word))] as const,
  )
  return { programs: words.map(([name, ...args]) => [name, ...args]), input: input === plain ? first : input, env }
}

function chosenRows(only: readonly string[] | undefined): readonly RowName[] {
  const names = only === undefined ? ROWS : ROWS.filter((name) => only.includes(name))
  if (names.length === 0) throw new Error(`--only takes: ${ROWS.join(', ')}`)
  return names
}

async function eventFiles(file: string | undefined, events: number): Promise<readonly EventFile[]> {
  if (file !== undefined) return [await namedFile(file)]
  const made: EventFile[] = []
  for (const shape of (Object.keys(SHAPES) as ShapeName[]).toReversed()) made.push(await generatedFile(shape, events))
  return made
}

function about({ rsigma, jemalloc, core }: Programs): string {
  const where = core === null ? 'not pinned (there is no taskset)' : `pinned to core ${core}`
  if (rsigma === null)
    return `rsigma is not there, so these are our figures alone; ${where}. To build it:\n${HOW_TO_BUILD}\n`
  return `${rsigma.version}, ${jemalloc === null ? 'without jemalloc' : 'jemalloc preloaded'}; ${where}`
}

function commandsOf(results: readonly RowResult[], hasPeer: boolean): string {
  const lines = results.flatMap(({ row }) => [
    `${row.name}, ${row.data}`,
    ...(hasPeer || row.name === 'workers' ? [`  ${shown(row.theirs.whole)}`] : []),
    `  ${shown(row.ours.whole)}`,
  ])
  return lines.join('\n')
}

function jsonOf(result: RowResult): unknown {
  const { row, figures, comparison } = result
  const { name, data, about: what, records, meanBytes, by, goal, groups } = row
  return {
    name,
    data,
    about: what,
    records,
    meanBytes,
    by,
    goal,
    groups,
    ...figures,
    ratio: ratioOf(figures),
    comparison,
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number above 0`)
  return value
}
