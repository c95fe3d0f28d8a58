import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import { newRuleText } from '../../../../services/app/rules/new/new-rule-text.ts'
import { SKELETONS } from '../../../../services/app/rules/new/skeletons.ts'
import { runRuleTests } from '../../../../services/app/rules/run-rule-tests.ts'
import { LOG_TYPES } from '../../../../services/normalize/registry.ts'
import { runTocsin } from '../../../support/run-tocsin.ts'
import { scratchFolder } from '../../../support/scratch-folder.ts'

const { directory, remove } = scratchFolder()
after(remove)
const run = (...args: readonly string[]): ReturnType<typeof runTocsin> =>
  runTocsin(['rules', 'new', ...args], { cwd: directory })

describe('a new rule', () => {
  for (const { name } of LOG_TYPES) {
    for (const kind of ['rule', 'correlation'] as const) {
      it(`for ${name}, a ${kind}, loads without a word and its tests pass`, () => {
        const skeleton = SKELETONS[name]
        assert.ok(skeleton, `there is no skeleton for ${name}`)
        const id = 'b0b5d5a2-0000-4000-8000-000000000001'
        const baseId = 'b0b5d5a2-0000-4000-8000-000000000002'
        const text = newRuleText({ title: 'He said: “#1”', id, baseId, date: '2026-11-24', kind }, skeleton)
        const { results, untested, problems } = runRuleTests([{ file: 'new.yml', text }], {
          lists: new Map(),
          disable: [],
          levels: {},
        })
        assert.deepEqual([problems, untested], [[], []])
        assert.equal(results.length, kind === 'rule' ? 2 : 4)
        for (const { test, failure } of results) assert.equal(failure, null, test.name)
      })
    }
  }

  it('is written to a file named after its title, and never over another', async () => {
    const first = await run('A key was made: by whom?')
    assert.deepEqual([first.code, first.out], [0, ''])
    assert.match(first.err, /a-key-was-made-by-whom\.yml: change it, then .*rules test a-key-was-made-by-whom\.yml/)
    const file = path.join(directory, 'a-key-was-made-by-whom.yml')
    const text = readFileSync(file, 'utf8')
    const again = await run('A key was made: by whom?')
    assert.equal(again.code, 1)
    assert.match(again.err, /is there already/)
    assert.equal(readFileSync(file, 'utf8'), text)
  })

  it('can go to standard output, and names the log types that there are', async () => {
    const shown = await run('x', '-o', '-')
    assert.match(shown.out, /^title: "x"\n/)
    const wrong = await run('x', '--type', 'aws/cloudtrial')
    assert.equal(wrong.code, 1)
    assert.match(wrong.err, /there is no log type “aws\/cloudtrial”; there is aws\/cloudtrail/)
  })
})
