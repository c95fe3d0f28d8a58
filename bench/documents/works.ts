import type { Hit } from '../../services/core/hit.ts'
import type { NormalizedEvent, RecordOrigin } from '../../services/normalize/normalized-event.ts'
import { Normalizer, type Backings } from '../../services/normalize/normalizer.ts'
import { LOG_TYPES, UNKNOWN } from '../../services/normalize/registry.ts'
import { isRejection } from '../../services/normalize/rejection.ts'
import { createRecordReader } from '../../services/record/create-record-reader.ts'
import { BytesDocumentBuilder } from '../../services/record/document/bytes-document-builder.ts'
import { createDocumentBuilder } from '../../services/record/document/create-document-builder.ts'
import { createDocumentKernel } from '../../services/record/document/document-kernel.ts'
import type { EventField } from '../../services/record/event-field.ts'
import type { FieldReader } from '../../services/record/field-reader.ts'
import { PlainDocumentBuilder } from '../../services/record/plain-document-builder.ts'
import { PlainRecordReader } from '../../services/record/plain-record-reader.ts'
import { loadEngine } from '../load-engine.ts'

/** A piece of work on one record; `position` is its 1-based place. */
export interface DocumentWork {
  readonly name: string
  readonly about: string
  readonly prepare: () => Promise<(record: Uint8Array, position: number) => void>
}

/** A writer that leaves `event.original` out, to see what it costs. */
class WithoutOriginal extends BytesDocumentBuilder {
  override setRecord(payload: EventField, _original: EventField, record: FieldReader, masked: Uint8Array | null): void {
    super.setRecord(payload, null, record, masked)
  }
}

const PLAIN: Backings = {
  createReader: () => new PlainRecordReader(),
  createBuilder: () => new PlainDocumentBuilder(),
}
const FAST: Backings = { createReader: createRecordReader, createBuilder: createDocumentBuilder }
const SHORT: Backings = {
  createReader: createRecordReader,
  createBuilder: () => {
    const kernel = createDocumentKernel()
    if (!kernel) throw new Error('no WebAssembly')
    return new WithoutOriginal(kernel)
  },
}

const scratch = Buffer.alloc(1024 * 1024)

/** From what is least to the whole. */
export const WORKS: readonly DocumentWork[] = [
  {
    name: 'plain',
    about: 'JSON.parse, the plain builder, the text as UTF-8: as it was',
    prepare: () => over(PLAIN, (event) => scratch.write(event.document().text)),
  },
  { name: 'read', about: 'scanned, recognised, event time', prepare: () => over(FAST, () => 0) },
  { name: 'read+id', about: 'the same, and tocsin.id', prepare: () => over(FAST, ({ id }) => id.length) },
  { name: 'read+map', about: 'the same, and mapped', prepare: () => over(FAST, (event) => event.map()) },
  {
    name: 'without original',
    about: 'documents as bytes, without event.original',
    prepare: () => over(SHORT, (event) => event.documentBytes()),
  },
  { name: 'documents', about: 'documents as bytes', prepare: () => over(FAST, (event) => event.documentBytes()) },
  {
    name: 'documents as text',
    about: 'documents with their keys, as text, and that as UTF-8',
    prepare: () => over(FAST, (event) => scratch.write(event.document().text)),
  },
  { name: 'documents+rules', about: 'documents as bytes, and the rules that come with Tocsin', prepare: withRules },
]

async function over(backings: Backings, each: (event: NormalizedEvent) => unknown) {
  return run(new Normalizer(LOG_TYPES, UNKNOWN, new Map(), backings), each)
}

async function withRules() {
  const { normalizer, detector } = await loadEngine()
  const hits: Hit[] = []
  return run(normalizer, (event) => {
    hits.length = 0
    detector.detect(event, hits)
    event.documentBytes()
  })
}

function run(normalizer: Normalizer, each: (event: NormalizedEvent) => unknown) {
  return (record: Uint8Array, position: number): void => {
    const origin: RecordOrigin = { source: 'bench', object: 'bench', position, received: RECEIVED }
    const event = normalizer.read(record, 'auto', origin)
    if (isRejection(event)) throw new Error(event.detail)
    each(event)
  }
}

/** 15 March 2026, 08:00 UTC: after all of the generator's records. */
const RECEIVED = Date.UTC(2026, 2, 15, 8)
