import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { formatTime } from '../../services/core/time.ts'
import { cloudTrailRecord } from './cloudtrail-record.ts'
import type { TestRandom } from './random.ts'
import { recordsFile } from './trail-input.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const SOURCE = 'logsource: {product: aws, service: cloudtrail}'

/** Rules over several events: a count, a chain over it, a missing follow-up, a first time. One plain rule rings as well. */
export const STATEFUL_RULES = `
title: Call refused
name: refused
id: 10000000-0000-4000-8000-EXAMPLE00001
${SOURCE}
detection: {selection: {errorCode: AccessDenied}, condition: selection}
level: low
---
title: Call that worked
name: worked
id: 10000000-0000-4000-8000-EXAMPLE00002
${SOURCE}
detection: {selection: {eventName: CreateUser, errorCode: null}, condition: selection}
level: informational
---
title: Many refused
name: many_refused
id: 10000000-0000-4000-8000-EXAMPLE00003
correlation:
  {type: event_count, rules: [refused], group-by: [tocsin.actor.id], timespan: 10m, condition: {gte: 5}, generate: true}
level: medium
tocsin: {window: 1h}
---
title: Many refused, then one worked
name: found_a_way
id: 10000000-0000-4000-8000-EXAMPLE00004
correlation:
  {type: temporal_ordered, rules: [many_refused, worked], group-by: [tocsin.actor.id], timespan: 30m, generate: true}
level: critical
---
title: Trail stopped
name: stopped
id: 10000000-0000-4000-8000-EXAMPLE00005
${SOURCE}
detection: {selection: {eventName: StopLogging}, condition: selection}
level: high
---
title: Trail started
name: started
id: 10000000-0000-4000-8000-EXAMPLE00006
${SOURCE}
detection: {selection: {eventName: StartLogging}, condition: selection}
level: informational
---
title: Trail stays stopped
id: 10000000-0000-4000-8000-EXAMPLE00007
correlation:
  {type: temporal_ordered, rules: [stopped, started], group-by: [cloud.region], timespan: 15m,
   condition: stopped and not started, generate: true}
level: critical
---
title: Instances run
name: instances
id: 10000000-0000-4000-8000-EXAMPLE00008
${SOURCE}
detection: {selection: {eventName: RunInstances}, condition: selection}
level: informational
---
title: Instances in a new region
id: 10000000-0000-4000-8000-EXAMPLE00009
correlation:
  {type: x_new_value, rules: [instances], group-by: [cloud.account.id], field: [cloud.region], history: 10d, learn: 1d}
level: high
`

/** The titles of those rules that must ring in an archive. */
export const RINGING = [
  'Call refused',
  'Instances in a new region',
  'Many refused',
  'Many refused, then one worked',
  'Trail stays stopped',
  'Trail stopped',
] as const

/** A record with what decides in which file it stands. */
export interface TimedRecord {
  /** event time, milliseconds since 1970 */
  readonly time: number
  readonly region: string
  readonly text: string
}

const REGIONS = ['ap-south-1', 'eu-west-1', 'us-east-1'] as const
const ACTORS = ['dana', 'eve', 'maria'] as const

/** The beginning of an archive, milliseconds since 1970. */
export const ARCHIVE_START = Date.UTC(2026, 4, 4)

/**
 * Records of five days in order of time, of which the last is a day after the others: bursts of refused calls over several
 * regions with successes behind them, trails that are stopped and mostly started again, instances in usual and new regions.
 */
export function archiveRecords(random: TestRandom, start = ARCHIVE_START): TimedRecord[] {
  const calls: Call[] = []
  for (let at = 0; at < 4 * DAY; at += 20 * MINUTE + random.int(2 * HOUR)) {
    calls.push(...random.pick(SCENES)(at, random))
  }
  calls.push({ at: 5 * DAY, name: 'GetObject' })
  return calls
    .toSorted((a, b) => a.at - b.at)
    .map((call, number) => recordOf({ ...call, at: start + call.at, number, seed: random.seed }))
}

/** A call at so many milliseconds. */
interface Call {
  readonly at: number
  readonly name: string
  readonly actor?: string
  readonly region?: string
  readonly error?: string
}

/** A burst of refused calls and perhaps a success behind them. */
function refusedBurst(at: number, random: TestRandom): Call[] {
  const actor = random.pick(ACTORS)
  const refused = Array.from({ length: 3 + random.int(8) }, (): Call => {
    const error = 'AccessDenied'
    return { at: at + random.int(9) * MINUTE, name: 'ListUsers', actor, region: random.pick(REGIONS), error }
  })
  if (random.chance(0.5)) return refused
  return [...refused, { at: at + (10 + random.int(30)) * MINUTE, name: 'CreateUser', actor }]
}

const SCENES: readonly ((at: number, random: TestRandom) => Call[])[] = [
  refusedBurst,
  refusedBurst,
  (at, random) => [{ at, name: 'CreateUser', actor: random.pick(ACTORS) }],
  (at, random) => {
    const region = random.pick(REGIONS)
    const stop = { at, name: 'StopLogging', region }
    return random.chance(0.5) ? [stop] : [stop, { at: at + random.int(20) * MINUTE, name: 'StartLogging', region }]
  },
  // A region is used from some day on.
  (at, random) => [
    { at, name: 'RunInstances', region: REGIONS[random.int(1 + Math.floor(at / (1.5 * DAY)))] ?? 'eu-west-1' },
  ],
]

/**
 * Records of the 45 minutes from `start` on, in order of time, and before them some of two days ago: none comes later than
 * rules wait when they come now and `start` is less than an hour ago.
 */
export function recentRecords(random: TestRandom, start: number): TimedRecord[] {
  const calls: Call[] = [{ at: -2 * DAY, name: 'RunInstances', region: 'eu-west-1' }]
  for (let at = 0; at < 45 * MINUTE; at += (1 + random.int(3)) * MINUTE) calls.push(...refusedBurst(at, random))
  calls.push({ at: 30 * MINUTE, name: 'RunInstances', region: 'ap-south-1' })
  return calls
    .filter(({ at }) => at < 45 * MINUTE)
    .toSorted((a, b) => a.at - b.at)
    .map((call, number) => recordOf({ ...call, at: start + call.at, number, seed: random.seed }))
}

/** The record of a call at this time; `number` and `seed` make its id. */
export function recordOf(call: Call & { readonly number: number; readonly seed: number }): TimedRecord {
  const { at, name, actor = 'maria', region = 'eu-west-1', error, number, seed } = call
  const record = cloudTrailRecord('iam', name, {
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDAEXAMPLE${actor.toUpperCase()}`,
      arn: `arn:aws:iam::111122223333:user/${actor}`,
      accountId: '111122223333',
      userName: actor,
    },
    eventTime: formatTime(at).replace(/\.\d+Z$/, 'Z'),
    eventID: `EXAMPLE-${seed}-${number}`,
    awsRegion: region,
    ...(error === undefined ? {} : { errorCode: error }),
  })
  return { time: at, region, text: JSON.stringify(record) }
}

/**
 * Writes records as CloudTrail delivers them, by region and day: read in the order of paths, one region comes after the other.
 * Some records stand in a second file as well.
 */
export async function writeArchive(
  directory: string,
  records: readonly TimedRecord[],
  random: TestRandom,
): Promise<void> {
  const files = new Map<string, string[]>()
  for (const { time, region, text } of records) {
    const [day = ''] = formatTime(time).split('T')
    const folder = path.join('AWSLogs', '111122223333', 'CloudTrail', region, ...day.split('-'))
    const names = [
      path.join(folder, 'part-1.json.gz'),
      ...(random.chance(0.2) ? [path.join(folder, 'part-2.json.gz')] : []),
    ]
    for (const name of names) files.set(name, [...(files.get(name) ?? []), text])
  }
  for (const [name, texts] of files) {
    const file = path.join(directory, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, recordsFile(random.shuffle(texts)))
  }
}
