import type { RuleProblem, RuleRef, StatefulRule, TemporalTerm } from '../types.ts'
import { isRefusal, type Refusal } from './draft.ts'
import type { LoadedDocument, StatefulDraft, WrittenExpression, WrittenRef } from './loaded.ts'
import { temporalTerms } from './parse-temporal.ts'
import type { ProblemCode } from '../problem-codes.ts'
import { problemAt, type Registry } from './registry.ts'
import { quoted, type Place } from './source-text.ts'

/** Correlations may refer to correlations this deep. */
export const MAX_CHAIN = 10
/** Beyond this a chain is not even followed. */
const MAX_PATH = 500

/** A reference with the document it leads to. */
export interface ResolvedRef {
  readonly text: string
  readonly document: LoadedDocument
}

/** A stateful rule that is tied to the rules it refers to; `fields` of its refs and `carries` come later. */
export interface ResolvedRule {
  readonly document: LoadedDocument
  readonly draft: StatefulDraft
  readonly refs: readonly ResolvedRef[]
  readonly rule: StatefulRule
  /** 1 for one that refers to detection rules only */
  readonly depth: number
}

interface Resolving {
  readonly registry: Registry
  readonly problems: RuleProblem[]
  /** null: refused */
  readonly done: Map<LoadedDocument, ResolvedRule | null>
  /** in the order in which they can be calculated */
  readonly order: ResolvedRule[]
  readonly path: LoadedDocument[]
}

/**
 * Ties every correlation to its rules, those before it that it refers to. What refers to nothing, to something that was
 * refused, or in a circle is left out with a problem; what refers to a rule that cannot work is blind.
 */
export function resolveStateful(registry: Registry, problems: RuleProblem[]): readonly ResolvedRule[] {
  const resolving: Resolving = { registry, problems, done: new Map(), order: [], path: [] }
  for (const document of registry.active) if (document.content?.kind === 'stateful') resolve(document, resolving)
  return resolving.order
}

function resolve(document: LoadedDocument, resolving: Resolving): ResolvedRule | null {
  const known = resolving.done.get(document)
  if (known !== undefined) return known
  if (document.content?.kind !== 'stateful') return null
  resolving.path.push(document)
  const resolved = resolveDraft(document, document.content.draft, resolving)
  resolving.path.pop()
  resolving.done.set(document, resolved)
  if (resolved) resolving.order.push(resolved)
  return resolved
}

function resolveDraft(document: LoadedDocument, draft: StatefulDraft, resolving: Resolving): ResolvedRule | null {
  const fail = (code: ProblemCode, place: Place, message: string, hint: string): null => {
    resolving.problems.push(problemAt(document, place, { severity: 'error', code, message, hint }))
    return null
  }
  const expression = 'expression' in draft.shape ? draft.shape.expression : null
  const written = draft.refs ?? expression?.refs ?? []
  const refs = written.map((ref) => resolveRef(ref, resolving, fail))
  const good = refs.filter((ref) => ref !== null)
  if (good.length < refs.length) return null
  const twice = good.findIndex((ref, at) => good.findIndex((other) => other.document === ref.document) < at)
  if (twice >= 0) {
    const { text } = good[twice] ?? { text: '' }
    return fail(
      'correlation',
      written[twice]?.place ?? draft.place,
      `${quoted(text)} stands twice in “rules”`,
      'name each rule once',
    )
  }
  const depth = 1 + Math.max(0, ...good.map((ref) => resolving.done.get(ref.document)?.depth ?? 0))
  if (depth > MAX_CHAIN) {
    const hint = 'refer to the rules at the bottom'
    return fail('reference-cycle', draft.place, `the chain of correlations is more than ${MAX_CHAIN} long`, hint)
  }
  const fault = countFault(draft, good.length)
  if (fault) return fail('correlation-condition', draft.place, fault.problem, fault.hint)
  const terms = expression ? termsOf(expression, good, resolving.registry) : allOf(draft, good.length)
  if (terms !== null && isRefusal(terms)) {
    const place = terms.place ?? expression?.place ?? draft.place
    return fail('correlation-condition', place, `the condition ${terms.problem}`, terms.hint)
  }
  const rule = ruleOf(draft, good, terms, blindness(draft, good, resolving))
  return rule && { document, draft, refs: good, rule, depth }
}

type Fail = (code: ProblemCode, place: Place, message: string, hint: string) => null

function resolveRef({ text, place }: WrittenRef, resolving: Resolving, fail: Fail): ResolvedRef | null {
  const document = resolving.registry.find(text)
  if (!document) {
    const titled = resolving.registry.titled(text)
    const other = titled?.name ?? titled?.id
    const hint =
      other === undefined || other === null
        ? 'write the id or the name of a rule that is loaded along with this one'
        : `${quoted(text)} is a title: write ${other}`
    return fail('reference-unknown', place, `there is no rule ${quoted(text)}`, hint)
  }
  if (document.isDisabled) return { text, document }
  if (document.content?.kind === 'filter') {
    return fail('reference-unknown', place, `${quoted(text)} is a filter`, 'name a rule or a correlation')
  }
  if (resolving.path.includes(document)) {
    const circle = [...resolving.path.slice(resolving.path.indexOf(document)), document].map(({ title }) =>
      quoted(title),
    )
    const hint = 'let one of them refer to rules instead'
    return fail('reference-cycle', place, `these refer to each other: ${circle.join(' → ')}`, hint)
  }
  if (resolving.path.length > MAX_PATH) {
    const hint = 'refer to the rules at the bottom'
    return fail('reference-cycle', place, `the chain of correlations is more than ${MAX_PATH} long`, hint)
  }
  const isGood = document.content?.kind === 'rule' || resolve(document, resolving) !== null
  if (isGood) return { text, document }
  const where = `${document.file}:${document.line}`
  return fail(
    'reference-refused',
    place,
    `${quoted(text)} was refused: ${where} “${document.title}”`,
    'mend that one first',
  )
}

/** What is wrong with the number of rules; null when nothing is. */
function countFault({ shape }: StatefulDraft, count: number): Refusal | null {
  if (!('expression' in shape)) return null
  if (count < 2) {
    const hint = 'name two rules or more, or write a correlation of type event_count'
    return { problem: `a correlation of type ${shape.type} needs two rules or more`, hint }
  }
  const least = Math.max(0, ...(shape.thresholds ?? []).map(({ op, value }) => leastOf(op, value)))
  if (least <= count) return null
  return { problem: `the condition asks for ${least} different rules, but there are ${count}`, hint: 'ask for fewer' }
}

function leastOf(op: string, value: number): number {
  if (op === 'gt') return value + 1
  return op === 'gte' || op === 'eq' ? value : 0
}

function allOf({ shape }: StatefulDraft, count: number): readonly TemporalTerm[] | null {
  if (!('expression' in shape)) return null
  return shape.thresholds ? null : [{ has: Array.from({ length: count }, (_, index) => index), lacks: [] }]
}

/** A refusal of one word of a condition. */
interface PlacedRefusal extends Refusal {
  readonly place?: Place
}

function termsOf(
  { expression, refs }: WrittenExpression,
  resolved: readonly ResolvedRef[],
  registry: Registry,
): readonly TemporalTerm[] | PlacedRefusal {
  const documents = resolved.map(({ document }) => document)
  const indexes = new Map<string, number>()
  for (const { text, place } of refs) {
    const document = registry.find(text)
    const index = document ? documents.indexOf(document) : -1
    if (index < 0)
      return { place, problem: `names ${quoted(text)}, which is not in “rules”`, hint: 'name the same rules in both' }
    if (document?.name !== text) {
      return { place, problem: `names ${quoted(text)} by its id`, hint: 'give the rule a “name” and write that' }
    }
    indexes.set(text, index)
  }
  const named = new Set(indexes.values())
  const unused = resolved.find((_ref, index) => !named.has(index))
  if (unused) {
    return { problem: `never names ${quoted(unused.text)} of “rules”`, hint: 'name the same rules in both' }
  }
  return temporalTerms(expression, (name) => indexes.get(name) ?? -1)
}

/** Why the rule cannot work: its own lists, or a rule that it needs. */
function blindness(draft: StatefulDraft, refs: readonly ResolvedRef[], resolving: Resolving): string | null {
  const reasons = draft.blind === null ? [] : [draft.blind]
  for (const { document } of refs) {
    const { content, title } = document
    if (document.isDisabled) reasons.push(`its rule ${quoted(title)} is switched off`)
    else {
      const blind = content?.kind === 'rule' ? content.rule.blind : resolving.done.get(document)?.rule.blind
      if (blind) reasons.push(`its rule ${quoted(title)} is blind: ${blind}`)
    }
  }
  return reasons.length === 0 ? null : reasons.join('; ')
}

function ruleOf(
  draft: StatefulDraft,
  resolved: readonly ResolvedRef[],
  terms: readonly TemporalTerm[] | null,
  blind: string | null,
): StatefulRule {
  const { info, taxonomy, groupBy, timespan, tests, shape } = draft
  const refs = resolved.map(({ text, document }): RuleRef => ({ id: document.id ?? text, name: text, fields: {} }))
  const base = { info, taxonomy, refs, groupBy, timespan, carries: [], tests, blind }
  if ('expression' in shape) {
    const { type, window, thresholds } = shape
    return { ...base, type, window, thresholds, terms }
  }
  return { ...base, ...shape }
}
