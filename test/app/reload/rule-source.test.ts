import assert from 'node:assert/strict'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { RuleSource } from '../../../services/app/reload/rule-source.ts'
import { loadSetup } from '../../../services/app/cli/setup.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

function rule(title: string, number: number): string {
  return `title: ${title}
id: 50000000-0000-4000-8000-EXAMPLE0000${number}
logsource: {product: aws, service: cloudtrail}
detection: {selection: {awsRegion|expand: '%regions%'}, condition: selection}
`
}

interface Place {
  readonly source: RuleSource
  readonly file: (name: string) => string
  readonly configure: (text: string) => Promise<void>
}

const BASIC = 'rules: {dirs: [./rules], builtin: false}\nlists: {regions: [eu-west-1]}\n'

async function place(t: TestContext): Promise<Place> {
  const { directory, remove } = scratchFolder()
  t.after(remove)
  const file = (name: string): string => path.join(directory, name)
  const configure = (text: string): Promise<void> => writeFile(file('tocsin.yml'), text)
  await mkdir(file('rules'))
  await configure(BASIC)
  await writeFile(file('rules/a.yml'), rule('A', 1))
  await writeFile(file('rules/b.yml'), rule('B', 2))
  const setup = await loadSetup({ config: file('tocsin.yml') })
  return { source: await RuleSource.open(setup.config, setup.file), file, configure }
}

async function told(
  source: RuleSource,
): Promise<{ runs: string[]; blind: number; faults: string[]; needsStart: boolean }> {
  const { ruleSet, faults, needsStart } = await source.read()
  return {
    runs: ruleSet.rules.map(({ info }) => info.title),
    blind: ruleSet.rules.filter(({ blind }) => blind !== null).length,
    faults: faults.map(({ problem, keeps }) => `${path.basename(problem.file)}: ${keeps.join(', ')}`),
    needsStart,
  }
}

const FINE = { runs: ['A', 'B'], blind: 0, faults: [], needsStart: false }

describe('the rules of a running program', () => {
  it('are the same objects when nothing has changed', async (t) => {
    const { source } = await place(t)
    const before = source.ruleSet
    assert.deepEqual(await told(source), FINE)
    assert.ok(source.ruleSet.rules.every((one, at) => one === before.rules[at]))
  })

  it('stay while their folder is away', async (t) => {
    const { source, file } = await place(t)
    await rename(file('rules'), file('away'))
    assert.deepEqual(await told(source), { ...FINE, faults: ['rules: A, B'] })
    await rename(file('away'), file('rules'))
    assert.deepEqual(await told(source), FINE)
  })

  it('go with their file', async (t) => {
    const { source, file } = await place(t)
    await rm(file('rules/a.yml'))
    assert.deepEqual(await told(source), { ...FINE, runs: ['B'] })
  })

  it('follow lists, switches and folders of the configuration', async (t) => {
    const { source, file, configure } = await place(t)
    await configure(BASIC.replace('eu-west-1', ''))
    assert.deepEqual(await told(source), { ...FINE, blind: 2 })
    await configure(BASIC.replace('builtin: false', 'builtin: false, disable: [B]'))
    assert.deepEqual(await told(source), { ...FINE, runs: ['A'] })
    await mkdir(file('more'))
    await writeFile(file('more/c.yml'), rule('C', 3))
    await configure(BASIC.replace('[./rules]', '[./rules, ./more]'))
    assert.deepEqual(await told(source), { ...FINE, runs: ['A', 'B', 'C'] })
    await configure(BASIC.replace('[./rules]', '[./more]'))
    assert.deepEqual(await told(source), { ...FINE, runs: ['C'] })
  })

  it('stay as they were while the configuration is broken or away', async (t) => {
    const { source, file, configure } = await place(t)
    const keeps = 'tocsin.yml: rules and lists of the configuration'
    await configure('rules: {dirs: [./rules], builtin: fasle}\n')
    assert.deepEqual(await told(source), { ...FINE, faults: [keeps] })
    await rm(file('tocsin.yml'))
    assert.deepEqual(await told(source), { ...FINE, faults: [keeps] })
    await configure(BASIC)
    assert.deepEqual(await told(source), FINE)
  })

  it('say when something else of the configuration has changed', async (t) => {
    const { source, configure } = await place(t)
    await configure(`${BASIC}namespace: other\n`)
    assert.deepEqual(await told(source), { ...FINE, needsStart: true })
    await configure(BASIC)
    assert.deepEqual(await told(source), FINE)
  })
})
