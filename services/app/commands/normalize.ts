import type { Command } from 'commander'
import type { NormalizedEvent } from '../../normalize/normalized-event.ts'
import { isRejection, type Rejection } from '../../normalize/rejection.ts'
import { Normalizer } from '../../normalize/normalizer.ts'
import { LOG_TYPES, UNKNOWN } from '../../normalize/registry.ts'
import { EXIT, type CliContext } from '../cli/context.ts'
import { parseLogType } from '../cli/log-type.ts'
import { withJson, type PlaceOptions } from '../cli/options.ts'
import { loadSetup } from '../cli/setup.ts'
import { readLimits } from '../config/read-limits.ts'
import { createFaultReport } from '../hunt/fault-report.ts'
import { LineBytes } from '../hunt/line-bytes.ts'
import { scanFiles } from '../hunt/scan-files.ts'
import { formatNumberOf } from '../terminal/format.ts'
import { indentJson } from '../terminal/indent-json.ts'

const LINE_FEED = 10

interface NormalizeOptions extends PlaceOptions {
  readonly json?: boolean
  readonly type: string
}

const HELP = `
Examples:
  tocsin normalize trail.json.gz                 one indented document after the other
  tocsin normalize --json ./AWSLogs > ecs.ndjson

Documents come in input order. A record that cannot be read goes to standard error (with --json one object a line: file,
position, reason, detail), and the exit code is 3.`

/** `tocsin normalize PATH…`. */
export function registerNormalize(program: Command, context: CliContext): void {
  const command = program
    .command('normalize')
    .argument('<path...>', 'files, folders and patterns')
    .description('map records to ECS documents and print them')
    .option(
      '-t, --type <type>',
      'log type of the records: what is of another type is told as unreadable',
      parseLogType,
      'auto',
    )
    .option('-c, --config <file>', 'configuration (default: tocsin.yml in this folder, if there is one)')
    .addHelpText('after', HELP)
  withJson(command).action((paths: string[], options: NormalizeOptions) => runNormalize(paths, options, context))
}

async function runNormalize(paths: readonly string[], options: NormalizeOptions, context: CliContext): Promise<void> {
  const { config } = await loadSetup(options)
  const isJson = options.json === true
  const normalizer = new Normalizer(LOG_TYPES, UNKNOWN)
  const faults = createFaultReport({ context, isJson, bar: null })
  const lines = new LineBytes()
  const writeOut = async (): Promise<void> => {
    for (const { bytes } of lines.take()) {
      await context.out.bytes(bytes)
      lines.reuse(bytes.buffer)
    }
  }
  const writeLine = (event: NormalizedEvent): Rejection | null => {
    const document = normalizer.eventBytes(event)
    if (isRejection(document)) return document
    lines.bytes(document.bytes)
    lines.byte(LINE_FEED)
    lines.keep()
    return null
  }
  const writeIndented = async (event: NormalizedEvent): Promise<Rejection | null> => {
    const document = normalizer.document(event)
    if (isRejection(document)) return document
    await context.out.line(indentJson(document.text))
    return null
  }
  const scanned = await scanFiles({
    paths,
    ...readLimits(config.limits),
    signal: context.signal,
    progress: () => undefined,
    unreadable: faults.report,
    records: async (part, received) => {
      let position = part.firstPosition - 1
      for (const bytes of part.records) {
        position += 1
        const event = normalizer.read(bytes, options.type, {
          source: 'normalize',
          object: part.path,
          position,
          received,
        })
        const fault = isRejection(event) ? event : isJson ? writeLine(event) : await writeIndented(event)
        if (fault) {
          const { rejected: reason, detail } = fault
          await faults.report({ file: part.path, position, reason, detail, isIncomplete: false })
        }
        if (lines.isFull) await writeOut()
        if (context.out.isClosed) return
      }
    },
  })
  await writeOut()
  await context.out.flush()
  await faults.summary()
  if (!isJson)
    await context.err.line(`${formatNumberOf(scanned.records, 'record')} in ${formatNumberOf(scanned.files, 'file')}`)
  if (faults.isAny()) context.exit(EXIT.unreadable)
}
