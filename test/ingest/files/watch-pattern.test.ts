import assert from 'node:assert/strict'
import { globSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'

import { FolderWatch } from '../../../services/ingest/files/folder-watch.ts'
import { walkAll } from '../../../services/ingest/files/walk.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

const { directory, remove } = scratchFolder()
after(remove)

for (const name of [
  'a.log',
  'b.log',
  'b.log.1',
  'B.LOG',
  '.hidden.log',
  'c[1].log',
  'd{e}.log',
  'x+y.log',
  'app/a.log',
  'app/web/a.log',
  'app/web/deep/er/a.log',
  'app/db/z.json',
  'app/.git/a.log',
  'apq/a.log',
  '2026/03/14/t.json.gz',
  '2026/03/15/t.json.gz',
  '2026/04/01/t.json.gz',
]) {
  const file = path.join(directory, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, '{}')
}

async function walked(patterns: readonly string[]): Promise<{ files: string[]; problems: string[] }> {
  const context = { folders: new FolderWatch(), wall: () => Date.now(), clock: () => 0 }
  const found = { files: [] as string[], problems: [] as string[] }
  const absolute = patterns.map((pattern) => path.join(directory, pattern))
  for await (const { files, problems } of walkAll(absolute, context)) {
    found.files.push(...files.map((file) => path.relative(directory, file)))
    found.problems.push(...problems.map(({ path: file, detail }) => `${path.relative(directory, file)}: ${detail}`))
  }
  return found
}

const PATTERNS = [
  '*.log',
  '*',
  '?.log',
  '[ab].log',
  '[!a].log',
  '[a-c].log*',
  '{a,b}.log',
  '{a,b.log}*',
  'app/*/a.log',
  'app/**/a.log',
  '**/a.log',
  '**/*.gz',
  '2026/{03,04}/*/t.*',
  '2026/03/1[45]/*.gz',
  'ap[pq]/a.log',
  '*/a.log',
  '.*.log',
  'x+*.log',
  'd{e}.*',
  'app/**/*.json',
  '*/*/*/*',
  '**/web/**/*.log',
]

for (const pattern of PATTERNS) {
  test(`finds by ${pattern} the files that Node's own glob finds`, async () => {
    const matched = globSync(pattern, { cwd: directory })
    const expected = matched.filter((file) => statSync(path.join(directory, file)).isFile())
    const { files } = await walked([pattern])
    assert.deepEqual(
      expected.filter((file) => !files.includes(file)),
      [],
    )
    // A folder that is matched stands for all that is in it.
    const isMatched = (file: string): boolean => matched.some((found) => file === found || file.startsWith(`${found}/`))
    assert.deepEqual(
      files.filter((file) => !isMatched(file)),
      [],
    )
  })
}

test('goes through the files in the order of their paths, without hidden and unfinished ones', async () => {
  for (const name of ['app.log', 'app/x.log.tmp']) writeFileSync(path.join(directory, name), '{}')
  const { files } = await walked(['.'])
  assert.deepEqual(files, files.toSorted())
  assert.ok(files.includes('app.log') && files.includes('app/a.log'))
  assert.ok(!files.some((file) => file.includes('.git') || file.endsWith('.tmp') || file.startsWith('.')))
})

test('takes a name with pattern characters literally when there is such a file', async () => {
  assert.deepEqual((await walked(['c[1].log'])).files, ['c[1].log'])
})

test('names what is missing, and finds the rest', async () => {
  assert.deepEqual(await walked(['none', 'none/*.log', '*.csv', 'a.log']), {
    files: ['a.log'],
    problems: ['none: does not exist', 'none/*.log: matches no file', '*.csv: matches no file'],
  })
})

test('a pattern of many braces does not grow without bound', async () => {
  const started = performance.now()
  await walked([`${'{a,b}'.repeat(40)}.log`])
  assert.ok(performance.now() - started < 5000)
})
