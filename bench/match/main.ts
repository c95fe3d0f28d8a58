import { parseArgs } from 'node:util'
import { PathTable } from '../../services/record/field-path.ts'
import { compileMatcher } from '../../services/sigma/compile-matcher.ts'
import type { SigmaRule } from '../../services/sigma/types.ts'
import { prepareData } from '../prepare-data.ts'
import { denseRecords, parsePair, plainPair, routedPair } from './pairs.ts'
import { loadBenchRules, someRules, type BenchRules } from './rule-sets.ts'
import { cpuOf, heapUsed, measurePairs, type Cost, type Pair } from './timed.ts'
import { windowsEvents } from './windows-events.ts'

const AWS = { product: 'aws', service: 'cloudtrail' }
const WINDOWS = { product: 'windows', category: 'process_creation' }
const COUNTS = [100, 1000, 4000]
const NOBODY = { product: 'nobody' }

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
  },
})
const count = Number(values.records)
const rules = await loadBenchRules()
const [real, day] = [await prepareData('real', 1, count), await prepareData('day', 1, count)]
const dense = denseRecords(day.records, count, 7)
const events = windowsEvents(count, 5).map((text) => Buffer.from(text))
const size = (records: readonly Uint8Array[]): string =>
  `${Math.round(records.reduce((sum, { length }) => sum + length, 0) / records.length)} bytes`

console.log(
  `rules: ${rules.from}, ${rules.all.length}, of them ${rules.cloud.length} about clouds, and ${rules.ours.length} of ours`,
)
console.log(
  `records: real ${size(real.records)}, day ${size(day.records)}, dense ${size(dense)}, Windows ${size(events)}`,
)
reportCompiling(rules)
console.log('\nmatching alone, µs of CPU a record (median, least to most)')
for (const [name, cost] of measurePairs(pairsOf(rules), Number(values.rounds))) console.log(line(name, cost))

function pairsOf(loaded: BenchRules): readonly Pair[] {
  const cloud = [...loaded.cloud, ...loaded.ours]
  const all = [...loaded.all, ...loaded.ours]
  const sets = { real: real.records, day: day.records, dense }
  const makers: (readonly [string, (name: string) => Pair])[] = []
  for (const [shape, records] of Object.entries(sets)) {
    makers.push([`${shape}, JSON.parse beside it`, (name) => parsePair(name, records)])
    makers.push([`${shape}, cloud rules and ours`, (name) => routedPair(name, records, cloud, false)])
    makers.push([`${shape}, all rules and ours`, (name) => routedPair(name, records, all, false)])
    makers.push([`${shape}, cloud and ours, mapping too`, (name) => routedPair(name, records, cloud, true)])
  }
  for (const many of COUNTS) {
    const some = someRules(loaded, many)
    makers.push([`real, ${many} rules`, (name) => routedPair(name, real.records, some, true)])
    makers.push([`real, ${many} rules, not routed`, (name) => plainPair(name, real.records, some, AWS, false)])
  }
  makers.push(['Windows, process rules', (name) => plainPair(name, events, loaded.all, WINDOWS)])
  makers.push(['Windows, all rules, not routed', (name) => plainPair(name, events, loaded.all, WINDOWS, false)])
  return makers.filter(([name]) => name.includes(values.only)).map(([name, make]) => make(name))
}

function line(name: string, { median, least, most }: Cost): string {
  const perSecond = Math.round(1_000_000 / median).toLocaleString('en')
  const range = `${least.toFixed(2)} to ${most.toFixed(2)}`
  return `${name.padEnd(36)} ${median.toFixed(2).padStart(8)}   (${range})   ${perSecond} records/s`
}

function reportCompiling({ all }: BenchRules): void {
  const asked = all.map((rule): SigmaRule => ({ ...rule, logSource: {} }))
  const target = {
    source: NOBODY,
    resolve: (name: string, _taxonomy: unknown, paths: PathTable) =>
      [{ from: 'record', path: paths.add(name) }] as const,
    paths: new PathTable(),
  }
  const before = heapUsed()
  let matcher: unknown = null
  const took = cpuOf(() => ({ matcher } = compileMatcher(asked, target)))
  const grown = heapUsed() - before
  const heap = Number.isNaN(grown)
    ? 'heap: node --expose-gc bench/match/main.ts'
    : `${(grown / 1e6).toFixed(1)} MB, ${Math.round(grown / asked.length)} bytes a rule`
  console.log(`compiled without routing: ${asked.length} rules in ${Math.round(took / 1000)} ms of CPU, ${heap}`)
  if (matcher === null) throw new Error('nothing was compiled')
}
