/**
 * `npm run bench:store -- COMMAND`: the embedded pipeline and its store at the sizes that people have.
 *
 *   soak       records through the pipeline into a store; memory over time, CPU by thread
 *   latency    records at a steady rate: milliseconds from record in to alert stored
 *   search     searches in a store while a pipeline writes into it
 *
 *   --records N   soak: how many (2000000)          --rate N      latency, search: records a second (2000)
 *   --days N      soak: days that they span (30)    --seconds N   latency: how long (60)
 *   --store DIR   where the store is or will be; kept. Without it a new one is made and removed; search needs one
 *   --rounds N    search: how often each (20)       --json        one object a line
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { renderTable } from '../../services/app/terminal/render-table.ts'
import { terminalOf } from '../../services/app/terminal/terminal.ts'
import { messageOf } from '../../services/core/errors.ts'
import { machineFacts, machineLoad } from '../machine-facts.ts'
import { latency, renderLatency } from './latency.ts'
import { measureSearches, type SearchResult } from './search.ts'
import { renderSoak, soak } from './soak.ts'

const OPTIONS = {
  records: { type: 'string', default: '2000000' },
  days: { type: 'string', default: '30' },
  rate: { type: 'string', default: '2000' },
  seconds: { type: 'string', default: '60' },
  rounds: { type: 'string', default: '20' },
  seed: { type: 'string', default: '1' },
  store: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

type Options = ReturnType<typeof readOptions>
const DAY = 86_400_000
const FIRST_DAY = Date.UTC(2026, 2, 14)
const WARM_UP = 3
const terminal = terminalOf(process.stdout, process.env)

try {
  await main()
} catch (error) {
  console.error(`bench:store: ${messageOf(error)}`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const options = readOptions()
  if (!options.json) console.log(`${machineFacts()}; load ${machineLoad().toFixed(1)} before`)
  switch (options.command) {
    case 'soak':
      return withStore(options, (directory) => runSoak(directory, options))
    case 'latency':
      return withStore(options, (directory) => runLatency(directory, options))
    case 'search':
      return runSearch(options)
    default:
      throw new Error('what to measure: soak, latency, search')
  }
}

async function runSoak(directory: string, { records, days, seed, json }: Options): Promise<void> {
  const tell = json ? console.log : tellProgress
  const result = await soak({ directory, records, seed, start: FIRST_DAY, span: days * DAY }, (sample) =>
    tell(JSON.stringify(sample)),
  )
  if (json) console.log(JSON.stringify({ name: 'soak', ...result, samples: undefined }))
  else console.log(renderSoak(result, terminal))
  if (result.growth > 0.1) process.exitCode = 1
}

async function runLatency(directory: string, { rate, seconds, seed, json }: Options): Promise<void> {
  const result = await latency({ directory, rate, seconds, seed, warmUp: Math.min(WARM_UP, seconds) })
  console.log(json ? JSON.stringify({ name: 'latency', ...result }) : renderLatency(result))
  if (result.alerted.p99 > 250) process.exitCode = 1
}

/** The pipeline writes in a process of its own, as it does for people who search. */
async function runSearch({ store, rate, rounds, seed, json }: Options): Promise<void> {
  if (store === undefined) throw new Error('search takes --store DIR, a store that `soak --store DIR` has made')
  const writer = fork(path.join(import.meta.dirname, 'keep-writing.ts'), [store, String(rate), String(seed + 7)])
  const ended = once(writer, 'exit')
  try {
    await Promise.race([once(writer, 'message'), ended.then(() => Promise.reject(new Error('the writer has ended')))])
    const results = await measureSearches({ directory: store, rounds })
    if (writer.exitCode !== null) throw new Error('the writer has ended')
    if (json) for (const result of results) console.log(JSON.stringify(result))
    else console.log(renderSearches(results))
    if (results.some(({ p95, allowed }) => allowed !== null && p95 > allowed)) process.exitCode = 1
  } finally {
    if (writer.connected) writer.send('end')
    await ended
  }
}

function renderSearches(results: readonly SearchResult[]): string {
  const columns = [
    { title: 'search' },
    { title: 'found' },
    { title: 'first ms' },
    { title: 'p50 ms' },
    { title: 'p95 ms' },
    { title: 'cpu ms' },
    { title: 'allowed', align: 'right' },
  ] as const
  const tenths = (value: number): number => Math.round(value * 10) / 10
  const rows = results.map(({ name, found, first, p50, p95, cpu, allowed }) => [
    name,
    found,
    tenths(first),
    tenths(p50),
    tenths(p95),
    tenths(cpu),
    allowed === null ? '–' : `${allowed} ms${p95 > allowed ? ' MISSED' : ''}`,
  ])
  return renderTable(columns, rows, terminal)
}

async function withStore({ store }: Options, use: (directory: string) => Promise<void>): Promise<void> {
  if (store !== undefined) return use(store)
  const directory = await mkdtemp(path.join(tmpdir(), 'tocsin-bench-store-'))
  try {
    await use(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}

function readOptions(): {
  readonly command: string
  readonly records: number
  readonly days: number
  readonly rate: number
  readonly seconds: number
  readonly rounds: number
  readonly seed: number
  readonly store: string | undefined
  readonly json: boolean
} {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true })
  const number = (name: 'records' | 'days' | 'rate' | 'seconds' | 'rounds' | 'seed'): number => {
    const value = Number(values[name])
    if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number above 0`)
    return value
  }
  return {
    command: positionals[0] ?? '',
    records: number('records'),
    days: number('days'),
    rate: number('rate'),
    seconds: number('seconds'),
    rounds: number('rounds'),
    seed: number('seed'),
    store: values.store,
    json: values.json,
  }
}

/** What it is at, on a line that the next one replaces; for a person who waits. */
function tellProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}
