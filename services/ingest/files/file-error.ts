import { messageOf } from '../../core/errors.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'must not be read by this user',
  EPERM: 'must not be read by this user',
  ELOOP: 'is a link that leads to itself',
  ENOTDIR: 'has a file where a folder should be',
  EISDIR: 'is a folder',
  ENAMETOOLONG: 'is longer than the file system allows',
}

/** Why a path cannot be read, in words. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  return (Object.hasOwn(REASONS, code) ? REASONS[code] : undefined) ?? messageOf(error)
}

/** True for what the file system said, as against a fault of ours. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

/** True when the path, or a folder on the way to it, is not there. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** An open file could not be read; the message is the reason in words. As against what a store throws on the way. */
export class FileError extends Error {
  constructor(cause: unknown) {
    super(reasonOf(cause), { cause })
    this.name = 'FileError'
  }
}

/** Gives what the file system gives, or throws a {@link FileError}. */
export async function fromFile<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new FileError(error)
  }
}
