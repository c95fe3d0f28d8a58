import {
  inspectStore,
  readStoreVersion,
  type StoreInspector,
  type StoreVersion,
} from '../../../adapters/sqlite/inspect-store.ts'
import { openReader, type SqliteReader } from '../../../adapters/sqlite/open-reader.ts'
import { writerOf } from '../../../adapters/sqlite/store-lock.ts'

/** A store, opened as far as it can be. */
export interface StoreParts {
  readonly directory: string
  /** null when there is no store, or its file is none */
  readonly version: StoreVersion | null
  /** why it cannot be opened; null when it can or is not there */
  readonly fault: unknown
  /** see `writerOf` */
  readonly writer: number | null
  /** null unless the store is of our version */
  readonly open: { readonly reader: SqliteReader; readonly inspector: StoreInspector } | null
  close(): void
}

/** Opens the store in a folder for reading, beside its writer. Never throws. */
export function openStoreParts(directory: string): StoreParts {
  const base: StoreParts = { directory, version: null, fault: null, writer: null, open: null, close: () => undefined }
  let version: StoreVersion | null = null
  try {
    version = readStoreVersion(directory)
    if (!version) return base
    const writer = writerOf(directory)
    if (!version.isOurs || version.version !== version.current) return { ...base, version, writer }
    const reader = openReader(directory)
    const inspector = inspectStore(directory)
    const close = (): void => {
      reader.close()
      inspector.close()
    }
    return { ...base, version, writer, open: { reader, inspector }, close }
  } catch (fault) {
    return { ...base, version, fault }
  }
}
