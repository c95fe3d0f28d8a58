import path from 'node:path'
import { spawnTocsin } from './tocsin-process.ts'

/** The repository. */
export const ROOT = path.resolve(import.meta.dirname, '../..')

/** What a run of the program gave. */
export interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
  /** the lines of standard output as JSON */
  readonly json: () => readonly Record<string, unknown>[]
}

/** How to run it. */
export interface RunOptions {
  /** default: the repository */
  readonly cwd?: string
  /** on top of our own environment */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the program as a process of its own, without the launcher, to its end. */
export async function runTocsin(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const env = { ...process.env, NO_COLOR: '1', ...options.env }
  const { code, stdout, stderr } = await spawnTocsin(args, { cwd: options.cwd ?? ROOT, env }).ended
  return { code, out: stdout, err: stderr, json: () => linesOf(stdout) }
}

function linesOf(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
