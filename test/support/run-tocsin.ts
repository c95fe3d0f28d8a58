import { spawn } from 'node:child_process'
import path from 'node:path'

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
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** milliseconds after which it is killed */
  readonly timeout?: number
}

/** Runs the program as a process of its own, without the launcher, to its end. */
export function runTocsin(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  // As the launcher does: compiled code is kept, so that many short runs do not compile it again each time.
  const env = { ...process.env, NO_COLOR: '1', NODE_COMPILE_CACHE: path.join(ROOT, '.cache/v8'), ...options.env }
  const child = spawn(process.execPath, [path.join(ROOT, 'services/app/main.ts'), ...args], {
    cwd: options.cwd ?? ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeout ?? 60_000,
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => out.push(piece))
  child.stderr.on('data', (piece: Buffer) => err.push(piece))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      const text = Buffer.concat(out).toString()
      resolve({ code, out: text, err: Buffer.concat(err).toString(), json: () => linesOf(text) })
    })
  })
}

function linesOf(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
