import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** Each case is a small house of its own; `rule` is what the linter must name, null when it must be content. */
const CASES: readonly { name: string; files: Readonly<Record<string, string>>; rule: string | null }[] = [
  {
    name: 'a stage may import the core',
    files: {
      'ingest/a.ts': "import { b } from '../core/b.ts'\nexport const a = b\n",
      'core/b.ts': 'export const b = 1\n',
    },
    rule: null,
  },
  {
    name: 'the core may not import a stage',
    files: {
      'core/a.ts': "import { b } from '../ingest/b.ts'\nexport const a = b\n",
      'ingest/b.ts': 'export const b = 1\n',
    },
    rule: 'no-restricted-imports',
  },
  {
    name: 'the engine may not import the mapping, however deep the file lies',
    files: {
      'sigma/deep/a.ts': "import { b } from '../../normalize/b.ts'\nexport const a = b\n",
      'normalize/b.ts': 'export const b = 1\n',
    },
    rule: 'no-restricted-imports',
  },
  {
    name: 'stages do not know each other',
    files: {
      'detect/a.ts': "import { b } from '../deliver/b.ts'\nexport const a = b\n",
      'deliver/b.ts': 'export const b = 1\n',
    },
    rule: 'no-restricted-imports',
  },
  {
    name: 'a pure folder may not read files',
    files: { 'sigma/a.ts': "import { readFileSync } from 'node:fs'\nexport const a = readFileSync\n" },
    rule: 'no-restricted-imports',
  },
  {
    name: 'a pure folder has no clock',
    files: { 'normalize/a.ts': 'export const a = (): number => Date.now()\n' },
    rule: 'no-restricted-properties',
  },
  {
    name: 'only the SQLite adapter speaks to SQLite',
    files: { 'app/a.ts': "import { DatabaseSync } from 'node:sqlite'\nexport const a = DatabaseSync\n" },
    rule: 'no-restricted-imports',
  },
  {
    name: 'a cycle is refused',
    files: {
      'core/a.ts': "import { b } from './b.ts'\nexport const a = (): number => b()\n",
      'core/b.ts': "import { a } from './a.ts'\nexport const b = (): number => a()\n",
    },
    rule: 'no-cycle',
  },
]

describe('the linter keeps the house in order', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tocsin-lint-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  for (const [index, { name, files, rule }] of CASES.entries()) {
    it(name, () => {
      const house = path.join(folder, String(index))
      for (const [file, text] of Object.entries(files)) {
        const target = path.join(house, 'services', file)
        mkdirSync(path.dirname(target), { recursive: true })
        writeFileSync(target, text)
      }
      cpSync(path.join(root, '.oxlintrc.json'), path.join(house, '.oxlintrc.json'))
      const linter = path.join(root, 'node_modules/oxlint/bin/oxlint')
      const result = spawnSync(process.execPath, [linter, '--config', '.oxlintrc.json', '.'], {
        cwd: house,
        encoding: 'utf8',
      })
      if (rule === null) assert.equal(result.status, 0, result.stdout)
      else {
        assert.notEqual(result.status, 0, 'the linter was content')
        assert.match(result.stdout, new RegExp(`\\(${rule}\\)`))
      }
    })
  }
})
