import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { cloudtrail } from '../../../services/normalize/aws/cloudtrail/cloudtrail.ts'
import type { NormalizedEvent } from '../../../services/normalize/normalized-event.ts'
import { type Backings, Normalizer } from '../../../services/normalize/normalizer.ts'
import { LOG_TYPES, UNKNOWN } from '../../../services/normalize/registry.ts'
import { isRejection } from '../../../services/normalize/rejection.ts'
import { PlainDocumentBuilder } from '../../../services/record/plain-document-builder.ts'
import { PlainRecordReader } from '../../../services/record/plain-record-reader.ts'
import { compileMatcher } from '../../../services/sigma/compile-matcher.ts'
import { evaluateRule } from '../../../services/sigma/evaluate-rule.ts'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'
import type { Matcher, MatcherTarget, RuleFile, SigmaRule } from '../../../services/sigma/types.ts'
import { NO_OPTIONS } from '../../sigma/support/plain-target.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import { mutateRecord, type Vocabulary } from './support/mutate-record.ts'
import { OPERATOR_WORDS } from './support/operator-rules.ts'
import { corpusLines, demoLines } from './support/record-lines.ts'
import { wordsOf } from './support/rule-words.ts'

const COUNT = Math.ceil(1200 * SCALE)
/** One record in so many is given to the evaluator without an index as well. */
const SHARE = 8
const REPOSITORY = path.resolve(import.meta.dirname, '../../..')
const PUBLIC = path.join(REPOSITORY, '../shared/corpora/sigma/rules/cloud/aws')
const ORIGIN = { source: 'test', object: 'test.json', position: 7, received: Date.UTC(2026, 4, 4, 9) }
const PLAIN: Backings = { createReader: () => new PlainRecordReader(), createBuilder: () => new PlainDocumentBuilder() }
const LINES = [...corpusLines(), ...demoLines(8, 300, 'real'), ...demoLines(9, 300, 'dense')]

/** Mapped fields with values that are special to mapping. */
const CLOUDTRAIL_WORDS: Vocabulary = {
  paths: cloudtrail.paths.paths.map(({ keys }) => keys),
  names: cloudtrail.paths.paths.flatMap(({ keys }) => keys),
  tokens: [
    ...'null true false 0 12345678901234567890 1770112800 [] {} "" "AwsServiceEvent" "Insight" "AKIAEXAMPLE"'.split(
      ' ',
    ),
    ...'"AWSService" "ANONYMOUS_PRINCIPAL" "111122223333" 111122223333 "AWS Internal" "198.51.100.7" "é"'.split(' '),
    ...String.raw`"a\u0062" "2026-02-28T23:59:59.5Z" "2026-02-28T23:59:60Z" "hidden\nline" "iam.amazonaws.com"`.split(
      ' ',
    ),
    '{"sessionToken":"EXAMPLE","Password":"secret"}',
    '"https://example.com/?X-Amz-Signature=EXAMPLE&a=b"',
  ],
}

describe(`both backings, on ${COUNT} records`, () => {
  it('give the same events, documents and matches', (test) => {
    const files = [...ruleFiles(path.join(REPOSITORY, 'detections')), ...ruleFiles(PUBLIC)]
    const { rules } = loadRuleSet(files, NO_OPTIONS)
    assert.ok(rules.length > 10)
    const target = {
      source: { product: 'aws', service: 'cloudtrail' },
      resolve: cloudtrail.resolve,
      paths: cloudtrail.paths.extend(),
    }
    const [matcher, plainMatcher] = [compileMatcher(rules, target).matcher, compileMatcher(rules, target).matcher]
    const normalizer = new Normalizer(LOG_TYPES, UNKNOWN, new Map([[cloudtrail, target.paths]]))
    const plain = new Normalizer(LOG_TYPES, UNKNOWN, new Map(), PLAIN)
    const random = testRandom(66_000)
    const words = [OPERATOR_WORDS, CLOUDTRAIL_WORDS, CLOUDTRAIL_WORDS, ...files.map(({ text }) => wordsOf(text))]
    const seen = { events: 0, rejected: 0, scanned: 0, matches: 0 }
    for (let at = 0; at < COUNT; at += 1) {
      const line = random.pick(LINES)
      const bytes = random.chance(0.1) ? Buffer.from(line) : mutateRecord(line, random, random.pick(words))
      const place = `seed ${random.seed}: ${bytes.toString('latin1')}`
      const [event, plainEvent] = [normalizer.read(bytes, 'auto', ORIGIN), plain.read(bytes, 'auto', ORIGIN)]
      if (isRejection(event) || isRejection(plainEvent)) {
        assert.deepEqual(event, plainEvent, place)
        seen.rejected += 1
        continue
      }
      seen.events += 1
      if (event.record.isScanned) seen.scanned += 1
      const found = event.type === cloudtrail ? titles(matcher, event) : []
      const wanted = plainEvent.type === cloudtrail ? titles(plainMatcher, plainEvent) : []
      assert.deepEqual(found, wanted, place)
      if (at % SHARE === 0 && event.type === cloudtrail) assert.deepEqual(evaluated(rules, target, event), found, place)
      seen.matches += found.length
      const [document, plainDocument] = [normalizer.document(event), plain.document(plainEvent)]
      if (isRejection(document) || isRejection(plainDocument)) assert.deepEqual(document, plainDocument, place)
      else {
        assert.equal(difference(document.text, plainDocument.text), null, place)
        assert.deepEqual({ ...document, text: '' }, { ...plainDocument, text: '' }, place)
      }
    }
    test.diagnostic(`${rules.length} rules; ${JSON.stringify(seen)}`)
    assert.ok(seen.scanned > COUNT / 2 && seen.rejected > 0 && seen.matches > 0)
  })
})

/** The rule files below a folder; none where there is no such folder. */
function ruleFiles(folder: string): readonly RuleFile[] {
  if (!existsSync(folder)) return []
  const names = globSync('**/*.yml', { cwd: folder }).toSorted()
  return names.map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }))
}

function titles(matcher: Matcher, event: NormalizedEvent): string[] {
  const found: SigmaRule[] = []
  matcher.match(event, found)
  return found.map(({ info }) => info.title).toSorted()
}

function evaluated(rules: readonly SigmaRule[], { resolve }: MatcherTarget, event: NormalizedEvent): string[] {
  return rules
    .filter((rule) => rule.blind === null && evaluateRule(rule, resolve, event))
    .map(({ info }) => info.title)
    .toSorted()
}

/** What stands at the first place where two texts differ; null where they are equal. */
function difference(text: string, wanted: string): string | null {
  if (text === wanted) return null
  let at = 0
  while (text[at] === wanted[at]) at += 1
  const from = Math.max(0, at - 80)
  return `${text.slice(from, at + 80)}, not ${wanted.slice(from, at + 80)}`
}
