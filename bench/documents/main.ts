/**
 * What a finished document costs, from the record's bytes to the document's: µs of CPU a record, each piece of work in a process of its
 * own and in turn with JSON.parse alone; medians.
 *
 *   node bench/documents/main.ts [--records 20000] [--rounds 9] [--shape real|day|both] [--only NAME]
 */
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { prepareData, SHAPES, type ShapeName } from '../prepare-data.ts'
import { WORKS, type DocumentWork } from './works.ts'

/** Rounds in which code is still being compiled. */
const WARM_UP = 3

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '9' },
    shape: { type: 'string', default: 'both' },
    only: { type: 'string' },
    /** set for the process that measures */
    alone: { type: 'boolean', default: false },
  },
})
const count = Number(values.records)
const works = WORKS.filter(({ name }) => values.only === undefined || name === values.only)

for (const shape of Object.keys(SHAPES) as ShapeName[]) {
  if (values.shape !== 'both' && values.shape !== shape) continue
  const { records, meanBytes } = await prepareData(shape, 1, count)
  if (values.alone) for (const work of works) console.log(await measured(work, records))
  else report(shape, meanBytes)
}

function report(shape: ShapeName, meanBytes: number): void {
  console.log(
    `\n${shape}, ${Math.round(meanBytes)} bytes a record: µs of CPU each, as many times JSON.parse, records a CPU second`,
  )
  for (const { name, about } of works) {
    const { records, rounds } = values
    const options = ['--alone', '--only', name, '--shape', shape, '--records', records, '--rounds', rounds]
    const line = execFileSync(process.execPath, [import.meta.filename, ...options], { encoding: 'utf8' }).trim()
    console.log(`${name.padEnd(20)} ${line}   ${about}`)
  }
}

async function measured(work: DocumentWork, records: readonly Uint8Array[]): Promise<string> {
  const each = await work.prepare()
  const all = (): void => {
    for (const [index, record] of records.entries()) each(record, index + 1)
  }
  const parse = (): void => {
    for (const { buffer, byteOffset, byteLength } of records) {
      JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString())
    }
  }
  const costs: number[] = []
  const ratios: number[] = []
  for (let round = 0; round < Number(values.rounds) + WARM_UP; round += 1) {
    const ceiling = cpuOf(parse)
    const cost = cpuOf(all)
    if (round < WARM_UP) continue
    costs.push(cost / records.length)
    ratios.push(cost / ceiling)
  }
  const cost = median(costs)
  return `${cost.toFixed(2).padStart(6)} ${median(ratios).toFixed(2).padStart(6)} ${String(Math.round(1e6 / cost)).padStart(8)}`
}

/** Microseconds of CPU, user and system. */
function cpuOf(run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? Number.NaN
}
