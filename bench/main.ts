/**
 * `npm run bench`: how fast records are read, mapped, searched and stored, beside what JSON.parse alone takes.
 *
 *   --json         one object a line: name, value, unit, share (of the ceiling), spread (smallest and largest round)
 *   --records N    how many records (200000)
 *   --rounds N     how often each piece of work is measured; the median counts (5)
 *   --only NAME    one piece of work beside the ceiling
 *   --seed N       other records (1)
 */
import { parseArgs } from 'node:util'
import { terminalOf } from '../services/app/terminal/terminal.ts'
import { CEILING, createWorks } from './create-works.ts'
import { loadEngine } from './load-engine.ts'
import { machineFacts, machineLoad } from './machine-facts.ts'
import { measure, ROUNDS, toMeasurements } from './measure.ts'
import { prepareData } from './prepare-data.ts'
import { renderReport } from './render-report.ts'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    records: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: String(ROUNDS) },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})
const [records, rounds, seed] = [options.records, options.rounds, options.seed].map(Number)
if (![records, rounds, seed].every((value) => Number.isSafeInteger(value) && Number(value) > 0)) {
  throw new Error('--records, --rounds and --seed take whole numbers above 0')
}

const note = (text: string): void => void process.stderr.write(text)
const loadBefore = machineLoad()
note(`${records} records: made, or read from an earlier run …\n`)
const data = await prepareData(Number(seed), Number(records))
const all = createWorks(data, await loadEngine())
const works = all.filter(({ name }) => options.only === undefined || name === options.only || name === CEILING)
if (options.only !== undefined && !works.some(({ name }) => name === options.only)) {
  throw new Error(`--only takes one of: ${all.map(({ name }) => name).join(', ')}`)
}
const figures = await measure(works, Number(rounds), (work, round) =>
  note(`\r\x1b[K${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${work.name}`),
)
note('\r\x1b[K')
const measurements = toMeasurements(figures, CEILING)
if (options.json) {
  for (const measurement of measurements) console.log(JSON.stringify(measurement))
} else {
  console.log(`${machineFacts()}; load ${loadBefore.toFixed(1)} before, ${machineLoad().toFixed(1)} after`)
  console.log(`${records} records, ${Math.round(data.meanBytes)} bytes on average, seed ${seed}, median of ${rounds}\n`)
  console.log(renderReport(works, measurements, terminalOf(process.stdout, process.env)))
}
