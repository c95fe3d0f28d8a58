import { isObject } from '../../core/json.ts'
import type { ResumePoint } from '../reading/object-part.ts'
import type { FileState, Fingerprint } from './open-file.ts'

/** How far a file was read, and what it looked like then. */
export interface FileCheckpoint {
  /** where it was last; a file is known by its device and inode, and its path may change */
  readonly path: string
  readonly file: FileState
  /** its beginning */
  readonly fingerprint: Fingerprint
  /** the bytes before the place where reading goes on; null where that is not a place in the file, or not known */
  readonly tail: Fingerprint | null
  readonly resume: ResumePoint
  /** nothing was left to read when the file looked like this */
  readonly isDone: boolean
  /** when the file was first missed although its folder may come back, milliseconds since 1970; else null */
  readonly missing: number | null
}

/**
 * Version of the text form. Version 1 (the path was the object and not in the text, no device, no tail) is still read; a
 * text of another version is not, and its file is read again.
 */
const VERSION = 2

/** The text that goes into the checkpoint store. */
export function encodeFileCheckpoint(checkpoint: FileCheckpoint): string {
  const { path, file, fingerprint, tail, resume, isDone, missing } = checkpoint
  const rare = { ...(tail ? { tail } : {}), ...(missing === null ? {} : { missing }) }
  return JSON.stringify({ version: VERSION, path, ...file, fingerprint, ...rare, ...resume, done: isDone })
}

/** The object under which a file's checkpoint is stored. */
export function checkpointKey({ device, inode }: Pick<FileState, 'device' | 'inode'>): string {
  return `${device}:${inode}`
}

/**
 * The checkpoint in a text of {@link encodeFileCheckpoint}; null for any other text. `object` is what it was stored under:
 * the path, for version 1.
 */
export function decodeFileCheckpoint(text: string, object: string): FileCheckpoint | null {
  const value = parsed(text)
  if (!isObject(value)) return null
  const isFirst = value['version'] === 1
  if (!isFirst && value['version'] !== VERSION) return null
  const path = isFirst ? object : value['path']
  const device = isFirst ? -1 : value['device']
  const { size, mtime, inode, missing = null, done } = value
  if (typeof path !== 'string' || typeof device !== 'number' || typeof done !== 'boolean') return null
  if (!isNumber(size) || !isMtime(mtime) || !isNumber(inode) || !(missing === null || isMtime(missing))) return null
  const fingerprint = fingerprintIn(value['fingerprint'])
  const tail = value['tail'] === undefined ? null : fingerprintIn(value['tail'])
  const resume = resumeIn(value)
  if (!fingerprint || !resume || (tail === null && value['tail'] !== undefined)) return null
  return { path, file: { size, mtime, inode, device }, fingerprint, tail, resume, isDone: done, missing }
}

function fingerprintIn(value: unknown): Fingerprint | null {
  if (!isObject(value)) return null
  const { length, hash } = value
  return isNumber(length) && typeof hash === 'string' ? { length, hash } : null
}

function resumeIn({ taken, offset, form, compression }: Record<string, unknown>): ResumePoint | null {
  if (!isNumber(taken) || !isNumber(offset)) return null
  if (form !== 'json-lines' && form !== 'text-lines') return null
  if (compression !== 'none' && compression !== 'gzip' && compression !== 'zstd') return null
  return { taken, offset, form, compression }
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

/** A file may be older than 1970. */
function isMtime(value: unknown): value is number {
  return typeof value === 'number'
}
