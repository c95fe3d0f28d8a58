import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Embedded } from '../services/app/embedded/embedded.ts'
import { runSources } from '../services/app/embedded/run-sources.ts'
import type { Engine } from '../services/app/engine.ts'
import type { Logger } from '../services/app/logger.ts'
import type { Work } from './measure.ts'
import { READING, type BenchData } from './prepare-data.ts'

const SILENT: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The embedded program whole: the gzip file, the files collector, the raw log, the pipeline, a fresh store every time. */
export function createPipelineWork(data: BenchData, engine: Engine): Work {
  let directory = ''
  return {
    name: 'pipeline',
    about: 'the embedded pipeline: from the gzip file through the raw log into a fresh store',
    records: data.records.length,
    run: async () => {
      directory = await mkdtemp(path.join(tmpdir(), 'tocsin-bench-store-'))
      return runPipeline(data.file, directory, engine)
    },
    after: () => rm(directory, { recursive: true }),
  }
}

/** Gives how many events were stored. */
async function runPipeline(file: string, directory: string, engine: Engine): Promise<number> {
  let events = 0
  const embedded = new Embedded({
    data: directory,
    namespace: 'bench',
    engine,
    logger: SILENT,
    committed: (outcome) => {
      events += outcome.events.length
    },
  })
  const { maxInflatedBytes, maxRatio } = READING.inflate
  try {
    await runSources({
      config: { limits: { maxRecordBytes: READING.maxRecordBytes, maxInflatedBytes, maxRatio } },
      sources: [{ name: 'bench', collector: 'files', type: 'auto', paths: [file], follow: false, poll: 1000 }],
      follow: false,
      embedded,
      logger: SILENT,
      signal: new AbortController().signal,
      now: () => Date.now(),
    })
    await embedded.drain()
  } finally {
    await embedded.close()
  }
  return events
}
