import { pino } from 'pino'
import type { LogLevel } from './config/config.ts'
import type { LineWriter } from './output.ts'
import { formatTimeOfDay } from './terminal/format.ts'
import { paint } from './terminal/paint.ts'
import { printable } from './terminal/printable.ts'
import type { Terminal } from './terminal/terminal.ts'

/** Facts of a log line. Never holds secrets. */
export type LogFields = Readonly<Record<string, string | number>>

/** What the program says about its own work, on standard error. */
export interface Logger {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

const ORDER: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** A line a person can read when a person watches, JSON lines (pino) otherwise. */
export function createLogger(options: {
  level: LogLevel
  err: LineWriter
  terminal: Terminal
  now: () => number
}): Logger {
  if (!options.terminal.isTty) {
    const logger = pino(
      { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
      pino.destination({ fd: 2, sync: true }),
    )
    return {
      info: (message, fields = {}) => logger.info(fields, message),
      warn: (message, fields = {}) => logger.warn(fields, message),
      error: (message, fields = {}) => logger.error(fields, message),
    }
  }
  const write = (level: LogLevel, message: string, fields: LogFields): void => {
    if (ORDER.indexOf(level) < ORDER.indexOf(options.level)) return
    const facts = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`)
    const label = level === 'info' ? '' : `${paint(level, level === 'warn' ? ['yellow'] : ['red'], options.terminal)} `
    void options.err.line(
      `${paint(formatTimeOfDay(options.now()), ['dim'], options.terminal)} ${label}${printable([message, ...facts].join(' '))}`,
    )
    void options.err.flush()
  }
  return {
    info: (message, fields = {}) => write('info', message, fields),
    warn: (message, fields = {}) => write('warn', message, fields),
    error: (message, fields = {}) => write('error', message, fields),
  }
}
