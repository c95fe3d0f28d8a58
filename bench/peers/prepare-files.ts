import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { writeCloudTrailFiles } from '../../services/app/demo/write-cloudtrail-files.ts'
import { SHAPES, type ShapeName } from '../prepare-data.ts'

/** Records as both programs read them. */
export interface EventFile {
  readonly name: string
  /** a record a line */
  readonly plain: string
  /** the same in gzip */
  readonly gzip: string
  /** the first record alone, in both forms */
  readonly one: { readonly plain: string; readonly gzip: string }
  readonly records: number
  readonly meanBytes: number
}

/** So many records of the generator are compared with those that a kept file was made of. */
const COMPARED = 300

/** The generator's records of a shape, written once below the system's folder for temporary files. */
export async function generatedFile(shape: ShapeName, count: number): Promise<EventFile> {
  const directory = path.join(tmpdir(), `tocsin-bench-peers-${shape}-${count}`)
  const stamp = path.join(directory, 'made-of.txt')
  const wanted = await fingerprint(`${directory}-sample`, shape)
  if (!existsSync(stamp) || (await readFile(stamp, 'utf8')) !== wanted) {
    await rm(directory, { recursive: true, force: true })
    await writeLines(directory, shape, count)
    await writeFile(stamp, wanted)
  }
  return describeFile(shape, path.join(directory, FILE_NAME), directory)
}

const FILE_NAME = 'cloudtrail-0001.ndjson'

/** A file that somebody named; its gzip form is written beside the generated ones. */
export async function namedFile(file: string): Promise<EventFile> {
  const key = createHash('sha256').update(path.resolve(file)).digest('hex').slice(0, 12)
  const directory = path.join(tmpdir(), `tocsin-bench-peers-file-${key}`)
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  return describeFile(path.basename(file), path.resolve(file), directory)
}

/** The first records of a file, in a file of their own. */
export async function firstRecords({ plain, name }: EventFile, count: number): Promise<string> {
  const target = path.join(path.dirname(plain), `first-${count}.ndjson`)
  const lines: string[] = []
  for await (const line of createInterface({ input: createReadStream(plain) })) {
    if (lines.length === count) break
    lines.push(line)
  }
  if (lines.length === 0) throw new Error(`${name} has no records`)
  await writeFile(target, `${lines.join('\n')}\n`)
  return target
}

async function describeFile(name: string, plain: string, directory: string): Promise<EventFile> {
  const [gzip, onePlain] = [path.join(directory, 'events.ndjson.gz'), path.join(directory, 'one.ndjson')]
  let [records, bytes, first] = [0, 0, '']
  for await (const piece of createReadStream(plain, { highWaterMark: 1024 * 1024 })) {
    if (!(piece instanceof Buffer)) continue
    bytes += piece.length
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) {
      if (records === 0) first += piece.toString('utf8', 0, at + 1)
      records += 1
    }
    if (records === 0) first += piece.toString()
  }
  await writeFile(onePlain, first)
  await compress(plain, gzip)
  await compress(onePlain, `${onePlain}.gz`)
  return { name, plain, gzip, one: { plain: onePlain, gzip: `${onePlain}.gz` }, records, meanBytes: bytes / records }
}

async function compress(from: string, to: string): Promise<void> {
  if (existsSync(to)) return
  await pipeline(createReadStream(from), createGzip({ level: 6 }), createWriteStream(to))
}

async function writeLines(directory: string, shape: ShapeName, count: number): Promise<void> {
  const options = { layout: 'ndjson', compress: false, seed: 1, shape: SHAPES[shape] } as const
  await writeCloudTrailFiles(directory, { ...options, count, perFile: count })
}

/** A hash of the generator's first records: whoever changes the generator gets new files. */
async function fingerprint(directory: string, shape: ShapeName): Promise<string> {
  await writeLines(directory, shape, COMPARED)
  const content = await readFile(path.join(directory, FILE_NAME))
  await rm(directory, { recursive: true })
  return createHash('sha256').update(content).digest('hex')
}
