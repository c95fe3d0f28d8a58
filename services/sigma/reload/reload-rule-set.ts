import { contentHash } from '../../core/ids.ts'
import type { LoadedDocument, LoadedFile } from '../load/loaded.ts'
import { loadFile } from '../load/load-file.ts'
import { linkedSet } from '../load-rule-set.ts'
import { isConcerned, withSameRules } from '../reload-lists.ts'
import type { RuleFile, RuleOptions, RuleProblem, RuleSet } from '../types.ts'
import { keepGood } from './keep-good.ts'

/** A rule set, and what its next version is made from. */
export interface KnownRules {
  readonly ruleSet: RuleSet
  readonly options: RuleOptions
  /** by file, as it was read last */
  readonly files: ReadonlyMap<string, KnownFile>
  /** what is wrong with files whose rules are in effect as they were before, or not at all */
  readonly faults: readonly RuleFault[]
}

/** A file as it was read last. */
export interface KnownFile {
  /** hash over its text */
  readonly hash: string
  readonly loaded: LoadedFile
  /** in the form that is in effect: good documents of before stand in for broken ones */
  readonly effective: LoadedFile
}

/** Something that is wrong with a file of rules. */
export interface RuleFault {
  readonly problem: Pick<RuleProblem, 'file' | 'line' | 'message' | 'hint'>
  /** titles of the rules of this file that stay in effect as they were; none: what is wrong is left out */
  readonly keeps: readonly string[]
}

/** Reads a file for the next version, or takes it over when neither its text nor what it was read with has changed. */
export function readAgain(file: RuleFile, before: KnownRules | null, options: RuleOptions): KnownFile {
  const hash = contentHash(file.text)
  const known = before?.files.get(file.file)
  if (before && known?.hash === hash && !changesReading(known.loaded, before.options, options)) return known
  const loaded = loadFile(file, options)
  return { hash, loaded, effective: keepGood(known?.effective, loaded).file }
}

/** The rules of files that were read just now, for the first time. */
export function firstRules(files: readonly KnownFile[], options: RuleOptions): KnownRules {
  const known = new Map(files.map((file) => [file.loaded.file, file]))
  const ruleSet = linkedSet(
    files.map(({ loaded }) => loaded),
    options,
  )
  return { ruleSet, options, files: known, faults: faultsOf(ruleSet.problems, new Map()) }
}

/**
 * The next version of the rules. A document that cannot be tied to the others although it could be before it was changed stays
 * as it was; one that has not changed itself, but has lost what it refers to, is gone, with a problem. Rules of which nothing
 * has changed are the same objects as before.
 */
export function reloadRuleSet(before: KnownRules, files: readonly KnownFile[], options: RuleOptions): KnownRules {
  // What links refused the last time may fit by now.
  const fresh = files.map((file): KnownFile => {
    const { loaded, effective } = file
    if (effective === loaded) return file
    return { ...file, effective: keepGood(before.files.get(loaded.file)?.effective, loaded).file }
  })
  const tied = tieTogether(before, fresh, options)
  const known = new Map(tied.files.map((file) => [file.loaded.file, file]))
  const kept = new Map(tied.files.map((file) => [file.loaded.file, titlesKept(file)]))
  const ruleSet = withSameRules(before.ruleSet, tied.ruleSet)
  return { ruleSet, options, files: known, faults: faultsOf([...ruleSet.problems, ...tied.problems], kept) }
}

/** Each round puts back what is refused by links now; what it puts back may bring others back. */
const ROUNDS = 5

function tieTogether(
  before: KnownRules,
  read: readonly KnownFile[],
  options: RuleOptions,
): { readonly files: readonly KnownFile[]; readonly ruleSet: RuleSet; readonly problems: readonly RuleProblem[] } {
  const running = runningIds(before.ruleSet)
  const problems: RuleProblem[] = []
  let files = read
  for (let round = 0; ; round += 1) {
    const ruleSet = linkedSet(
      files.map(({ effective }) => effective),
      options,
    )
    const ids = runningIds(ruleSet)
    const next = files.map((file) => {
      const last = before.files.get(file.loaded.file)?.effective
      return last === undefined || last === file.effective ? file : putBack(file, last, { running, ids })
    })
    const changed = next.filter((file, at) => file !== files[at])
    if (changed.length === 0 || round === ROUNDS) return { files, ruleSet, problems }
    problems.push(...problemsOf(ruleSet, changed, files))
    files = next
  }
}

/** The file with those documents as they were that ran before, have changed, and do not run now. */
function putBack(
  file: KnownFile,
  last: LoadedFile,
  { running, ids }: { readonly running: ReadonlySet<string>; readonly ids: ReadonlySet<string> },
): KnownFile {
  const lost = (document: LoadedDocument): LoadedDocument | null => {
    const { id, content } = document
    if (id === null || content === null || content.kind === 'filter' || !running.has(id) || ids.has(id)) return null
    const good = last.documents.find((one) => one.id === id && one.content !== null)
    return good === undefined || isSame(good, document) ? null : { ...good, problems: document.problems }
  }
  const documents = file.effective.documents.map((document) => lost(document) ?? document)
  const isChanged = documents.some((document, at) => document !== file.effective.documents[at])
  return isChanged ? { ...file, effective: { ...file.effective, documents } } : file
}

function isSame(one: LoadedDocument, other: LoadedDocument): boolean {
  return one === other || JSON.stringify(one.content) === JSON.stringify(other.content)
}

/** What links say of the documents that are put back: of those alone, since others may be well when these are back. */
function problemsOf(ruleSet: RuleSet, changed: readonly KnownFile[], files: readonly KnownFile[]): RuleProblem[] {
  return changed.flatMap((next) => {
    const now = files.find(({ loaded }) => loaded.file === next.loaded.file)?.effective.documents ?? []
    const replaced = now.filter((document, at) => document !== next.effective.documents[at])
    return ruleSet.problems.filter((problem) => {
      const { severity, file, line } = problem
      return severity === 'error' && file === next.loaded.file && replaced.some((document) => isIn(line, document, now))
    })
  })
}

/** Whether a line belongs to a document; it ends where the next one begins. */
function isIn(line: number, document: LoadedDocument, all: readonly LoadedDocument[]): boolean {
  const end = Math.min(Infinity, ...all.map((one) => one.line).filter((start) => start > document.line))
  return line >= document.line && line < end
}

function runningIds({ rules, stateful }: RuleSet): ReadonlySet<string> {
  return new Set([...rules, ...stateful].map(({ info }) => info.id))
}

function titlesKept({ loaded, effective }: KnownFile): readonly string[] {
  if (loaded === effective) return []
  const now = new Set(loaded.documents)
  return effective.documents.filter((document) => !now.has(document)).map(({ title }) => title)
}

function faultsOf(problems: readonly RuleProblem[], kept: ReadonlyMap<string, readonly string[]>): RuleFault[] {
  const errors = new Map<string, RuleProblem>()
  for (const problem of problems) {
    const { severity, file, line, column, message } = problem
    if (severity === 'error') errors.set(JSON.stringify([file, line, column, message]), problem)
  }
  return [...errors.values()].map((problem) => ({ problem, keeps: kept.get(problem.file) ?? [] }))
}

/** Whether a file has to be read again because of what it is read with: lists, levels, what is switched off. */
function changesReading({ documents }: LoadedFile, before: RuleOptions, now: RuleOptions): boolean {
  const lists = new Map([...now.lists].map(([name, entries]) => [name.toLowerCase(), entries]))
  const names = new Set(changedNames(before, now))
  return documents.some((one) => one.names.some((name) => names.has(name)) || isConcerned(one, lists))
}

function* changedNames(before: RuleOptions, now: RuleOptions): Generator<string> {
  yield* new Set(before.disable).symmetricDifference(new Set(now.disable))
  for (const name of new Set([...Object.keys(before.levels), ...Object.keys(now.levels)])) {
    if (levelOf(before, name) !== levelOf(now, name)) yield name
  }
}

function levelOf({ levels }: RuleOptions, name: string): string | undefined {
  return Object.hasOwn(levels, name) ? levels[name] : undefined
}
