/**
 * `npm run bench`: how fast records are read, mapped, searched and stored, beside what JSON.parse alone takes.
 *
 *   --json         one object a line: shape, name, value, unit, share (of the ceiling), spread (smallest, largest round)
 *   --shape NAME   which records: `day` (1.8 KB each), `real` (1.3 KB, shaped like real ones) or `both` (the default)
 *   --records N    how many records (200000)
 *   --rounds N     how often each piece of work is measured; the median counts (5)
 *   --only NAME    one piece of work beside the ceiling
 *   --seed N       other records (1)
 */
import { parseArgs } from 'node:util'
import { terminalOf } from '../services/app/terminal/terminal.ts'
import { messageOf } from '../services/core/errors.ts'
import { CEILING, createWorks } from './create-works.ts'
import { loadEngine } from './load-engine.ts'
import { machineFacts, machineLoad } from './machine-facts.ts'
import { measure, ROUNDS, toMeasurements, type Work } from './measure.ts'
import { prepareData, SHAPES, type ShapeName } from './prepare-data.ts'
import { renderReport } from './render-report.ts'

const OPTIONS = {
  json: { type: 'boolean', default: false },
  records: { type: 'string', default: '200000' },
  rounds: { type: 'string', default: String(ROUNDS) },
  only: { type: 'string' },
  shape: { type: 'string', default: 'both' },
  seed: { type: 'string', default: '1' },
} as const

try {
  await main()
} catch (error) {
  console.error(`bench: ${messageOf(error)}`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({ options: OPTIONS })
  const records = wholeNumber('records', options.records)
  const rounds = wholeNumber('rounds', options.rounds)
  const seed = wholeNumber('seed', options.seed)
  for (const shape of shapesOf(options.shape)) await runShape(shape, { ...options, records, rounds, seed })
}

interface RunOptions {
  readonly json: boolean
  readonly only?: string | undefined
  readonly records: number
  readonly rounds: number
  readonly seed: number
}

/** Measures one set of records and prints the figures. */
async function runShape(shape: ShapeName, { json, only, records, rounds, seed }: RunOptions): Promise<void> {
  const loadBefore = machineLoad()
  tell('records are made, or read from an earlier run')
  const data = await prepareData(shape, seed, records)
  const works = chosen(createWorks(data, await loadEngine()), only)
  const figures = await measure(works, rounds, ({ name }, round) =>
    tell(`${shape}, ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${name}`),
  )
  tell('')
  const measurements = toMeasurements(shape, figures, CEILING)
  if (json) {
    for (const measurement of measurements) console.log(JSON.stringify(measurement))
    return
  }
  console.log(`${machineFacts()}; load ${loadBefore.toFixed(1)} before, ${machineLoad().toFixed(1)} after`)
  const size = Math.round(data.meanBytes)
  console.log(`${records} records (${shape}), ${size} bytes on average, seed ${seed}, median of ${rounds}\n`)
  console.log(`${renderReport(works, measurements, terminalOf(process.stdout, process.env))}\n`)
}

function shapesOf(name: string): readonly ShapeName[] {
  const all = Object.keys(SHAPES) as ShapeName[]
  const shapes = name === 'both' ? all : all.filter((shape) => shape === name)
  if (shapes.length === 0) throw new Error(`--shape takes one of: ${all.join(', ')}, both`)
  return shapes
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number above 0`)
  return value
}

function chosen(works: readonly Work[], only: string | undefined): readonly Work[] {
  if (only === undefined) return works
  if (works.every(({ name }) => name !== only)) {
    throw new Error(`--only takes one of: ${works.map(({ name }) => name).join(', ')}`)
  }
  return works.filter(({ name }) => name === only || name === CEILING)
}

/** What it is at, on a line that the next one replaces; for a person who waits. */
function tell(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}
