import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import { buildEngine, type Engine } from '../../services/app/engine.ts'
import { loadSetup } from '../../services/app/cli/setup.ts'
import { loadRules } from '../../services/app/rules/load-rules.ts'
import type { JsonObject } from '../../services/core/json.ts'
import { isRejection } from '../../services/normalize/rejection.ts'
import { LOG_TYPES } from '../../services/normalize/registry.ts'
import { evaluateRule } from '../../services/sigma/evaluate-rule.ts'
import type { Hit } from '../../services/core/hit.ts'
import { SCALE, testRandom } from '../support/random.ts'
import { parseRecord } from '../support/record-access.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { dayLines, storyLines } from '../support/trail-input.ts'
import { cloudTrailSamples, frame, shippedEngine, walk } from './hostile-walk.ts'
import { mutate } from './mutate.ts'

/** So many damaged records; `npm run test:long` throws 100,000. */
const ROUNDS = Math.round(1000 * SCALE)
/** The plain evaluator reads every rule anew: it is asked about one record in so many. */
const COMPARED = 20
const MOST_CPU = 1000

describe(`${ROUNDS} damaged records`, () => {
  it('each becomes an event or a dead letter with its reason, and the counts add up', async () => {
    const random = testRandom(20260504)
    const engine = await shippedEngine()
    const records = [...cloudTrailSamples(), ...dayLines(5, 200), ...storyLines(5)].map((text) => parseRecord(text))
    const total = { records: 0, events: 0, hits: 0 }
    const reasons = new Map<string, number>()
    for (let round = 0; round < ROUNDS; round += 1) {
      const bytes = mutate(random.pick(records), random.pick(records), random)
      const where = `seed ${random.seed}, round ${round}: ${shown(bytes)}`
      const pieces = random.chance(0.2) ? [random.int(bytes.length + 1), random.int(100)] : []
      const start = process.cpuUsage()
      const walked = walk(engine, bytes, where, pieces)
      const used = process.cpuUsage(start)
      assert.ok((used.user + used.system) / 1000 < MOST_CPU, `${(used.user + used.system) / 1000} ms: ${where}`)
      total.records += walked.documents.length + walked.reasons.length
      total.events += walked.documents.length
      total.hits += walked.hits.length
      for (const reason of walked.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      if (round % COMPARED === 0) compare(engine, bytes, where)
    }
    const rejected = [...reasons.values()].reduce((sum, count) => sum + count, 0)
    assert.equal(total.events + rejected, total.records)
    // The damage is neither so small that nothing breaks nor so large that nothing is left.
    assert.ok(total.events > ROUNDS / 4 && rejected > ROUNDS / 10, JSON.stringify([total, [...reasons]]))
    if (process.env['TOCSIN_SHOW'] === '1') console.log(total, reasons)
  })
})

/** The indexed matcher and the plain evaluator say the same of every rule. */
function compare(engine: Engine, bytes: Buffer, where: string): void {
  const resolve = LOG_TYPES[0]?.resolve
  for (const record of frame(bytes, []).records) {
    const event = engine.normalizer.read(record, 'auto', { source: 'test', object: 'o', position: 1, received: 0 })
    if (isRejection(event) || !event.source || !resolve) continue
    const hits: Hit[] = []
    engine.detector.detect(event, hits)
    const plain = [...engine.rules.values()].filter((rule) => evaluateRule(rule, resolve, event))
    const ids = plain.map(({ info }) => info.id).toSorted()
    assert.deepEqual(hits.map(({ ruleId }) => ruleId).toSorted(), ids, where)
  }
}

/** The bytes for a failure: as text where they are text. */
function shown(bytes: Buffer): string {
  const text = bytes.subarray(0, 4000)
  return text.toString('utf8').isWellFormed() && !text.toString('utf8').includes('\ufffd')
    ? text.toString('utf8')
    : text.toString('base64')
}

describe('rules that compare and search, on damaged numbers', () => {
  it('agree with the plain evaluator', async () => {
    const engine = await ruleEngine()
    const random = testRandom(20260505)
    const base: JsonObject = parseRecord(cloudTrailSamples()[0] ?? '{}')
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      const value = random.pick(NUMBERS)
      const json = random.pick([value, `[${value},1]`, `{"x":${value}}`, `[[${value}],{"x":[${value}]}]`])
      const text = JSON.stringify({ ...base, requestParameters: { n: 'N' } }).replace('"N"', json)
      compare(engine, Buffer.from(text), `seed ${random.seed}: ${json}`)
    }
  })
})

const NUMBERS = [
  '0',
  '-0',
  '1.10',
  '1e3',
  '1e20',
  '1e400',
  '-1e400',
  '9007199254740991',
  '9007199254740993',
  '-9007199254740993',
  '12345678901234567890',
  '0.12345678901234567',
  '"9007199254740993"',
  '"12345678901234567890"',
  'null',
  'true',
]

/** Rules of one line each over `requestParameters.n`. */
async function ruleEngine(): Promise<Engine> {
  const { directory, remove } = scratchFolder()
  const LINES = [
    'n: 0',
    'n: 1.1',
    'n: 9007199254740993',
    'n: 12345678901234567890',
    "n: '12345678901234567890'",
    'n|gt: 9007199254740991',
    'n|gte: 5',
    'n|lt: 5',
    'n|lte: -5',
    'n|contains: "890"',
    'n|startswith: "-"',
    "n|re: '^[0-9]+$'",
    'n: null',
    'n: true',
    'n.x|gt: 0',
    'n.x: 12345678901234567890',
    'n|contains: infinity',
    '__proto__: 1',
    'constructor|exists: true',
  ]
  const folder = path.join(directory, 'rules')
  await mkdir(folder)
  for (const [at, line] of LINES.entries()) {
    const id = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`
    const text = `title: Rule ${at}\nid: ${id}\nlevel: low\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  selection:\n    requestParameters.${line}\n  condition: selection\n`
    await writeFile(path.join(folder, `${at}.yml`), text)
  }
  const file = path.join(directory, 'tocsin.yml')
  await writeFile(file, 'namespace: test\n')
  const { config } = await loadSetup({ config: file })
  const ruleSet = await loadRules(config, { dirs: [folder], builtin: false })
  remove()
  assert.equal(ruleSet.rules.length, LINES.length, JSON.stringify(ruleSet.problems))
  return buildEngine(ruleSet)
}
