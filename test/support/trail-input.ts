import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { attackStory } from '../../services/app/demo/attack-story.ts'
import { createCompany } from '../../services/app/demo/company.ts'
import { createBackground } from '../../services/app/demo/create-background.ts'
import { createRandom } from '../../services/app/demo/random.ts'
import { DEFAULT_START, writeCloudTrailFiles } from '../../services/app/demo/write-cloudtrail-files.ts'
import { loadSetup } from '../../services/app/cli/setup.ts'
import { buildEngine, type Engine } from '../../services/app/engine.ts'
import { loadRules } from '../../services/app/rules/load-rules.ts'
import { formatTime } from '../../services/core/time.ts'
import { cloudTrailRecord } from './cloudtrail-record.ts'
import { testRandom, type TestRandom } from './random.ts'

const HOUR = 3_600_000

/** Lists that make even the demo company's usual day ring now and then, so that alerts grow over many slices. */
const LISTS = `lists:
  usual_regions: [eu-central-1]
  own_accounts: [111122223333]
  break_glass_users: [night-watch-1]
`

/** Writes a configuration that watches `trail/` as CloudTrail and `other/` as anything, next to a store in `data`. */
export async function writeConfig(
  directory: string,
  { name = 'tocsin.yml', data = 'store', follow = false }: { name?: string; data?: string; follow?: boolean } = {},
): Promise<string> {
  const source = (label: string, type: string): string =>
    `  - {name: ${label}, collector: files, type: ${type}, paths: [./${label}], follow: ${follow}, poll: 1s}\n`
  const text = `data: ./${data}\nsources:\n${source('trail', 'aws/cloudtrail')}${source('other', 'auto')}`
  const file = path.join(directory, name)
  await writeFile(file, `${text}limits:\n  max_record: 64KB\n${LISTS}`)
  return file
}

/** The engine that the program builds from a configuration file. */
export async function engineFor(configFile: string): Promise<Engine> {
  const { config } = await loadSetup({ config: configFile })
  return buildEngine(await loadRules(config, { dirs: [], builtin: true }))
}

/** The records of an attack on the company of this seed. */
export function storyLines(seed: number, start = DEFAULT_START): string[] {
  return attackStory(createCompany(seed), createRandom(seed + 1000), start).map(({ record }) => record)
}

/** Records of the company's usual day, `step` milliseconds apart. */
export function dayLines(seed: number, count: number, start = DEFAULT_START, step = 1000): string[] {
  const background = createBackground({ company: createCompany(seed), random: createRandom(seed + 2000) })
  return Array.from({ length: count }, (_, index) => background(start + index * step).text)
}

/** One act of the root user after the other, all within an hour: one alert that counts them. */
export function rootLines(count: number, start = DEFAULT_START): string[] {
  const account = '111122223333'
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify(
      cloudTrailRecord('s3', 'GetBucketAcl', {
        userIdentity: { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account },
        eventTime: formatTime(start + Math.floor((index * HOUR) / count)).replace('.000Z', 'Z'),
        eventID: `f0000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      }),
    ),
  )
}

/** The same record as EventBridge delivers it. */
export function inEventBridge(line: string): string {
  return `{"version":"0","detail-type":"AWS API Call via CloudTrail","source":"aws.iam","detail":${line}}`
}

/** Lines that are no CloudTrail record that can be read; `tag` makes those of several files differ. */
export function poisonLines(tag: string): string[] {
  const timeless = JSON.stringify(cloudTrailRecord('iam', 'CreateUser', { eventTime: `${tag} morning` }))
  const deep = JSON.stringify(cloudTrailRecord('iam', 'CreateUser', { eventID: tag, requestParameters: 'deep' }))
  return [
    `{"eventVersion":"1.11","tag":"${tag}","eventName":}`,
    `{"hello":"${tag}"}`,
    timeless,
    `{"eventVersion":"1.11","tag":"${tag}","pad":"${'x'.repeat(70_000)}"}`,
    deep.replace('"deep"', `${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  ]
}

/** Of the reasons of {@link poisonLines}, those that must be among the dead letters. */
export const POISON_REASONS = ['not-json', 'not-this-type', 'no-event-time', 'too-large'] as const

/**
 * Fills `trail/` and `other/` below the folder: files of the usual day in gzip, and among them files in which attacks,
 * repeats of records (also through another envelope and in other files), a run of root calls and poison stand in any
 * order; one file that was cut off; records of no known type. The same seed gives the same bytes.
 */
export async function writeMixedInput(
  directory: string,
  { seed, count }: { seed: number; count: number },
): Promise<void> {
  const random = testRandom(seed)
  const trail = path.join(directory, 'trail')
  const other = path.join(directory, 'other')
  for (const folder of [trail, other]) await mkdir(folder, { recursive: true })
  // Six hours of event time, so that alerts of one hour continue those of the hour before.
  const options = { seed, count, perFile: Math.ceil(count / 6), layout: 'records', rate: count / 21_600 } as const
  await writeCloudTrailFiles(trail, options)
  const stories = [0, 1, 3].map((hour) => storyLines(seed + hour, DEFAULT_START + hour * HOUR))
  const again = stories.flat().filter(() => random.chance(0.3))
  for (const [index, story] of stories.entries()) {
    const others = [...dayLines(seed + index, count / 30), ...random.shuffle(again).slice(0, 20)]
    const wrapped = story.filter(() => random.chance(0.2)).map((line) => inEventBridge(line))
    const lines = random.shuffle([...story, ...others, ...wrapped, ...poisonLines(`${index}`)])
    await writeFile(path.join(trail, `cloudtrail-000${index + 1}-mixed.ndjson`), `${lines.join('\n')}\n`)
  }
  const records = random.shuffle([...again, ...rootLines(1300), '{"hello":"array"}'])
  await writeFile(path.join(trail, 'cloudtrail-0004-mixed.json.gz'), recordsFile(records))
  const whole = recordsFile(dayLines(seed + 9, 200))
  await writeFile(path.join(trail, 'cloudtrail-0005-cut.json.gz'), whole.subarray(0, Math.floor(whole.length * 0.7)))
  await writeFile(path.join(other, 'app.ndjson'), `${unknownLines(random, 200).join('\n')}\n`)
}

/** A gzip file as CloudTrail delivers it. */
export function recordsFile(records: readonly string[]): Buffer {
  return gzipSync(`{"Records":[${records.join(',')}]}`)
}

/** Records of no type that we know, some twice. */
function unknownLines(random: TestRandom, count: number): string[] {
  return Array.from({ length: count }, () => {
    const number = random.int(count)
    return JSON.stringify({
      time: formatTime(DEFAULT_START + number * 1000),
      msg: `request ${number}`,
      token: 'EXAMPLE',
    })
  })
}
