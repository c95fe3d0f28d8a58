import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
const MAIN = path.join(ROOT, 'services', 'app', 'main.ts')

/** As the launcher does: compiled code is kept, so that many short runs do not compile it again each time. */
const CACHE = { NODE_COMPILE_CACHE: path.join(ROOT, '.cache', 'v8') }

/** How long a test waits for something that must happen, in milliseconds: long, because machines can be busy. */
export const PATIENCE = 30_000

/** How a process ended, and what it said. */
export interface Ended {
  /** null when a signal ended it */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A running `tocsin …`: the real program, without the launcher. */
export interface TocsinProcess {
  readonly pid: number
  /** what it has written so far */
  stdout(): string
  stderr(): string
  /** Resolves when standard error has the text, or the process has ended. True when it has the text. */
  said(text: string): Promise<boolean>
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<Ended>
  isRunning(): boolean
}

/** Starts `tocsin` with these arguments in `directory`, which is its home folder as well. */
export function startTocsin(directory: string, ...args: readonly string[]): TocsinProcess {
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory, NO_COLOR: '1', COLUMNS: '200' }
  return spawnTocsin(args, { cwd: directory, env })
}

/** Starts `tocsin` with these arguments, in this folder and with this environment and no other. */
export function spawnTocsin(
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): TocsinProcess {
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe']
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...CACHE, ...env }, stdio })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8')
    child[name].on('data', (text: string) => (output[name] += text))
  }
  const state = { isRunning: true }
  const ended = once(child, 'close').then((result: unknown[]): Ended => {
    state.isRunning = false
    const [code, signal] = result as [number | null, NodeJS.Signals | null]
    return { code, signal, ...output }
  })
  return {
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    said: async (text) => {
      while (state.isRunning && !output.stderr.includes(text)) await Promise.race([once(child.stderr, 'data'), ended])
      return output.stderr.includes(text)
    },
    kill: (signal) => void child.kill(signal),
    ended,
    isRunning: () => state.isRunning,
  }
}

/** Runs `tocsin` with these arguments to its end. */
export function runTocsin(directory: string, ...args: readonly string[]): Promise<Ended> {
  return startTocsin(directory, ...args).ended
}

/** Asks again and again until the answer is true; fails with `what` when it never is within `patience` milliseconds. */
export async function until(what: string, ask: () => boolean | Promise<boolean>, patience = PATIENCE): Promise<void> {
  const last = Date.now() + patience
  while (!(await ask())) {
    if (Date.now() > last) throw new Error(`waited ${patience / 1000} s in vain: ${what}`)
    await sleep(25)
  }
}
