import path from 'node:path'
import type { TestContext } from 'node:test'
import { rawBatch } from '../embedded/raw-input.ts'
import { Embedded } from '../../../services/app/embedded/embedded.ts'
import type { Config } from '../../../services/app/config/config.ts'
import { defaultConfig } from '../../../services/app/config/build-config.ts'
import type { LogFields } from '../../../services/app/logger.ts'
import { maintenanceJob } from '../../../services/app/store/maintenance-job.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { engine } from '../embedded/pipeline-rig.ts'

/** A line of the log. */
export interface Said {
  readonly message: string
  readonly fields: LogFields
}

/** The program with its maintenance. */
export interface Running {
  readonly data: string
  readonly embedded: Embedded
  readonly said: Said[]
  readonly clock: { now: number }
}

/** The configuration without a file. */
export const DEFAULTS = defaultConfig({ directory: '/', env: {} })

/** The program at this time, with its maintenance; closed after the test. */
export function started(
  t: TestContext,
  data: string,
  { config = {}, now, once = false }: { config?: Partial<Config>; now: number; once?: boolean },
): Running {
  const clock = { now }
  const said: Said[] = []
  const say = (message: string, fields: LogFields = {}): void => void said.push({ message, fields })
  const embedded = new Embedded({
    data,
    namespace: 'tocsin',
    engine,
    logger: { info: say, warn: say, error: say },
    committed: () => undefined,
    jobs: [
      maintenanceJob({
        config: { ...DEFAULTS, data, ...config },
        engine: () => engine,
        now: () => clock.now,
        once: once ? new AbortController().signal : null,
      }),
    ],
  })
  t.after(() => embedded.close())
  return { data, embedded, said, clock }
}

/** A folder for a store, removed after the test. */
export function storeFolder(t: TestContext): string {
  const { directory, remove } = scratchFolder()
  t.after(remove)
  return path.join(directory, 'store')
}

/** Reads these lines at a time, as `start --once` does: retention runs at its end. */
export async function readOnce(
  t: TestContext,
  data: string,
  options: { lines?: readonly string[]; type?: string; now: number; config?: Partial<Config> },
): Promise<readonly Said[]> {
  const { embedded, said } = started(t, data, { ...options, once: true })
  const records = (options.lines ?? []).map((line) => Buffer.from(line))
  if (records.length > 0) {
    await embedded.append({ ...rawBatch(records), type: options.type ?? 'auto', received: options.now })
  }
  await embedded.drain()
  await embedded.close()
  return said
}
