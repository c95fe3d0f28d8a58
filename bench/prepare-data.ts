import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeCloudTrailFiles } from '../services/app/demo/write-cloudtrail-files.ts'
import { DEFAULT_INFLATE_LIMITS } from '../services/ingest/decompress/decompress.ts'
import { readFiles } from '../services/ingest/files/read-files.ts'

/** The sets of records by the name that `--shape` takes: as the generator's `dense` and `real` shapes. */
export const SHAPES = { day: 'dense', real: 'real' } as const

export type ShapeName = keyof typeof SHAPES

/** The records that are measured, as a file and in memory. */
export interface BenchData {
  readonly shape: ShapeName
  /** one gzip file in CloudTrail's form */
  readonly file: string
  /** the same records, cut apart, in the order of the file */
  readonly records: readonly Uint8Array[]
  /** mean size of a record in bytes */
  readonly meanBytes: number
}

/** A single file holds them all. */
const FILE_NAME = 'cloudtrail-0001.json.gz'

/** No record of the generator is nearly as large. */
const MAX_RECORD_BYTES = 16 * 1024 * 1024

const MADE = { layout: 'records' } as const

/** So many records of the generator are compared with those that a kept file was made of. */
const COMPARED = 500

/**
 * The records of a shape for a seed. They are written once below the system's folder for temporary files and used again, as long as
 * the generator still makes the same ones.
 */
export async function prepareData(shape: ShapeName, seed: number, count: number): Promise<BenchData> {
  const directory = path.join(tmpdir(), `tocsin-bench-${shape}-${seed}-${count}`)
  const stamp = path.join(directory, 'made-of.txt')
  const wanted = await fingerprint(`${directory}-sample-${process.pid}`, shape, seed)
  const kept = existsSync(stamp) ? await readFile(stamp, 'utf8') : ''
  if (kept !== wanted) {
    await writeCloudTrailFiles(directory, { ...MADE, shape: SHAPES[shape], seed, count, perFile: count })
    await writeFile(stamp, wanted)
  }
  const file = path.join(directory, FILE_NAME)
  const records = await readAll(file)
  if (records.length !== count) throw new Error(`${file} has ${records.length} records, not ${count}: delete it`)
  const bytes = records.reduce((sum, record) => sum + record.length, 0)
  return { shape, file, records, meanBytes: bytes / count }
}

/** All records of a file. */
async function readAll(file: string): Promise<Uint8Array[]> {
  const records: Uint8Array[] = []
  for await (const part of readFiles([file], READING)) {
    if (part.problem !== null || part.faults.length > 0) throw new Error(`${file} cannot be read: delete it`)
    for (const record of part.records) records.push(record)
  }
  return records
}

/** How the benchmark reads files. */
export const READING = { maxRecordBytes: MAX_RECORD_BYTES, inflate: DEFAULT_INFLATE_LIMITS }

/** A hash of the generator's first records: whoever changes the generator gets new data. */
async function fingerprint(directory: string, shape: ShapeName, seed: number): Promise<string> {
  const options = { ...MADE, shape: SHAPES[shape], seed, count: COMPARED, compress: false }
  const [sample] = await writeCloudTrailFiles(directory, options)
  const content = await readFile(sample?.path ?? '')
  await rm(directory, { recursive: true })
  return createHash('sha256').update(content).digest('hex')
}
