import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cloudtrail } from '../../../../services/normalize/aws/cloudtrail/cloudtrail.ts'
import { PATH } from '../../../../services/normalize/aws/cloudtrail/paths.ts'
import type { Topic } from '../../../../services/record/event-builder.ts'
import type { FieldPath } from '../../../../services/record/field-path.ts'
import type { FieldReader } from '../../../../services/record/field-reader.ts'
import { PlainDocumentBuilder } from '../../../../services/record/plain-document-builder.ts'
import { PlainRecordReader } from '../../../../services/record/plain-record-reader.ts'
import { corpusLines, demoLines } from '../../../record/scan/support/record-lines.ts'

/**
 * What the mapping has asked before it comes to topics that are for plain calls only, and which is therefore the same of all records
 * that get there: a call without an error.
 */
const ASKED_BEFORE = [
  PATH.eventType,
  PATH.eventCategory,
  PATH.errorCode,
  PATH.errorMessage,
  PATH.responseErrorCode,
  PATH.responseErrorMessage,
]

/** Of calls of which nothing was recorded, what it would be. */
const NOT_RECORDED = [PATH.serviceEventDetails, PATH.requestParameters, PATH.responseElements]

/** A reader that notes which paths are read. */
class TracingReader extends PlainRecordReader {
  override readonly isScanned = true as never
  readonly read = new Set<string>()

  override get(path: FieldPath): ReturnType<PlainRecordReader['get']> {
    this.read.add(path.text)
    return super.get(path)
  }

  override tokenKind(path: FieldPath): ReturnType<PlainRecordReader['tokenKind']> {
    this.read.add(path.text)
    return super.tokenKind(path)
  }
}

/** A builder that finds what a topic reads and does not say. */
class TopicChecker extends PlainDocumentBuilder {
  readonly #reader: TracingReader
  readonly undeclared = new Set<string>()
  topics = 0

  constructor(reader: TracingReader) {
    super()
    this.#reader = reader
  }

  override once<Input, Output>(
    { paths }: Topic,
    _record: FieldReader,
    fill: (input: Input) => Output,
    input: Input,
  ): Output {
    this.topics += 1
    this.#reader.read.clear()
    const output = fill(input)
    const isEmpty = paths.includes(PATH.resources) && paths.includes(PATH.eventName)
    const known = [...paths, ...ASKED_BEFORE, ...(isEmpty ? NOT_RECORDED : [])]
    for (const text of this.#reader.read) {
      const isKnown = known.some((path) => text === path.text || text.startsWith(`${path.text}.`))
      if (!isKnown) this.undeclared.add(`${paths.map((path) => path.text).join(', ')}: ${text}`)
    }
    return output
  }
}

describe('every part of the mapping that is remembered', () => {
  it('reads nothing but what it says', () => {
    const reader = new TracingReader()
    const checker = new TopicChecker(reader)
    for (const line of [...demoLines(9, 1500, 'dense'), ...demoLines(9, 500, 'real'), ...corpusLines()]) {
      if (reader.load(Buffer.from(line)) !== null || !cloudtrail.recognise(reader)) continue
      checker.reset()
      cloudtrail.map(reader, checker)
    }
    assert.deepEqual([...checker.undeclared], [])
    assert.ok(checker.topics > 10_000, `${checker.topics} topics`)
  })
})
