import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

import type { FilesCollectorOptions } from '../../../services/ingest/files/files-collector.ts'
import { CollectorHarness } from './collector-harness.ts'

/** The record that stands for `n`. */
export function line(n: number | string): string {
  return `{"n":${JSON.stringify(n)}}`
}

/**
 * A folder, and a collector that follows it and looks only when it is told to, on a clock that only moves when it is told
 * to. Stopped and started again it goes on from the stored checkpoints, as a new process would.
 */
export class FollowRig {
  readonly folder: string
  readonly harness = new CollectorHarness()
  readonly #patterns: readonly string[]
  readonly #options: Partial<FilesCollectorOptions>
  #clock = 1_000_000
  #stopping = new AbortController()
  #run: Promise<unknown> = Promise.resolve()
  #wake: (() => void) | null = null
  #paused: () => void = () => undefined

  constructor(folder: string, patterns: readonly string[] = ['.'], options: Partial<FilesCollectorOptions> = {}) {
    mkdirSync(folder, { recursive: true })
    this.folder = folder
    this.#patterns = patterns
    this.#options = options
  }

  /** The `n` of every record, in the order in which they were appended. */
  get records(): (number | string)[] {
    return this.harness.records.map((text) => (JSON.parse(text) as { n: number | string }).n)
  }

  get isRunning(): boolean {
    return this.#wake !== null
  }

  /** Lets the collector look once (starting it if need be) and waits until it has read what it found. */
  async poll(times = 1): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      const paused = new Promise<void>((resolve) => (this.#paused = resolve))
      if (this.#wake) this.#wake()
      else this.#start()
      await Promise.race([paused, this.#run.then(() => Promise.reject(new Error('the collector ended')))])
    }
  }

  /** Lets time pass. */
  advance(milliseconds: number): void {
    this.#clock += milliseconds
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#wake?.()
    this.#wake = null
    await this.#run
  }

  at(name: string): string {
    return path.join(this.folder, name)
  }

  write(name: string, ...lines: readonly (number | string)[]): void {
    writeFileSync(this.at(name), text(lines))
  }

  append(name: string, ...lines: readonly (number | string)[]): void {
    appendFileSync(this.at(name), text(lines))
  }

  rename(from: string, to: string): void {
    renameSync(this.at(from), this.at(to))
  }

  remove(name: string): void {
    rmSync(this.at(name), { recursive: true })
  }

  copyTruncate(from: string, to: string): void {
    copyFileSync(this.at(from), this.at(to))
    truncateSync(this.at(from), 0)
  }

  /** Replaces a file by another one in one step, as editors do. */
  replace(name: string, ...lines: readonly (number | string)[]): void {
    writeFileSync(`${this.folder}.new`, text(lines))
    renameSync(`${this.folder}.new`, this.at(name))
  }

  gzip(name: string): void {
    writeFileSync(this.at(`${name}.gz`), gzipSync(readFileSync(this.at(name))))
    this.remove(name)
  }

  #start(): void {
    this.#stopping = new AbortController()
    const pause = (_milliseconds: number, signal: AbortSignal): Promise<void> => {
      if (signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        this.#wake = resolve
        this.#paused()
      })
    }
    const paths = this.#patterns.map((pattern) => this.at(pattern))
    const options = { follow: true, pollMs: 1000, settleMs: 10_000, lingerMs: 60_000, ...this.#options }
    this.#run = this.harness.collector(paths, options, { clock: () => this.#clock, pause }).run(this.#stopping.signal)
    this.#run.catch(() => undefined)
  }
}

function text(lines: readonly (number | string)[]): string {
  return lines.map((n) => `${line(n)}\n`).join('')
}
