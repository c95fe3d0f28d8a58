import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as LoadRuleSet from '../../../services/sigma/load-rule-set.ts'
import type * as CompileMatcher from '../../../services/sigma/compile-matcher.ts'
import type * as EvaluateRule from '../../../services/sigma/evaluate-rule.ts'
import type * as FieldPath from '../../../services/record/field-path.ts'
import type * as PlainReader from '../../../services/record/plain-record-reader.ts'
import type { FieldResolver } from '../../../services/record/field-access.ts'
import type { RuleInput } from '../../../services/record/rule-input.ts'
import type { SigmaRule } from '../../../services/sigma/types.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const FOLDERS = ['core', 'record', 'sigma']

/** Both evaluators of rules, for records without a mapping. */
export interface RuleEngine {
  /** the rules of files that can be read */
  load(texts: readonly string[]): readonly SigmaRule[]
  /** tells which rules the matcher finds true */
  compile(rules: readonly SigmaRule[]): (input: RuleInput) => ReadonlySet<SigmaRule>
  evaluate(rule: SigmaRule, input: RuleInput): boolean
  inputOf(json: string): RuleInput
}

/** A change to a file of `services/sigma/match`: this text, which stands there once, becomes another. */
export interface Fault {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
}

/** The engine as it is, or a copy of it with a fault. */
export async function ruleEngine(fault: Fault | null = null): Promise<RuleEngine> {
  if (fault === null) return engineIn(ROOT)
  const copy = mkdtempSync(path.join(tmpdir(), 'tocsin-fault-'))
  try {
    for (const folder of FOLDERS) {
      cpSync(path.join(ROOT, 'services', folder), path.join(copy, 'services', folder), { recursive: true })
    }
    writeFileSync(path.join(copy, 'package.json'), '{"type":"module"}')
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'))
    const file = path.join(copy, 'services/sigma/match', fault.file)
    const parts = readFileSync(file, 'utf8').split(fault.from)
    if (parts.length !== 2) throw new Error(`${fault.file} has ${parts.length - 1} times: ${fault.from}`)
    writeFileSync(file, parts.join(fault.to))
    return await engineIn(copy)
  } finally {
    rmSync(copy, { recursive: true })
  }
}

async function engineIn(root: string): Promise<RuleEngine> {
  const url = (file: string): string => pathToFileURL(path.join(root, 'services', file)).href
  const { loadRuleSet }: typeof LoadRuleSet = await import(url('sigma/load-rule-set.ts'))
  const { compileMatcher }: typeof CompileMatcher = await import(url('sigma/compile-matcher.ts'))
  const { evaluateRule }: typeof EvaluateRule = await import(url('sigma/evaluate-rule.ts'))
  const { PathTable }: typeof FieldPath = await import(url('record/field-path.ts'))
  const { PlainRecordReader }: typeof PlainReader = await import(url('record/plain-record-reader.ts'))
  const resolve: FieldResolver = (name, _taxonomy, paths) => [{ from: 'record', path: paths.add(name) }]
  return {
    load: (texts) => {
      const files = texts.map((text, at) => ({ file: `${at}.yml`, text }))
      return loadRuleSet(files, { lists: new Map(), disable: [], levels: {} }).rules
    },
    compile: (rules) => {
      const { matcher } = compileMatcher(rules, { source: { product: 'plain' }, resolve, paths: new PathTable() })
      return (input) => {
        const found: SigmaRule[] = []
        matcher.match(input, found)
        return new Set(found)
      }
    },
    evaluate: (rule, input) => evaluateRule(rule, resolve, input),
    inputOf: (json) => {
      const record = new PlainRecordReader()
      const problem = record.load(Buffer.from(json))
      if (problem) throw new Error(`${problem.detail}: ${json}`)
      return { record, event: { get: () => undefined } }
    },
  }
}
