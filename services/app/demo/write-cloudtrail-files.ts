import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createCompany } from './company.ts'
import { createBackground, type BackgroundRecord } from './create-background.ts'
import type { Shape } from './prepare-calls.ts'
import { createRandom, type Random } from './random.ts'
import { RecordsFile } from './records-file.ts'

/**
 * Where records are put. `trail`: as CloudTrail delivers them, one file of `{"Records":[…]}` per account and region.
 * `records`: the same kind of file, but all accounts in one. `ndjson`: a line each, all accounts in one.
 */
export type FileLayout = 'trail' | 'records' | 'ndjson'

/** What to write. The same options give the same bytes in the same files. */
export interface CloudTrailFilesOptions {
  readonly seed: number
  readonly count: number
  /** how many records a file holds at most; default 200,000 */
  readonly perFile?: number
  /** default `dense` */
  readonly shape?: Shape
  /** gzip; default true */
  readonly compress?: boolean
  /** default `trail` */
  readonly layout?: FileLayout
  /** time of the first record, milliseconds since 1970; default {@link DEFAULT_START} */
  readonly start?: number
  /** records in a second of event time; default 20, at which the background is a quiet day */
  readonly rate?: number
}

/** A file that was written. */
export interface WrittenFile {
  readonly path: string
  readonly records: number
  /** size of the content without compression */
  readonly bytes: number
}

/** 14 March 2026, 08:00 UTC. */
export const DEFAULT_START = Date.UTC(2026, 2, 14, 8)

/** As in real files, records are not in order: each may be so much older than the one before (milliseconds). */
const DISORDER = 60_000

/**
 * Writes the company's usual day into files below `directory`, which is made when it is missing. Files are overwritten.
 * The result is in the order in which the files were begun. Rejects with the file system's error.
 */
export async function writeCloudTrailFiles(
  directory: string,
  options: CloudTrailFilesOptions,
): Promise<readonly WrittenFile[]> {
  const { seed, count, perFile = 200_000, shape = 'dense', compress = true, layout = 'trail' } = options
  const { start = DEFAULT_START, rate = 20 } = options
  const random = createRandom(seed + 1)
  const background = createBackground({ company: createCompany(seed), random: createRandom(seed), shape })
  const written: RecordsFile[] = []
  const open = new Map<string, RecordsFile>()
  for (let index = 0; index < count; index += 1) {
    const time = start + Math.floor((index / rate) * 1000)
    const record = background(time - random.below(DISORDER))
    const group = layout === 'trail' ? `${record.account}/${record.region}` : ''
    let file = open.get(group)
    if (file === undefined) {
      const name = layout === 'trail' ? trailPath(record, time, random) : numbered(written.length)
      file = await begin(join(directory, name), layout, compress)
      open.set(group, file)
      written.push(file)
    }
    file.add(record.text)
    if (file.records === perFile) {
      open.delete(group)
      await file.close()
    } else if (file.isFull) await file.flush()
  }
  for (const file of open.values()) await file.close()
  return written.map(({ path, records, bytes }) => ({ path, records, bytes }))
}

async function begin(path: string, layout: FileLayout, compress: boolean): Promise<RecordsFile> {
  const format = layout === 'ndjson' ? 'ndjson' : 'records'
  const ending = format === 'ndjson' ? '.ndjson' : '.json'
  const full = `${path}${ending}${compress ? '.gz' : ''}`
  await mkdir(dirname(full), { recursive: true })
  return new RecordsFile(full, format, compress)
}

function numbered(index: number): string {
  return `cloudtrail-${String(index + 1).padStart(4, '0')}`
}

const SLOT = 300_000

/** CloudTrail's key without its ending; the time in it is that of the delivery, some minutes after the first record. */
function trailPath({ account, region }: BackgroundRecord, time: number, random: Random): string {
  const delivered = new Date(Math.ceil((time + 1) / SLOT) * SLOT).toISOString()
  const day = delivered.slice(0, 10)
  const stamp = `${day.replaceAll('-', '')}T${delivered.slice(11, 16).replace(':', '')}Z`
  const name = `${account}_CloudTrail_${region}_${stamp}_${random.base32(16)}`
  return join('AWSLogs', account, 'CloudTrail', region, ...day.split('-'), name)
}
