import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'

/** Programs that are run one behind the other, each reading what the one before it wrote. */
export interface Command {
  readonly programs: readonly (readonly [name: string, ...args: string[]])[]
  /** file that the first one reads as its standard input; null: it names its files itself */
  readonly input: string | null
  /** added to the environment of the last one */
  readonly env: Readonly<Record<string, string>>
}

/** What a command took. */
export interface Usage {
  /** of CPU, user and system, all programs and their threads */
  readonly cpu: number
  /** seconds by the clock */
  readonly wall: number
  /** the last program's most resident bytes as far as they were seen; 0 when it ended too soon */
  readonly peak: number
}

/** What to do with the command's output, piece by piece. Null: it goes to the null device, and nobody reads it. */
export type Take = ((piece: Buffer) => void) | null

/** Between two looks at the memory. */
const LOOK_EVERY = 10

/**
 * Runs a command to its end, pinned to a core when one is given. Rejects when one of its programs fails. Time of CPU is what the
 * system has written down for children of this process: nothing else may run beside it. Needs Linux.
 */
export async function runCommand(command: Command, core: number | null, take: Take = null): Promise<Usage> {
  const input = command.input === null ? null : await open(command.input)
  const before = childSeconds()
  const started = performance.now()
  const children = start(command, core, input?.fd ?? null, take !== null)
  const last = children.at(-1)
  if (take) last?.stdout?.on('data', take)
  let [peak, complaint] = [0, '']
  last?.stderr?.on('data', (piece: Buffer) => (complaint = (complaint + piece.toString()).slice(-2000)))
  const looking = setInterval(() => (peak = Math.max(peak, peakOf(last?.pid))), LOOK_EVERY)
  const codes = await Promise.all(children.map((child) => codeOf(child)))
  clearInterval(looking)
  const wall = (performance.now() - started) / 1000
  await input?.close()
  if (codes.some((code) => code !== 0)) {
    const names = command.programs.map((words) => words.join(' ')).join(' | ')
    throw new Error(`${names}\nended with ${codes.join(', ')}: ${complaint.trim()}`)
  }
  return { cpu: childSeconds() - before, wall, peak }
}

function start({ programs, env }: Command, core: number | null, input: number | null, isRead: boolean): ChildProcess[] {
  const children: ChildProcess[] = []
  for (const [index, words] of programs.entries()) {
    const isLast = index === programs.length - 1
    const [name, ...args] = core === null ? words : ['taskset', '-c', String(core), ...words]
    const from = children.at(-1)?.stdout ?? input ?? 'ignore'
    const child = spawn(name, args, {
      stdio: [from, isLast && !isRead ? 'ignore' : 'pipe', isLast ? 'pipe' : 'inherit'],
      env: isLast ? { ...process.env, ...env } : process.env,
    })
    // The two programs share the pipe; this process has no part in it.
    children.at(-1)?.stdout?.destroy()
    children.push(child)
  }
  return children
}

async function codeOf(child: ChildProcess): Promise<number> {
  const [code] = (await once(child, 'close')) as [number | null]
  return code ?? -1
}

/** Seconds of CPU that children took which have ended, their own children included. */
function childSeconds(): number {
  const text = readFileSync('/proc/self/stat', 'utf8')
  // The second field is the program's name in brackets, which may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) / TICKS
}

/** The kernel counts in hundredths of a second for all programs. */
const TICKS = 100

/** Most resident bytes of a process and of its first child, which is it when the process is only a launcher. */
function peakOf(pid: number | undefined): number {
  if (pid === undefined) return 0
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    const own = residentOf(String(pid))
    return Math.max(own, ...children.filter((child) => child !== '').map((child) => residentOf(child)))
  } catch {
    // It has ended.
    return 0
  }
}

function residentOf(pid: string): number {
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) * 1024
}
