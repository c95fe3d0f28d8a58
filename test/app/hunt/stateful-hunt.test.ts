import assert from 'node:assert/strict'
import { mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { hunt, type HuntOptions, type HuntResult } from '../../../services/app/hunt/hunt.ts'
import { DEFAULT_INFLATE_LIMITS } from '../../../services/ingest/decompress/decompress.ts'
import { testRandom } from '../../support/random.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { archiveRecords, RINGING, writeArchive } from '../../support/stateful-input.ts'
import { engineOf, saidBy } from '../embedded/stateful-rig.ts'

const engine = engineOf()
const { directory, remove } = scratchFolder()
const archive = path.join(directory, 'logs')
const temporary = path.join(directory, 'tmp')
before(async () => {
  const random = testRandom(2000)
  mkdirSync(temporary)
  await writeArchive(archive, archiveRecords(random), random)
})
after(remove)

function huntIt(options: Partial<HuntOptions> = {}): Promise<HuntResult> {
  return hunt({
    paths: [archive],
    engine,
    type: 'auto',
    namespace: 'tocsin',
    minLevel: 'low',
    maxRecordBytes: 1_000_000,
    inflate: DEFAULT_INFLATE_LIMITS,
    temporary,
    signal: new AbortController().signal,
    progress: () => undefined,
    unreadable: ({ detail }) => assert.fail(detail),
    ...options,
  })
}

const titles = ({ alerts }: HuntResult): string[] => [...new Set(alerts.map(({ rule }) => rule.title))].toSorted()

test('finds what several events are together', async () => {
  const result = await huntIt()
  assert.deepEqual(titles(result), [...RINGING])
  assert.deepEqual(result.reports, [])
})

test('a least level hides the rules below it, and not what they are part of', async () => {
  const all = await huntIt()
  const high = await huntIt({ minLevel: 'high' })
  assert.deepEqual(titles(high), [
    'Instances in a new region',
    'Many refused, then one worked',
    'Trail stays stopped',
    'Trail stopped',
  ])
  const serious = all.alerts.filter(({ rule }) => titles(high).includes(rule.title))
  assert.deepEqual(high.alerts.map(saidBy), serious.map(saidBy))
})

test('the same when hits do not fit into memory, and no file is left', async () => {
  const { alerts } = await huntIt()
  const inFiles = await huntIt({ hitsInMemory: 10 })
  assert.deepEqual(inFiles.alerts.map(saidBy), alerts.map(saidBy))
  assert.deepEqual(readdirSync(temporary), [])
})

test('no file is left when it fails', async () => {
  let files = 0
  const failing = huntIt({
    hitsInMemory: 10,
    progress: () => {
      files = Math.max(files, readdirSync(temporary).length)
      if (files > 0) throw new Error('enough')
    },
  })
  await assert.rejects(failing, /enough/)
  assert.deepEqual([files, readdirSync(temporary)], [1, []])
})

test('what limits cost is told', async () => {
  const { reports } = await huntIt({ limits: { groups: 1, entries: 16, values: 1, keys: 1 } })
  assert.ok(
    reports.some(({ kind }) => kind === 'groups'),
    JSON.stringify(reports),
  )
})
