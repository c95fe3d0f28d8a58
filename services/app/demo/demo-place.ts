import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { writerOf } from '../../adapters/sqlite/store-lock.ts'
import { AppError } from '../../core/errors.ts'
import { defaultConfig } from '../config/build-config.ts'
import type { Config } from '../config/config.ts'
import { ACCOUNTS, USUAL_REGIONS } from './company.ts'

/** Where a demo happens. */
export interface DemoPlace {
  /** folder of its store */
  readonly directory: string
  /** folder of the company's logs */
  readonly logs: string
  /** the file that the company's trail is written to while the demo plays */
  readonly file: string
  /** what the trail wrote in the days before */
  readonly history: string
}

/** How often the collector looks for new lines, in milliseconds: quick, because somebody watches. */
export const DEMO_POLL = 200

/** The parts of a demo's folder. */
export function demoPlace(directory: string): DemoPlace {
  const logs = path.join(directory, 'logs')
  return { directory, logs, file: path.join(logs, 'cloudtrail.ndjson'), history: path.join(logs, 'earlier.ndjson') }
}

/** Deletes what an earlier demo left, and nothing else. Throws `STORE_LOCKED` while one runs there. */
export async function clearDemo({ directory, logs, file, history }: DemoPlace): Promise<void> {
  const writer = writerOf(directory)
  if (writer !== null) {
    const text = `a demo runs already in ${directory} (process ${writer}): end it first, or use --data`
    throw new AppError('STORE_LOCKED', text, { context: { directory } })
  }
  for (const name of ['tocsin.db', 'tocsin.db-wal', 'tocsin.db-shm'])
    await rm(path.join(directory, name), { force: true })
  for (const log of [file, history]) await rm(log, { force: true })
  await mkdir(logs, { recursive: true, mode: 0o700 })
}

/** The configuration of the demo: one folder to watch, and the lists of the company filled in. */
export function demoConfig({ directory, logs }: DemoPlace): Config {
  const config = defaultConfig({ directory, env: {} })
  const lists = new Map(config.lists)
  lists.set('usual_regions', USUAL_REGIONS)
  lists.set(
    'own_accounts',
    ACCOUNTS.map((account) => account.id),
  )
  const source = {
    name: 'demo',
    collector: 'files',
    type: 'aws/cloudtrail',
    paths: [logs],
    follow: true,
    poll: DEMO_POLL,
  } as const
  return { ...config, data: directory, lists, sources: [source] }
}
