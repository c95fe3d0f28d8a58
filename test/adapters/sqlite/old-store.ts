import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Command } from '../../../services/core/command.ts'
import type { StoreState } from '../../support/store-state.ts'

/** Versions of which a store is kept as that version wrote it. */
export const OLD_VERSIONS = [1, 2] as const

/** One of {@link OLD_VERSIONS}. */
export type OldVersion = (typeof OLD_VERSIONS)[number]

/** What a store of an old version holds, as that version read it. */
export interface OldState extends StoreState {
  /** records of the raw log that are not handled */
  readonly waiting: number
  readonly pending: readonly Command[]
}

const unpacked = (name: string): Buffer => gunzipSync(readFileSync(path.join(import.meta.dirname, 'fixtures', name)))

/** Makes the folder and writes the store of this version into it. */
export function writeOldStore(directory: string, version: OldVersion): void {
  mkdirSync(directory, { recursive: true })
  writeFileSync(path.join(directory, 'tocsin.db'), unpacked(`store-v${version}.db.gz`))
}

/** What {@link writeOldStore} wrote. */
export function oldState(version: OldVersion): OldState {
  return JSON.parse(unpacked(`store-v${version}.state.json.gz`).toString('utf8')) as OldState
}
