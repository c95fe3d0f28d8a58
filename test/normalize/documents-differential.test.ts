import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CLOUDTRAIL_PATHS } from '../../services/normalize/aws/cloudtrail/paths.ts'
import { Normalizer, type Backings } from '../../services/normalize/normalizer.ts'
import { LOG_TYPES, UNKNOWN } from '../../services/normalize/registry.ts'
import { isRejection } from '../../services/normalize/rejection.ts'
import { createRecordReader } from '../../services/record/create-record-reader.ts'
import { BytesDocumentBuilder } from '../../services/record/document/bytes-document-builder.ts'
import { createDocumentBuilder } from '../../services/record/document/create-document-builder.ts'
import { createDocumentKernel } from '../../services/record/document/document-kernel.ts'
import type { Topic } from '../../services/record/event-builder.ts'
import type { EventField } from '../../services/record/event-field.ts'
import type { FieldReader } from '../../services/record/field-reader.ts'
import { PlainDocumentBuilder } from '../../services/record/plain-document-builder.ts'
import { PlainRecordReader } from '../../services/record/plain-record-reader.ts'
import { mutateRecord, type Vocabulary } from '../record/scan/support/mutate-record.ts'
import { corpusLines, demoLines } from '../record/scan/support/record-lines.ts'
import { SCALE, testRandom } from '../support/random.ts'

const PLAIN: Backings = {
  createReader: () => new PlainRecordReader(),
  createBuilder: () => new PlainDocumentBuilder(),
}
const FAST: Backings = { createReader: createRecordReader, createBuilder: createDocumentBuilder }

const COUNT = Math.ceil(4000 * SCALE)
const CORPUS = corpusLines()
const DEMO = [...demoLines(7, 600, 'real'), ...demoLines(8, 600, 'dense')]

const TEXTS = [
  ['AwsApiCall', 'AwsConsoleSignIn', 'AwsServiceEvent', 'AwsVpceEvent', 'AwsCloudTrailInsight', 'Management'],
  ['Root', 'IAMUser', 'AssumedRole', 'FederatedUser', 'AWSAccount', 'AWSService', 'IdentityCenterUser'],
  ['iam.amazonaws.com', 's3.amazonaws.com', 'sts.amazonaws.com', 'signin.amazonaws.com', 'wafv2.amazonaws.com'],
  ['CreateAccessKey', 'ChangePassword', 'GetObject', 'AssumeRole', 'SwitchRole', 'PutBucketPolicy', 'UpdateUser'],
  ['AccessDenied', 'Client.DryRunOperation', '111122223333', '444455556666', 'us-east-1', 'no region at all'],
  ['arn:aws:iam::444455556666:role/a/b', 'arn:aws:s3:::example', 'i-0123456789abcdef0', '****', 'é\u2028"\\'],
  ['203.0.113.9', '2001:db8::1', 'host.example.com', 'aws-cli/2.31.4', 'TLSv1.3', '2026-05-04T08:00:00Z'],
  ['{"bucketName":"example","key":"a b"}', '{"errorCode":"x"}', ''],
].flat()

/** Values that the mapping asks about, to be put at its paths. */
const WORDS: Vocabulary = {
  paths: CLOUDTRAIL_PATHS.paths.map(({ keys }) => keys),
  names: ['type', 'arn', 'userName', 'accountId', 'items', 'ARN', 'tlsVersion', 'value', 'a.b', '', 'constructor'],
  tokens: ['null', 'true', 'false', '0', '1.50', '-12345678901234567890', '[]', '{}'].concat(
    TEXTS.map((text) => JSON.stringify(text)),
  ),
}

const ORIGIN = { source: 'test', object: 'object', position: 1, received: 1.8e12 }
const HIDING = {
  eventTime: '2026-05-04T08:00:00Z',
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  eventType: 'AwsApiCall',
}

/** Makes documents of the same records in two ways. */
class Comparison {
  readonly #plain = new Normalizer(LOG_TYPES, UNKNOWN, new Map(), PLAIN)
  readonly #fast: Normalizer
  #position = 0
  documents = 0
  scanned = 0

  constructor(backings: Backings) {
    this.#fast = new Normalizer(LOG_TYPES, UNKNOWN, new Map(), backings)
  }

  /** The first difference in words, or null. */
  compare(bytes: Uint8Array): string | null {
    this.#position += 1
    const origin = {
      source: 'test',
      object: `object ${this.#position >> 6}`,
      position: this.#position,
      received: 1.8e12,
    }
    const plain = this.#plain.read(bytes, 'auto', origin)
    const fast = this.#fast.read(bytes, 'auto', origin)
    if (isRejection(plain) || isRejection(fast)) {
      return isRejection(plain) && isRejection(fast) && plain.rejected === fast.rejected ? null : 'one is rejected'
    }
    const expected = plain.document()
    const found = fast.document()
    this.documents += 1
    if (fast.record.isScanned) this.scanned += 1
    if (Buffer.from(fast.documentBytes()).toString() !== found.text) return 'the bytes are another document'
    if (
      JSON.stringify([expected.id, expected.time, expected.dataset, expected.keys]) !==
      JSON.stringify([found.id, found.time, found.dataset, found.keys])
    )
      return 'keys differ'
    return expected.text === found.text ? null : `${expected.text}\n${found.text}`
  }
}

describe('documents of the fast backings and of the plain ones', () => {
  for (const [name, lines] of [
    ['the corpora', CORPUS],
    ['the demo', DEMO],
  ] as const) {
    it(`are the same for ${name}`, { skip: lines.length === 0 && '../shared/corpora/cloud is not there' }, () => {
      const comparison = new Comparison(FAST)
      // Twice, so that what is remembered is used.
      for (const line of [...lines, ...lines]) assert.equal(comparison.compare(Buffer.from(line)), null)
    })
  }

  it('are the same where a name that is repeated hides a secret, and neither holds it', () => {
    const line = JSON.stringify({ ...HIDING, hidden: { sessionToken: 'SECRET-EXAMPLE' } }).replace(
      /\}$/,
      ',"hidden":1}',
    )
    assert.equal(new Comparison(FAST).compare(Buffer.from(line)), null)
    for (const backings of [PLAIN, FAST]) {
      const event = new Normalizer(LOG_TYPES, UNKNOWN, new Map(), backings).read(Buffer.from(line), 'auto', ORIGIN)
      assert.ok(!isRejection(event))
      const text = Buffer.from(event.documentBytes()).toString()
      assert.equal(text.includes('SECRET-EXAMPLE'), false)
      assert.ok(text.includes('"redacted":["hidden.sessionToken"]'))
    }
  })

  it(`are the same for ${COUNT} changed records`, (test) => {
    const random = testRandom(71_000)
    const comparison = new Comparison(FAST)
    const lines = [...DEMO, ...CORPUS]
    let line = random.pick(lines)
    for (let at = 0; at < COUNT; at += 1) {
      if (random.chance(0.2)) line = random.pick(lines)
      const bytes = mutateRecord(line, random, WORDS)
      const difference = comparison.compare(bytes)
      assert.equal(difference, null, `seed ${random.seed}, record ${at}: ${bytes.toString('latin1').slice(0, 3000)}`)
    }
    test.diagnostic(`${comparison.documents} documents, ${comparison.scanned} of them of scanned records`)
    assert.ok(comparison.scanned > COUNT / 4, `${comparison.scanned} scanned`)
  })
})

/** A builder with a fault that the comparison must find. */
class FaultyBuilder extends BytesDocumentBuilder {
  readonly #fault: 'narrow-key' | 'no-original' | 'last-letter'

  constructor(fault: 'narrow-key' | 'no-original' | 'last-letter') {
    const kernel = createDocumentKernel()
    assert.ok(kernel)
    super(kernel)
    this.#fault = fault
  }

  override once<Input, Output>(
    topic: Topic,
    record: FieldReader,
    fill: (input: Input) => Output,
    input: Input,
  ): Output {
    // What depends on several values is remembered by the first of them alone.
    const narrow = this.#fault === 'narrow-key' ? this.#narrowOf(topic) : topic
    return super.once(narrow, record, fill, input)
  }

  override set(field: EventField, value: Parameters<BytesDocumentBuilder['set']>[1]): void {
    const isShort = this.#fault === 'last-letter' && field.name === 'event.action' && typeof value === 'string'
    super.set(field, isShort ? value.slice(0, -1) : value)
  }

  override setRecord(payload: EventField, original: EventField, record: FieldReader, masked: Uint8Array | null): void {
    super.setRecord(payload, this.#fault === 'no-original' ? null : original, record, masked)
  }

  readonly #narrow = new Map<Topic, Topic>()

  #narrowOf(topic: Topic): Topic {
    const known = this.#narrow.get(topic) ?? { paths: topic.paths.slice(0, 1) }
    this.#narrow.set(topic, known)
    return known
  }
}

describe('the comparison finds', () => {
  for (const fault of ['narrow-key', 'no-original', 'last-letter'] as const) {
    it(fault, () => {
      const comparison = new Comparison({
        createReader: createRecordReader,
        createBuilder: () => new FaultyBuilder(fault),
      })
      const differences = DEMO.filter((line) => comparison.compare(Buffer.from(line)) !== null)
      assert.ok(differences.length > 0)
    })
  }
})
