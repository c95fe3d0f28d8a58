/** Short names for query trees in the tables of the tests. */
import { ANY_ONE, ANY_RUN, type Bound, type Query, type TextPattern } from '../../../services/core/query.ts'

/** `field:value`; `*` and `?` in the value are wild. */
export function match(field: string | null, value: string): Query {
  return { kind: 'match', field, pattern: pattern(value) }
}

/** `field:"value"`: nothing in it is wild. */
export function plain(field: string | null, value: string): Query {
  return { kind: 'match', field, pattern: value === '' ? [] : [value] }
}

export function exists(field: string): Query {
  return { kind: 'exists', field }
}

export function and(...of: readonly Query[]): Query {
  return { kind: 'and', of }
}

export function or(...of: readonly Query[]): Query {
  return { kind: 'or', of }
}

export function not(of: Query): Query {
  return { kind: 'not', of }
}

export function network(field: string, cidr: string): Query {
  return { kind: 'network', field, cidr }
}

/** `field >= value` and the like. */
export function range(field: string, sign: '<' | '<=' | '>' | '>=', value: string): Query {
  const bound: Bound = { value, inclusive: sign.endsWith('=') }
  return { kind: 'range', field, low: sign.startsWith('>') ? bound : null, high: sign.startsWith('<') ? bound : null }
}

/** Event time between two ISO times, both inclusive; null = open. */
export function time(from: string | null, to: string | null): Query {
  return { kind: 'time', from: from === null ? null : Date.parse(from), to: to === null ? null : Date.parse(to) }
}

function pattern(text: string): TextPattern {
  return text
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' ? ANY_RUN : part === '?' ? ANY_ONE : part))
}
