import { isObject } from '../../core/json.ts'
import type { ResumePoint } from '../reading/object-part.ts'
import type { FileState, Fingerprint } from './open-file.ts'

/** How far a file was read, and what it looked like then. */
export interface FileCheckpoint {
  readonly file: FileState
  readonly fingerprint: Fingerprint
  readonly resume: ResumePoint
  /** nothing was left to read when the file looked like this */
  readonly isDone: boolean
}

/** Version of the text form. A text of another version is not read, and the file is read again. */
const VERSION = 1

/** The text that goes into the checkpoint store. */
export function encodeFileCheckpoint({ file, fingerprint, resume, isDone }: FileCheckpoint): string {
  return JSON.stringify({ version: VERSION, ...file, fingerprint, ...resume, done: isDone })
}

/** The checkpoint in a text of {@link encodeFileCheckpoint}; null for any other text. */
export function decodeFileCheckpoint(text: string): FileCheckpoint | null {
  const value = parsed(text)
  if (!isObject(value) || value['version'] !== VERSION) return null
  const { size, mtime, inode, fingerprint, taken, offset, form, compression, done } = value
  if (!isNumber(size) || !isNumber(mtime) || !isNumber(inode) || !isNumber(taken) || !isNumber(offset)) return null
  if (!isObject(fingerprint) || typeof done !== 'boolean') return null
  const { length, hash } = fingerprint
  if (!isNumber(length) || typeof hash !== 'string') return null
  if (form !== 'json-lines' && form !== 'text-lines') return null
  if (compression !== 'none' && compression !== 'gzip' && compression !== 'zstd') return null
  return {
    file: { size, mtime, inode },
    fingerprint: { length, hash },
    resume: { taken, offset, form, compression },
    isDone: done,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}
