import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { generateConfigSchema } from '../../../scripts/generate/config-schema.ts'
import { defaultConfig, parseSize } from '../../../services/app/config/build-config.ts'
import { renderConfigProblems } from '../../../services/app/config/config-problem.ts'
import { SOURCE_TYPES } from '../../../services/app/config/config-schema.ts'
import { loadConfig, type LoadConfigOptions } from '../../../services/app/config/load-config.ts'
import { LOG_TYPES } from '../../../services/normalize/registry.ts'
import { ROOT } from '../../support/run-tocsin.ts'

const OPTIONS: LoadConfigOptions = {
  file: '/etc/tocsin/tocsin.yml',
  env: { HOME: '/home/ann' },
  readFile: () => assert.fail('the example names no other file'),
}
const DEFAULTS = defaultConfig({ directory: '/etc/tocsin', env: OPTIONS.env })

describe('sizes', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['0B', 0],
    ['1KB', 1024],
    ['16MB', 16 * 1024 ** 2],
    ['1.5 GB', 1.5 * 1024 ** 3],
    ['2TB', 2 * 1024 ** 4],
    ['16', Number.NaN],
    ['16mb', Number.NaN],
    ['-1MB', Number.NaN],
    ['', Number.NaN],
  ]
  for (const [text, bytes] of cases) test(`${text} is ${bytes}`, () => assert.equal(parseSize(text), bytes))
})

describe('what goes with the configuration', () => {
  test('the example is valid, and an editor finds its schema', () => {
    const text = readFileSync(path.join(ROOT, 'tocsin.example.yml'), 'utf8')
    const loaded = loadConfig(text, OPTIONS)
    assert.ok('config' in loaded, 'problems' in loaded ? renderConfigProblems(loaded.problems) : '')
    assert.deepEqual(loaded.config.lists.get('own_accounts'), ['111122223333'])
    assert.match(text.split('\n')[0] ?? '', /^# yaml-language-server: \$schema=schemas\/config\.schema\.json$/)
  })

  test('what the example shows as default is the default', () => {
    const text = readFileSync(path.join(ROOT, 'tocsin.example.yml'), 'utf8')
    // Settings in comments have the form `# key: value` or `#   key: value`; sentences do not.
    const active = text
      .split('\n')
      .map((line) => line.replace(/^( *)# ((?: {2})?[a-z_]+:(?: [^ ].*)?)$/, '$1$2'))
      .filter((line) => !/^ {2}dirs:/.test(line))
      .join('\n')
    const loaded = loadConfig(active, OPTIONS)
    assert.ok('config' in loaded, 'problems' in loaded ? renderConfigProblems(loaded.problems) : '')
    const { namespace, log, limits, rules, sources } = loaded.config
    assert.deepEqual(
      { namespace, log, limits, rules },
      { namespace: DEFAULTS.namespace, log: DEFAULTS.log, limits: DEFAULTS.limits, rules: DEFAULTS.rules },
    )
    assert.ok(active.includes('\n    poll: 1s') && sources[0]?.poll === 1000 && sources[0].follow)
  })

  test('the schema for editors is up to date: else run `npm run generate`', () => {
    assert.equal(readFileSync(path.join(ROOT, 'schemas/config.schema.json'), 'utf8'), generateConfigSchema())
  })

  test('a source can have every log type there is', () => {
    assert.deepEqual([...SOURCE_TYPES], ['auto', ...LOG_TYPES.map((type) => type.name)])
  })
})
