import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { DEAD_LETTER_REASONS, type DeadLetterReason } from '../../services/core/dead-letter.ts'
import type { EventDocument } from '../../services/core/event.ts'
import type { Hit } from '../../services/core/hit.ts'
import { isObject } from '../../services/core/json.ts'
import { detectEvent } from '../../services/app/detect-event.ts'
import { buildEngine, type Engine } from '../../services/app/engine.ts'
import { loadRules } from '../../services/app/rules/load-rules.ts'
import { loadSetup } from '../../services/app/cli/setup.ts'
import { createFramer } from '../../services/ingest/framing/framer.ts'
import { isRejection } from '../../services/normalize/rejection.ts'
import { ROOT } from '../support/run-tocsin.ts'
import { assertTypes } from '../support/document-types.ts'

const ORIGIN = { source: 'test', object: 'o', received: Date.UTC(2026, 4, 4) }

/** Faults of ours: no input may bring them about. */
const OUR_FAULTS: readonly DeadLetterReason[] = ['mapping-failed', 'rule-failed']

/** What became of some bytes: every record that they were cut into is one or the other. */
export interface Walked {
  readonly documents: readonly EventDocument[]
  readonly hits: readonly Hit[]
  /** why no event was made, of records and of what could not be cut into records */
  readonly reasons: readonly DeadLetterReason[]
}

/** The engine with all shipped rules and the lists of the example configuration. */
export async function shippedEngine(): Promise<Engine> {
  const { config } = await loadSetup({ config: path.join(ROOT, 'tocsin.example.yml') })
  return buildEngine(await loadRules(config, { dirs: [], builtin: true }))
}

/** The sample records of CloudTrail, as text. */
export function cloudTrailSamples(): readonly string[] {
  const folder = path.join(ROOT, 'services/normalize/aws/cloudtrail/samples')
  return readdirSync(folder)
    .toSorted()
    .map((name) => readFileSync(path.join(folder, name), 'utf8').trim())
}

/** Cuts bytes into records. `cut` are the sizes of the pieces in which they arrive. */
export function frame(bytes: Buffer, pieces: readonly number[]): { records: Buffer[]; faults: DeadLetterReason[] } {
  const records: Buffer[] = []
  const faults: DeadLetterReason[] = []
  const framer = createFramer({ maxRecordBytes: 1024 * 1024 })
  const out = {
    record: (record: Uint8Array) => void records.push(Buffer.from(record)),
    fault: ({ reason }: { reason: DeadLetterReason }) => void faults.push(reason),
  }
  let at = 0
  for (const size of [...pieces, bytes.length]) {
    framer.push(bytes.subarray(at, at + size), out)
    at += size
  }
  framer.end(out)
  return { records, faults }
}

/**
 * Takes bytes through framing, decoding, mapping, document and all rules, and checks what must hold of anything: nothing is
 * thrown, each record gives an event or a reason, a document is one line of JSON whose fields have their types and whose
 * `event.original` is the record. `where` says in a failure what was read.
 */
export function walk(engine: Engine, bytes: Buffer, where: string, pieces: readonly number[] = []): Walked {
  const { records, faults } = frame(bytes, pieces)
  const documents: EventDocument[] = []
  const hits: Hit[] = []
  const reasons = [...faults]
  for (const [index, record] of records.entries()) {
    const event = engine.normalizer.read(record, 'auto', { ...ORIGIN, position: index + 1 })
    const document = isRejection(event) ? event : engine.normalizer.document(event)
    const fault = isRejection(event) ? event : detectEvent(event, engine.detector, hits)
    const rejection = isRejection(document) ? document : fault
    if (rejection) reasons.push(rejection.rejected)
    else if (!isRejection(document)) documents.push(document)
    if (rejection) assert.ok(!OUR_FAULTS.includes(rejection.rejected), `${rejection.detail}: ${where}`)
    if (!isRejection(document)) checkDocument(document, where)
  }
  assert.equal(documents.length + reasons.length, records.length + faults.length, where)
  for (const reason of reasons) assert.ok(Object.hasOwn(DEAD_LETTER_REASONS, reason), `${reason}: ${where}`)
  return { documents, hits, reasons }
}

function checkDocument(document: EventDocument, where: string): void {
  assert.ok(!document.text.includes('\n'), `more than one line: ${where}`)
  assert.ok(document.text.isWellFormed(), `no UTF-8: ${where}`)
  const parsed: unknown = JSON.parse(document.text)
  if (!isObject(parsed)) return assert.fail(where)
  assertTypes(parsed, where)
  const original = memberOf(memberOf(parsed, 'event'), 'original')
  if (typeof original !== 'string') return assert.fail(`no event.original: ${where}`)
  const payload = memberOf(memberOf(parsed, 'aws'), 'cloudtrail') ?? memberOf(memberOf(parsed, 'unknown'), 'record')
  // As objects: as text only blanks and line breaks differ.
  assert.equal(
    JSON.stringify(payload),
    JSON.stringify(JSON.parse(original)),
    `event.original is another record: ${where}`,
  )
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}
