import { AppError } from './errors.ts'
import type { JsonObject } from './json.ts'
import type { Query } from './query.ts'
import { documentPath, hasValue, someLeaf, someValue, type Scalar } from './query/document-values.ts'
import { foldCase } from './query/fold-case.ts'
import { isInNetwork, parseIpAddress, parseIpNetwork } from './ip-address.ts'
import { compileTextPattern, literalOf } from './query/text-pattern.ts'
import { compileRange } from './query/value-range.ts'

/** Whether a document, whose event time in milliseconds since 1970 comes with it, is what was searched for. */
export type QueryMatcher = (document: JsonObject, time: number) => boolean

/** A test of one value of a document. */
export type ValueTest = (value: Scalar) => boolean

type Match = Extract<Query, { kind: 'match' }>

/**
 * The exact meaning of a {@link Query}, in one place for all stores: whatever a store looks up in indexes, these tests
 * decide. Fields are dotted names; of a list every item counts. Throws `QUERY_INVALID` for a network that is none.
 */
export function createQueryMatcher(query: Query): QueryMatcher {
  switch (query.kind) {
    case 'all':
      return () => true
    case 'and': {
      const tests = query.of.map((part) => createQueryMatcher(part))
      return (document, time) => tests.every((test) => test(document, time))
    }
    case 'or': {
      const tests = alternatives(query.of)
      return (document, time) => tests.some((test) => test(document, time))
    }
    case 'not': {
      const test = createQueryMatcher(query.of)
      return (document, time) => !test(document, time)
    }
    case 'exists': {
      const path = documentPath(query.field)
      return (document) => hasValue(document, path)
    }
    case 'time': {
      const { from, to } = query
      return (_, time) => (from === null || time >= from) && (to === null || time <= to)
    }
    case 'match':
    case 'range':
    case 'network':
      return onField(query.field, valueTest(query))
    default:
      return query satisfies never
  }
}

/** The test of single values that a query about one field consists of. */
export function valueTest(query: Extract<Query, { kind: 'match' | 'range' | 'network' }>): ValueTest {
  if (query.kind === 'range') return compileRange(query.low, query.high)
  if (query.kind === 'match') {
    const literal = literalOf(query.pattern)
    if (literal !== null) return equalsOneOf([literal])
    const test = compileTextPattern(query.pattern)
    return (value) => test(foldCase(String(value)))
  }
  const network = parseIpNetwork(query.cidr, 'ignore')
  if ('problem' in network) throw new AppError('QUERY_INVALID', `${query.cidr} ${network.problem}`)
  return (value) => {
    const address = typeof value === 'string' ? parseIpAddress(value) : null
    return address !== null && isInNetwork(network, address)
  }
}

function onField(field: string | null, test: ValueTest): QueryMatcher {
  if (field === null) return (document) => someLeaf(document, test)
  const path = documentPath(field)
  return (document) => someValue(document, path, test)
}

/**
 * The tests of an `or`. Plain words for one field become one look-up, because people paste lists of tens of thousands of
 * addresses.
 */
function alternatives(of: readonly Query[]): QueryMatcher[] {
  const tests: QueryMatcher[] = []
  const literals = new Map<string | null, string[]>()
  for (const part of of) {
    const literal = part.kind === 'match' ? literalOf(part.pattern) : null
    if (literal === null) tests.push(createQueryMatcher(part))
    else remember(literals, part as Match, literal)
  }
  for (const [field, texts] of literals) tests.push(onField(field, equalsOneOf(texts)))
  return tests
}

function remember(literals: Map<string | null, string[]>, { field }: Match, literal: string): void {
  const texts = literals.get(field)
  if (texts) texts.push(literal)
  else literals.set(field, [literal])
}

function equalsOneOf(literals: readonly string[]): ValueTest {
  const texts = new Set(literals.map((literal) => foldCase(literal)))
  return (value) => texts.has(foldCase(String(value)))
}
