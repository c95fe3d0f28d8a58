import path from 'node:path'
import type { BackupOptions } from '../../../services/adapters/sqlite/backup-store.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { storeState, withReader } from '../../support/store-state.ts'
import { sampleAlert, sampleEvent } from '../../support/stored-samples.ts'

/** A backup that nobody watches or stops. */
export const OPTIONS: BackupOptions = {
  force: false,
  signal: new AbortController().signal,
  begun: () => undefined,
  progress: () => undefined,
}

/** A folder with a small store in `store/`. */
export function withFolder(run: (folder: { directory: string; store: string; file: string }) => Promise<void>) {
  return async (): Promise<void> => {
    const { directory, remove } = scratchFolder()
    const store = path.join(directory, 'store')
    try {
      const writer = openStore(store)
      const events = Array.from({ length: 50 }, (_, n) => sampleEvent({ n, fields: { pad: 'x'.repeat(n * 40) } }))
      await writer.sink.commit({ ...EMPTY_OUTCOME, events, alerts: [sampleAlert({ id: 'AAAA' })] })
      writer.close()
      await run({ directory, store, file: path.join(directory, 'backup.db') })
    } finally {
      remove()
    }
  }
}

/** What stands in the store of a folder. */
export const state = (store: string): ReturnType<typeof storeState> => withReader(store, (reader) => storeState(reader))
