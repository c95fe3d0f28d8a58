import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import type { Checkpoint, CheckpointStore } from '../../core/checkpoint.ts'
import { checkpointKey, decodeFileCheckpoint, encodeFileCheckpoint, type FileCheckpoint } from './file-checkpoint.ts'
import type { FileTable } from './file-table.ts'
import { systemPath } from './path-name.ts'
import type { PathTable } from './path-table.ts'

/** So many are read at once at the start. */
const PAGE = 250
/** So many are kept in memory, the ones used last. More than can be on their way at any time. */
const RECENT = 4096

/**
 * The checkpoints of a source's files: most stay in the store and are asked for when their file has changed. One that was
 * set counts from then on, and is stored by {@link CheckpointBook.save} after it was confirmed: its records are durable.
 */
export class CheckpointBook {
  readonly #store: CheckpointStore
  readonly #source: string
  readonly #files: FileTable
  readonly #recent = new Map<number, FileCheckpoint>()
  readonly #unsaved = new Map<number, FileCheckpoint>()
  /** keys to remove once what is unsaved is stored */
  readonly #removed = new Set<string>()

  constructor(store: CheckpointStore, source: string, files: FileTable) {
    this.#store = store
    this.#source = source
    this.#files = files
  }

  /** Enters every stored checkpoint into the tables, and gives those of version 1 the keys of today. */
  async load(paths: PathTable, since: number, round: number): Promise<void> {
    const deviceOf = deviceFinder()
    for (let after: string | null = null; ;) {
      const page = await this.#store.page(this.#source, after, PAGE)
      const old: string[] = []
      for (const { object, position } of page) {
        const found = decodeFileCheckpoint(position, object)
        if (!found) continue
        const isOld = found.file.device < 0 && object === found.path
        const file = isOld ? { ...found.file, device: await deviceOf(found.path) } : found.file
        if (isOld) old.push(object)
        if (this.#files.find(file) >= 0) continue
        const slot = this.#files.add(file, round)
        this.#files.set(slot, { file, isDone: found.isDone, since, isVisited: false, isSettled: false })
        if (found.missing !== null) this.#files.miss(slot)
        paths.set(found.path, slot, round)
        if (isOld) this.#unsaved.set(slot, { ...found, file })
      }
      if (old.length > 0) {
        await this.save()
        await this.#store.remove(this.#source, old)
      }
      after = page.at(-1)?.object ?? null
      if (after === null) return
    }
  }

  /** How many are waiting to be stored. */
  get unsaved(): number {
    return this.#unsaved.size
  }

  /** The checkpoint of a slot; null when there is none that can be read. */
  async get(slot: number): Promise<FileCheckpoint | null> {
    const recent = this.#recent.get(slot)
    if (recent) return recent
    const stored = await this.#store.get(this.#source, this.#keyOf(slot))
    return stored && decodeFileCheckpoint(stored.position, stored.object)
  }

  set(slot: number, checkpoint: FileCheckpoint): void {
    this.#recent.delete(slot)
    this.#recent.set(slot, checkpoint)
    if (this.#recent.size <= RECENT) return
    const [oldest] = this.#recent.keys()
    if (oldest !== undefined) this.#recent.delete(oldest)
  }

  /** What the checkpoint says is durable. */
  confirm(slot: number, checkpoint: FileCheckpoint): void {
    this.#unsaved.set(slot, checkpoint)
  }

  /** Forgets the file in a slot, here and with the next save in the store; the slot is free afterwards. */
  forget(slot: number): void {
    this.#removed.add(this.#keyOf(slot))
    this.#recent.delete(slot)
    this.#unsaved.delete(slot)
    this.#files.remove(slot)
  }

  async save(): Promise<void> {
    if (this.#unsaved.size > 0) {
      const checkpoints: Checkpoint[] = []
      for (const [slot, checkpoint] of this.#unsaved) {
        const object = this.#keyOf(slot)
        this.#removed.delete(object)
        checkpoints.push({ source: this.#source, object, position: encodeFileCheckpoint(checkpoint) })
      }
      await this.#store.save(checkpoints)
      this.#unsaved.clear()
    }
    if (this.#removed.size === 0) return
    await this.#store.remove(this.#source, [...this.#removed])
    this.#removed.clear()
  }

  #keyOf(slot: number): string {
    return checkpointKey(this.#files.get(slot).file)
  }
}

/** The device of the folder that a path is in, −1 when it is not there; asks once a folder. */
function deviceFinder(): (path: string) => Promise<number> {
  const known = new Map<string, number>()
  return async (path) => {
    const folder = dirname(path)
    let device = known.get(folder)
    if (device === undefined) {
      device = await stat(systemPath(folder)).then(
        (found) => found.dev,
        () => -1,
      )
      known.set(folder, device)
    }
    return device
  }
}
