import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'

import { expandPaths } from '../../../services/ingest/files/expand-paths.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

const { directory, remove } = scratchFolder()
after(remove)

for (const name of [
  'b.json',
  'a.json.gz',
  'sub/z.ndjson',
  'sub/deep/er/y.json',
  'sub/.hidden.json',
  'sub/.git/x.json',
  'sub/half.json.part',
  'sub/edited.json~',
  'sub/no suffix at all',
  '[odd] name.json',
]) {
  const file = path.join(directory, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, '{}')
}
symlinkSync(path.join(directory, 'sub'), path.join(directory, 'sub/deep/loop'))
symlinkSync(path.join(directory, 'b.json'), path.join(directory, 'sub/link.json'))
symlinkSync('nowhere', path.join(directory, 'broken.json'))

const SUB = ['sub/deep/er/y.json', 'sub/link.json', 'sub/no suffix at all', 'sub/z.ndjson']

const CASES: readonly {
  readonly name: string
  readonly patterns: readonly string[]
  readonly files: readonly string[]
}[] = [
  { name: 'a file', patterns: ['b.json'], files: ['b.json'] },
  { name: 'a hidden file that is named', patterns: ['sub/.hidden.json'], files: ['sub/.hidden.json'] },
  {
    name: 'files in any order, each once',
    patterns: ['b.json', 'a.json.gz', 'b.json'],
    files: ['a.json.gz', 'b.json'],
  },
  { name: 'a folder, without hidden and unfinished files, through a loop of links', patterns: ['sub'], files: SUB },
  { name: 'a folder twice', patterns: ['sub', 'sub/deep'], files: SUB },
  { name: 'a pattern', patterns: ['*.json'], files: ['[odd] name.json', 'b.json'] },
  { name: 'a pattern over folders', patterns: ['**/y.*'], files: ['sub/deep/er/y.json'] },
  { name: 'a pattern that matches a folder', patterns: ['s*b'], files: SUB },
  { name: 'a file whose name looks like a pattern', patterns: ['[odd] name.json'], files: ['[odd] name.json'] },
]

const inside = (names: readonly string[]): string[] => names.map((name) => path.join(directory, name))

for (const { name, patterns, files } of CASES) {
  test(`finds ${name}`, async () => {
    const found = await expandPaths(inside(patterns))
    assert.deepEqual(found.files, inside(files))
    assert.deepEqual(
      found.problems.filter((problem) => !problem.path.endsWith('broken.json')),
      [],
    )
  })
}

test('names what does not exist, what matches nothing and what leads nowhere, and finds the rest', async () => {
  const found = await expandPaths(inside(['missing.json', '*.csv', 'broken.json', 'b.json/x', 'b.json']))
  assert.deepEqual(found.files, inside(['b.json']))
  assert.deepEqual(
    found.problems.map(({ path: file, detail }) => `${path.relative(directory, file)} ${detail}`),
    [
      'missing.json does not exist',
      '*.csv matches no file',
      'broken.json does not exist',
      'b.json/x has a file where a folder should be',
    ],
  )
})

test('counts what it passes over', async () => {
  const { skipped } = await expandPaths([path.join(directory, 'sub')])
  assert.equal(skipped, 4)
})

test('keeps relative paths relative', async () => {
  const relative = path.relative(process.cwd(), directory)
  const { files } = await expandPaths([path.join(relative, 'sub/deep'), path.join(relative, '*.gz')])
  assert.deepEqual(
    files,
    [
      path.join(relative, 'a.json.gz'),
      path.join(relative, 'sub/deep/er/y.json'),
      path.join(relative, 'sub/deep/loop/link.json'),
      path.join(relative, 'sub/deep/loop/no suffix at all'),
      path.join(relative, 'sub/deep/loop/z.ndjson'),
    ].toSorted(),
  )
})

test(
  'says that a folder must not be read',
  { skip: process.getuid?.() === 0 && 'the superuser may read everything' },
  async () => {
    const locked = path.join(directory, 'locked')
    mkdirSync(locked)
    chmodSync(locked, 0)
    const { files, problems } = await expandPaths([locked])
    chmodSync(locked, 0o700)
    assert.deepEqual(files, [])
    assert.deepEqual(problems, [{ path: locked, detail: 'must not be read by this user' }])
  },
)
