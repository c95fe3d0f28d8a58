import { existsSync } from 'node:fs'
import { isatty } from 'node:tty'
import { AppError } from '../../../core/errors.ts'
import { isObject, type JsonValue } from '../../../core/json.ts'
import type { CliContext } from '../../cli/context.ts'
import type { PlaceOptions } from '../../cli/options.ts'
import { openReaderFor } from '../../cli/place.ts'
import type { Config } from '../../config/config.ts'
import { readLimits } from '../../config/read-limits.ts'
import { scanFiles } from '../../hunt/scan-files.ts'

/** A record with where it was read. */
export interface FoundRecord {
  readonly bytes: Uint8Array
  readonly from: string
}

/** What {@link readEvent} looks through. */
export interface EventPlace {
  /** 1-based place in the file */
  readonly position: number
  readonly config: Config
  readonly options: PlaceOptions
  readonly context: CliContext
}

/** More than this is not read from standard input. */
const MOST_INPUT = 16 * 1024 * 1024

/**
 * The record that a person means: one of a file, `-` for standard input, or the `tocsin.id` of a stored event. Throws
 * `INPUT_NOT_FOUND` when there is neither a file nor an event of that name, or no record at the place.
 */
export async function readEvent(wanted: string, place: EventPlace): Promise<FoundRecord> {
  if (wanted === '-') return { bytes: await readInput(), from: 'standard input' }
  if (existsSync(wanted)) return readFromFile(wanted, place)
  return readFromStore(wanted, place)
}

async function readInput(): Promise<Uint8Array> {
  if (isatty(0)) throw new AppError('USAGE', 'nothing comes on standard input: pipe one record into the command')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.length
    if (size > MOST_INPUT) throw new AppError('USAGE', 'standard input is longer than one record can be')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

async function readFromFile(file: string, { position, config, context }: EventPlace): Promise<FoundRecord> {
  const enough = new AbortController()
  let found: Uint8Array | null = null
  let last = 0
  const faults: string[] = []
  await scanFiles({
    paths: [file],
    ...readLimits(config.limits),
    signal: AbortSignal.any([enough.signal, context.signal]),
    progress: () => undefined,
    unreadable: ({ position: at, reason, detail }) => {
      if (at === position || at === 0) faults.push(`${reason}: ${detail}`)
    },
    records: (part) => {
      const bytes = part.records[position - part.firstPosition]
      last = Math.max(last, part.firstPosition + part.records.length - 1)
      if (bytes === undefined) return
      found = Uint8Array.from(bytes)
      enough.abort()
    },
  })
  if (found) return { bytes: found, from: `${file}, record ${position}` }
  const [fault] = faults
  const why = fault ?? (last === 0 ? 'it holds no record' : `it holds ${last}`)
  throw new AppError('INPUT_NOT_FOUND', `${file}: there is no record ${position} (${why})`)
}

async function readFromStore(id: string, { options, context }: EventPlace): Promise<FoundRecord> {
  const missing = (why: string): AppError =>
    new AppError(
      'INPUT_NOT_FOUND',
      `${id}: there is no such file, and ${why}; name a file, “-”, or the tocsin.id of an event`,
    )
  // What cannot be an id is a file's name that was mistyped: no store needs to be opened to say so.
  if (!/^[0-9A-HJKMNP-TV-Z]{26}$/i.test(id)) throw missing('it is no id of an event')
  const reader = await openReaderFor(options, context)
  try {
    const document = await reader.events.get(id.toUpperCase())
    if (document === null) throw missing('the store has no event of this id')
    const original = originalOf(JSON.parse(document) as JsonValue)
    if (original === null) throw missing('the stored event has no original')
    return { bytes: Buffer.from(original), from: `stored event ${id.toUpperCase()}` }
  } finally {
    reader.close()
  }
}

function originalOf(document: JsonValue): string | null {
  const event = isObject(document) ? document['event'] : null
  const original = event !== undefined && isObject(event) ? event['original'] : null
  return typeof original === 'string' ? original : null
}
