/**
 * `npm run bench:stateful`: how many hits rules that look at more than one event take in a second of CPU, beside counting them
 * in a map; and what a group takes in memory.
 *
 *   --hits N      hits of a case (1000000)                       --only NAME   one case
 *   --groups N    groups of the cases large and bytes (1000000)  --json        one object a line
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { renderTable, type Cell } from '../../services/app/terminal/render-table.ts'
import { terminalOf } from '../../services/app/terminal/terminal.ts'
import { messageOf } from '../../services/core/errors.ts'
import { machineFacts, machineLoad } from '../machine-facts.ts'
import { CASES } from './cases.ts'
import type { CaseResult } from './run-case.ts'

const OPTIONS = {
  hits: { type: 'string', default: '1000000' },
  groups: { type: 'string', default: '1000000' },
  only: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

try {
  await main()
} catch (error) {
  console.error(`bench:stateful: ${messageOf(error)}`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS })
  const [hits, groups] = [wholeNumber('hits', values.hits), wholeNumber('groups', values.groups)]
  const all = [...CASES, 'bytes']
  const names = all.filter((name) => values.only === undefined || name === values.only)
  if (names.length === 0) throw new Error(`--only takes one of: ${all.join(', ')}`)
  const before = machineLoad()
  const results: CaseResult[] = []
  for (const name of names) {
    const result = await measureAlone(name, hits, groups)
    results.push(result)
    if (values.json) console.log(JSON.stringify(result))
  }
  if (values.json) return
  console.log(`${machineFacts()}; load ${before.toFixed(1)} before, ${machineLoad().toFixed(1)} after\n`)
  console.log(render(results))
}

/** Every case has a process of its own: what another one left in memory neither slows it down nor counts. */
async function measureAlone(name: string, hits: number, groups: number): Promise<CaseResult> {
  const execArgv = ['--expose-gc', '--max-old-space-size=12288']
  const program = name === 'bytes' ? 'run-bytes.ts' : 'run-case.ts'
  const child = fork(path.join(import.meta.dirname, program), [name, String(hits), String(groups)], { execArgv })
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`the case ${name} has ended without a result`)))
  const [result] = (await Promise.race([once(child, 'message'), ended])) as [CaseResult]
  await ended.catch(() => undefined)
  return result
}

function render(results: readonly CaseResult[]): string {
  const columns = [
    { title: 'case' },
    { title: 'hits/CPU-s' },
    { title: 'time each', align: 'right' },
    { title: 'of a map', align: 'right' },
    { title: 'groups' },
    { title: 'bytes/group', align: 'right' },
    { title: 'cut' },
  ] as const
  const rows = results.map(({ name, rate, ceiling, groups, bytes, reports }): Cell[] => [
    name,
    rate,
    `${(1e6 / rate).toFixed(2)} µs`,
    `${((100 * rate) / ceiling).toFixed(1)} %`,
    groups,
    bytes === null ? '' : bytes.toLocaleString('en-US'),
    reports,
  ])
  const widest = Math.max(...results.map(({ name }) => name.length))
  const notes = results.map(({ name, about }) => `${name.padEnd(widest)}  ${about}`)
  return [renderTable(columns, rows, terminalOf(process.stdout, process.env)), '', ...notes].join('\n')
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number, not ${text}`)
  return value
}
