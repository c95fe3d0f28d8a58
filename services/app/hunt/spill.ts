import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { AppError, messageOf } from '../../core/errors.ts'
import type { Spill } from '../../correlate/spill.ts'

/** Text is written and read in pieces of about this many characters or bytes. */
const PIECE = 256 * 1024

/**
 * Sorted runs as files in a folder of its own, which is made in `folder` with the first run and removed by `close`. Rejects with
 * `STORE_FULL` or `STORE_FAILED` what the disk does not take.
 */
export class FileSpill implements Spill, Disposable {
  readonly #parent: string
  #folder: string | null = null
  readonly #files: string[] = []

  constructor(folder: string) {
    this.#parent = folder
  }

  write(lines: Iterable<string>): void {
    onDisk('write', () => {
      this.#folder ??= mkdtempSync(path.join(this.#parent, 'tocsin-hits-'))
      const file = path.join(this.#folder, `run-${this.#files.length + 1}`)
      const descriptor = openSync(file, 'wx', 0o600)
      this.#files.push(file)
      try {
        let text = ''
        for (const line of lines) {
          text += `${line}\n`
          if (text.length < PIECE) continue
          writeAll(descriptor, text)
          text = ''
        }
        writeAll(descriptor, text)
      } finally {
        closeSync(descriptor)
      }
    })
  }

  runs(): readonly Iterable<string>[] {
    return this.#files.map((file) => ({ [Symbol.iterator]: () => linesOf(file) }))
  }

  /** Removes all files. Nothing can be read any more. */
  close(): void {
    if (this.#folder === null) return
    rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = null
    this.#files.length = 0
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
}

function* linesOf(file: string): Generator<string, void> {
  const descriptor = onDisk('read', () => openSync(file, 'r'))
  try {
    const piece = Buffer.allocUnsafe(PIECE)
    const decoder = new StringDecoder()
    let rest = ''
    for (;;) {
      const size = onDisk('read', () => readSync(descriptor, piece))
      if (size === 0) return
      const lines = (rest + decoder.write(piece.subarray(0, size))).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } finally {
    closeSync(descriptor)
  }
}

function onDisk<T>(verb: 'read' | 'write', work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof AppError) throw error
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
    throw new AppError(
      isFull ? 'STORE_FULL' : 'STORE_FAILED',
      `hits could not be ${verb === 'read' ? 'read from' : 'written to'} a temporary file: ${messageOf(error)}`,
      { cause: error },
    )
  }
}
