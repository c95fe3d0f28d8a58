/**
 * `node write-documents.ts --rules DIR [--without-original] FILE`: runs rules over a file and writes, besides the matches, the
 * whole document of every record, all of it to the null device. What a pipeline does before it stores anything.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { devNull } from 'node:os'
import { parseArgs } from 'node:util'
import { buildEngine, type Engine } from '../../services/app/engine.ts'
import { scanFiles } from '../../services/app/hunt/scan-files.ts'
import { LineBytes } from '../../services/app/hunt/line-bytes.ts'
import { MatchLines } from '../../services/app/hunt/match-lines.ts'
import { readRuleFiles } from '../../services/app/rules/read-rule-files.ts'
import { ShownFields } from '../../services/detect/shown-fields.ts'
import { logSourceName } from '../../services/core/log-source.ts'
import type { LogType } from '../../services/normalize/log-type.ts'
import { Normalizer } from '../../services/normalize/normalizer.ts'
import { LOG_TYPES, UNKNOWN } from '../../services/normalize/registry.ts'
import { isRejection } from '../../services/normalize/rejection.ts'
import { createRecordReader } from '../../services/record/create-record-reader.ts'
import type { PathTable } from '../../services/record/field-path.ts'
import { createDocumentBuilder } from '../../services/record/document/create-document-builder.ts'
import type { DocumentBuilder } from '../../services/record/event-builder.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { SigmaRule } from '../../services/sigma/types.ts'
import { READING } from '../prepare-data.ts'

/** So many bytes of documents are written at once. */
const PAGE_BYTES = 1024 * 1024
const LINE_BREAK = 10

const OPTIONS = { rules: { type: 'string' }, 'without-original': { type: 'boolean', default: false } } as const

const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true })
await writeDocuments(positionals, values.rules ?? '', !values['without-original'])

async function writeDocuments(paths: readonly string[], rules: string, original: boolean): Promise<void> {
  const ruleSet = loadRuleSet(await readRuleFiles([rules]), { lists: new Map(), disable: [], levels: {} })
  const engine = buildEngine(ruleSet)
  const sink = openSync(devNull, 'w')
  const writer = createWriter(engine, sink, original)
  const { records } = await scanFiles({
    paths,
    ...READING,
    signal: new AbortController().signal,
    progress: () => undefined,
    unreadable: ({ detail }) => {
      throw new Error(detail)
    },
    offer: writer.take,
    records: (part, received) => {
      for (const [index, bytes] of part.records.entries()) {
        if (!writer.take(bytes, part.path, part.firstPosition + index, received))
          throw new Error('a record was refused')
      }
    },
    after: writer.flush,
  })
  const documents = writer.end()
  closeSync(sink)
  if (documents !== records) throw new Error(`${documents} documents of ${records} records`)
}

/** Takes records; writes a line for each match and a line for each document. */
function createWriter(engine: Engine, sink: number, original: boolean) {
  const normalizer = normalizerOf(engine, original)
  const matches = new LineBytes()
  const lines = new MatchLines({ out: matches, fields: new ShownFields(engine.sources), least: 'informational' })
  const page = Buffer.allocUnsafeSlow(PAGE_BYTES)
  const rules: SigmaRule[] = []
  let [documents, at] = [0, 0]
  const flush = (): void => {
    writeSync(sink, page, 0, at)
    at = 0
    for (const { bytes } of matches.take()) writeSync(sink, bytes)
  }
  const write = (document: Uint8Array): void => {
    documents += 1
    if (at + document.length + 1 > PAGE_BYTES) flush()
    if (document.length + 1 > PAGE_BYTES) {
      writeSync(sink, document)
      return
    }
    page.set(document, at)
    at += document.length
    page[at] = LINE_BREAK
    at += 1
  }
  return {
    /** False when the bytes are no record. */
    take: (bytes: Uint8Array, object: string, position: number, received: number): boolean => {
      const event = normalizer.read(bytes, 'auto', { source: 'bench', object, position, received })
      if (isRejection(event)) return false
      rules.length = 0
      engine.detector.match(event, rules)
      if (rules.length > 0) lines.add(event, rules, false)
      write(event.documentBytes())
      return true
    },
    flush,
    /** Writes what is left and gives the number of documents. */
    end: (): number => {
      flush()
      return documents
    },
  }
}

/** As the engine's own, with another builder where `event.original` is left out. */
function normalizerOf({ normalizer, sources }: Engine, original: boolean): Normalizer {
  if (original) return normalizer
  const tables = new Map<LogType, PathTable>()
  for (const type of LOG_TYPES) {
    for (const source of type.sources) {
      const paths = sources.get(logSourceName(source))?.target.paths
      if (paths) tables.set(type, paths)
    }
  }
  return new Normalizer(LOG_TYPES, UNKNOWN, tables, {
    createReader: createRecordReader,
    createBuilder: withoutOriginal,
  })
}

function withoutOriginal(): DocumentBuilder {
  const builder = createDocumentBuilder()
  const setRecord = builder.setRecord.bind(builder)
  builder.setRecord = (payload, _original, ...rest) => setRecord(payload, null, ...rest)
  return builder
}
