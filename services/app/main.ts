/** The program: reads the command line, runs a command, sets the exit code. The only place that ends the process. */
import { CommanderError } from 'commander'
import { AppError, messageOf } from '../core/errors.ts'
import { buildProgram } from './cli/program.ts'
import { EXIT, type CliContext } from './cli/context.ts'
import { LineWriter } from './output.ts'
import { terminalOf } from './terminal/terminal.ts'

const stop = new AbortController()
const hangup: { listener: (() => void) | null } = { listener: null }
stopOnSignals(stop)

const context: CliContext = {
  out: new LineWriter(process.stdout, outputFailed),
  outTerminal: terminalOf(process.stdout, process.env),
  err: new LineWriter(process.stderr),
  errTerminal: terminalOf(process.stderr, process.env),
  signal: stop.signal,
  hangup: (listener) => (hangup.listener = listener),
  now: () => Date.now(),
  programName: process.env['TOCSIN_PROGRAM'] ?? 'tocsin',
  exit: (code) => {
    process.exitCode = Math.max(Number(process.exitCode ?? 0), code)
  },
}

try {
  const program = await buildProgram(context, process.argv[2] ?? '')
  await program.parseAsync(process.argv)
} catch (error) {
  await report(error)
} finally {
  await context.out.flush()
  await context.err.flush()
}

async function report(error: unknown): Promise<void> {
  if (error instanceof CommanderError) {
    context.exit(error.exitCode === 0 ? EXIT.done : EXIT.failed)
    return
  }
  if (error instanceof AppError && error.code === 'CANCELLED') {
    context.exit(EXIT.stopped)
    return
  }
  context.exit(EXIT.failed)
  await context.err.line(`tocsin: ${messageOf(error)}`)
  const isOurFault = !(error instanceof AppError) || error.code === 'INTERNAL'
  if ((isOurFault || process.env['TOCSIN_DEBUG'] === '1') && error instanceof Error && error.stack) {
    await context.err.line(error.stack)
  }
}

/** The rest of the output is missing, so the command has failed, whatever else it did. */
function outputFailed(error: Error): void {
  context.exit(EXIT.failed)
  void context.err.line(`tocsin: could not write to standard output, the rest is missing: ${error.message}`)
}

/**
 * The first signal asks for an orderly end, another one ends at once. The same signal within moments is no other one: a
 * terminal's Ctrl-C may reach us twice, directly and through the launcher. SIGHUP is a service's word for reading its files
 * again, where the command listens to it; on a terminal it says that the terminal is gone.
 */
function stopOnSignals(stopping: AbortController): void {
  let first: { readonly name: string; readonly at: number } | null = null
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (name === 'SIGHUP' && hangup.listener && !isOnTerminal()) return hangup.listener()
      const at = performance.now()
      if (first && (first.name !== name || at - first.at > 300)) process.exit(EXIT.stopped)
      first ??= { name, at }
      stopping.abort(new AppError('CANCELLED', `stopped by ${name}`))
    })
  }
}

function isOnTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
}
