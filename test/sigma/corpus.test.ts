import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import type { LogSource } from '../../services/core/log-source.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { RuleFile, RuleSet, SigmaRule } from '../../services/sigma/types.ts'
import { SCALE } from '../support/random.ts'
import { inputOf, matches, NO_OPTIONS, plainTarget } from './support/plain-target.ts'

const CORPUS = path.resolve(import.meta.dirname, '../../../shared/corpora')
const RECORDS = path.join(CORPUS, 'cloud/aws/cloudtrail-traildiscover.ndjson')
const CLOUDTRAIL: LogSource = { product: 'aws', service: 'cloudtrail' }

function read(pattern: string): readonly RuleFile[] {
  const names = globSync(pattern, { cwd: path.join(CORPUS, 'sigma') }).toSorted()
  return names.map((file) => ({ file, text: readFileSync(path.join(CORPUS, 'sigma', file), 'utf8') }))
}

/** Why rules were refused: reason → how many problems of it. Names are left out of the reasons. */
function reasons(set: RuleSet, severity: 'error' | 'warning'): Map<string, number> {
  const counts = new Map<string, number>()
  for (const problem of set.problems) {
    if (problem.severity !== severity) continue
    const reason = problem.message.replace(/^[^ ]*\|[^ ]*: /, '').replaceAll(/“[^”]*”/g, '“…”')
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return counts
}

function summary(name: string, files: readonly RuleFile[], set: RuleSet): void {
  const refused = [...reasons(set, 'error')].map(([reason, count]) => `\n    ${count} × ${reason}`)
  console.log(`  ${name}: ${files.length} files, ${set.rules.length} rules loaded${refused.join('')}`)
}

/** What must stand in the line of a problem, or in its file, for the reason to be true. */
const TRUE_REASONS: ReadonlyMap<string, { readonly line: RegExp; readonly file: RegExp }> = new Map([
  // `| count() by x`, `| near y`, and the span of time that went with them.
  ['aggregation', { line: /\||timeframe/, file: /\|\s*(?:count|near|min|max|sum|avg)\b|timeframe/ }],
  ['list-unknown', { line: /%[\w.-]+%/, file: /expand/ }],
  ['legacy-collection', { line: /^action: global/, file: /^action: global/m }],
  // The parts of a collection: title or condition stand in its first document.
  ['title', { line: /./, file: /^action: global/m }],
  // Comparisons inside conditions and parts of collections were never Sigma 2.
  ['condition', { line: /[>%]|detection/, file: /condition:.*[>%]|^action: global/m }],
])

describe('the public rules', { skip: existsSync(CORPUS) ? false : '../shared/corpora is not there' }, () => {
  it('all load, but for those whose lists nobody configured', () => {
    const files = read('rules*/**/*.yml')
    const set = loadRuleSet(files, NO_OPTIONS)
    summary('rules*', files, set)
    assert.deepEqual([...reasons(set, 'error').keys()], ['“…” names the list “…”, which does not exist'])
    const refused = new Set(set.problems.filter((one) => one.severity === 'error').map((problem) => problem.file))
    assert.ok([...refused].every((file) => file.startsWith('rules-placeholder/') || /%/.test(textOf(files, file))))
    assert.equal(set.rules.length + refused.size, files.length)
  })

  it('all load when their lists are there', () => {
    const files = read('rules*/**/*.yml')
    const names = files.flatMap(({ text }) => [...text.matchAll(/%([\w.-]+)%/g)].map((match) => match[1] ?? ''))
    const lists = new Map(names.map((name) => [name, ['an entry']]))
    const set = loadRuleSet(files, { ...NO_OPTIONS, lists })
    assert.deepEqual([...reasons(set, 'error')], [])
    assert.equal(set.rules.length, files.length)
    assert.deepEqual(
      set.rules.filter((rule) => rule.blind !== null),
      [],
    )
  })

  it('are refused for a true reason where they use what Sigma gave up', () => {
    const files = read('{unsupported,deprecated}/**/*.yml')
    const set = loadRuleSet(files, NO_OPTIONS)
    summary('unsupported and deprecated', files, set)
    const texts = set.problems.filter((one) => one.severity === 'error').map((problem) => textOf(files, problem.file))
    assert.ok(texts.length > 50)
    assert.deepEqual(
      texts.filter((text) => !/\||timeframe|action:|\bnear\b/.test(text)),
      [],
    )
  })

  it('either load or stand on a list with file, line and a reason that is true', () => {
    const files = read('**/*.yml')
    const set = loadRuleSet(files, NO_OPTIONS)
    const errors = set.problems.filter(({ severity }) => severity === 'error')
    for (const { file, line, column, message } of errors) console.log(`  ${file}:${line}:${column}: ${message}`)
    const refused = new Set(errors.map(({ file }) => file))
    const loaded = new Set(set.rules.map(({ info }) => info.file))
    console.log(
      `  ${files.length} files: ${loaded.size} load, ${refused.size} are refused with ${errors.length} errors`,
    )
    assert.deepEqual(
      files.filter(({ file }) => !loaded.has(file) && !refused.has(file)).map(({ file }) => file),
      [],
    )
    const untrue = errors.filter(({ code, file, line }) => {
      const text = textOf(files, file)
      const reason = TRUE_REASONS.get(code)
      return !reason?.line.test(text.split('\n')[line - 1] ?? '') || !reason.file.test(text)
    })
    assert.deepEqual(untrue, [])
  })

  it('mean the same to both evaluators on real records', () => {
    const lines = readFileSync(RECORDS, 'utf8').trim().split('\n')
    const inputs = lines.filter((_line, at) => SCALE >= 50 || at % 4 === 0).map(inputOf)
    const { rules } = loadRuleSet(read(SCALE >= 50 ? 'rules*/**/*.yml' : 'rules/{cloud,identity}/**/*.yml'), NO_OPTIONS)
    // Every rule runs on these records, whatever it is for: more to compare.
    const everywhere = rules.map((rule): SigmaRule => ({ ...rule, logSource: {} }))
    const found = matches(everywhere, plainTarget(CLOUDTRAIL), inputs)
    const count = found.reduce((sum, one) => sum + one.length, 0)
    console.log(`  ${everywhere.length} rules × ${inputs.length} records: ${count} hits`)
    assert.ok(count > inputs.length / 10)
  })
})

function textOf(files: readonly RuleFile[], name: string): string {
  return files.find((file) => file.file === name)?.text ?? ''
}
