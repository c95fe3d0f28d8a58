import type { ObjectPart, ResumePoint } from '../reading/object-part.ts'
import { LINES_AT_ONCE, type PlainLinesOptions, readPlainLines } from '../reading/read-plain-lines.ts'
import { isSystemError } from './file-error.ts'
import { OpenFile } from './open-file.ts'
import { type FilePart, unreadable } from './read-files.ts'

/** How the reading of a range ended. */
export interface RangeEnd {
  /** so many records and faults were met */
  readonly taken: number
  /** where somebody must read on with `readFile` to the end of the file, because it is no file of lines; null when all is well */
  readonly rest: ResumePoint | null
}

/** Reads ranges of files of lines; those of one file after the other open it once. Close it. */
export class RangeReader {
  #file: OpenFile | null = null
  #path = ''
  readonly #memory = Buffer.allocUnsafeSlow(LINES_AT_ONCE)

  /**
   * The lines that begin in a range, positions counted from its start. Taken together, ranges give what `readFile` gives for
   * the whole file, unless one of them has a `rest`: then what follows that place is read by `readFile` with that as `resume`.
   * A part that tells of a problem is the last one. One range is read at a time.
   */
  async *read(path: string, options: Omit<PlainLinesOptions, 'memory'>): AsyncGenerator<FilePart, RangeEnd> {
    let file: OpenFile
    try {
      file = await this.#open(path)
    } catch (error) {
      yield unreadable({ path, index: 0, size: 0 }, null, error)
      return { taken: 0, rest: null }
    }
    const place = { path, index: 0, size: file.state.size }
    let last: ObjectPart | null = null
    try {
      const parts = readPlainLines((into, at) => file.readNow(into, at), { ...options, memory: this.#memory })
      for (;;) {
        const { done, value } = await parts.next()
        if (done === true) return { taken: value.resume.taken, rest: value.isDone ? null : value.resume }
        last = value
        yield { ...value, ...place, problem: null }
      }
    } catch (error) {
      if (!isSystemError(error)) throw error
      yield unreadable(place, last, error)
      return { taken: last?.resume.taken ?? 0, rest: null }
    }
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = null
    this.#path = ''
    await file?.close()
  }

  async #open(path: string): Promise<OpenFile> {
    if (this.#file && this.#path === path) return this.#file
    await this.close()
    this.#file = await OpenFile.open(path)
    this.#path = path
    return this.#file
  }
}
