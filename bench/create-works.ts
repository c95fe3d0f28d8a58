import { hunt } from '../services/app/hunt/hunt.ts'
import type { Engine } from '../services/app/engine.ts'
import type { Hit } from '../services/core/hit.ts'
import { readFiles } from '../services/ingest/files/read-files.ts'
import { isRejection } from '../services/normalize/rejection.ts'
import type { NormalizedEvent } from '../services/normalize/normalized-event.ts'
import { createPipelineWork } from './create-pipeline-work.ts'
import type { Work } from './measure.ts'
import { READING, type BenchData } from './prepare-data.ts'

/** The piece of work that all others are compared with. */
export const CEILING = 'json-parse'

const TYPE = 'auto'

/** The pieces of work, from the ceiling to the whole. */
export function createWorks(data: BenchData, engine: Engine): readonly Work[] {
  const { records } = data
  const over = (name: string, about: string, each: (event: NormalizedEvent) => void): Work => {
    return { name, about, records: records.length, run: () => readEach(data, engine, each) }
  }
  const { store, detect } = createSteps(engine)
  return [
    {
      name: CEILING,
      about: 'the ceiling: bytes to text, JSON.parse, nothing else',
      records: records.length,
      run: () => parseEach(records),
    },
    {
      name: 'gunzip+framing',
      about: 'the gzip file read, inflated and cut into records',
      records: records.length,
      run: () => frame(data.file),
    },
    over('decode+map', 'parsed, identified, mapped, secrets masked, the document written as UTF-8', store),
    over('decode+map+rules', 'the same, and all rules evaluated', (event) => {
      store(event)
      detect(event)
    }),
    over('detect only', 'parsed, identified, all rules evaluated: what hunt does of a record', detect),
    {
      name: 'hunt',
      about: 'hunt(): from the gzip file to alerts',
      records: records.length,
      run: () => runHunt(data.file, engine),
    },
    createPipelineWork(data, engine),
  ]
}

function parseEach(records: readonly Uint8Array[]): number {
  let count = 0
  for (const { buffer, byteOffset, byteLength } of records) {
    const value: unknown = JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString())
    if (typeof value === 'object') count += 1
  }
  return count
}

async function frame(file: string): Promise<number> {
  let count = 0
  for await (const part of readFiles([file], READING)) count += part.records.length
  return count
}

function readEach(
  { file, records }: BenchData,
  { normalizer }: Engine,
  each: (event: NormalizedEvent) => void,
): number {
  let count = 0
  for (const [index, bytes] of records.entries()) {
    const origin = { source: 'bench', object: file, position: index + 1, received: RECEIVED }
    const event = normalizer.read(bytes, TYPE, origin)
    if (isRejection(event)) throw new Error(event.detail)
    each(event)
    count += 1
  }
  return count
}

/** 15 March 2026, 08:00 UTC: after all of the generator's records. */
const RECEIVED = Date.UTC(2026, 2, 15, 8)

/** Room for the largest document of the generator; a larger one would be cut, which costs nothing more. */
const SCRATCH_BYTES = 1024 * 1024

function createSteps({ normalizer, detector }: Engine) {
  const scratch = Buffer.alloc(SCRATCH_BYTES)
  const hits: Hit[] = []
  return {
    /** Writes the text out as every store must: before that it is not in one piece. */
    store: (event: NormalizedEvent): void => {
      const document = normalizer.document(event)
      if (isRejection(document)) throw new Error(document.detail)
      scratch.write(document.text)
    },
    detect: (event: NormalizedEvent): void => {
      hits.length = 0
      detector.detect(event, hits)
    },
  }
}

async function runHunt(file: string, engine: Engine): Promise<number> {
  const result = await hunt({
    paths: [file],
    engine,
    type: TYPE,
    namespace: 'bench',
    minLevel: 'low',
    ...READING,
    signal: new AbortController().signal,
    progress: () => undefined,
    unreadable: ({ detail }) => {
      throw new Error(detail)
    },
  })
  return result.records
}
