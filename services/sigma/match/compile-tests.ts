import type { Test } from '../detection.ts'
import { literalOf, type SigmaPattern } from '../pattern.ts'
import { compileRegex, isRegexProblem } from '../regex.ts'
import { compilePatterns, type TextTest } from './compile-pattern.ts'
import type { FieldValues } from './field-values.ts'
import { fold } from './fold.ts'
import { literalRegex } from './literal-regex.ts'
import { numberText } from './value-text.ts'
import { networkQuestion } from './network-question.ts'
import { compareQuestion, existsQuestion, fieldQuestion, hasNoValue, type Holds } from './value-questions.ts'

/** How much dearer a question is than comparing one text; for the order in which questions are asked. */
export interface Question {
  readonly holds: Holds
  readonly cost: number
}

type Kind<K extends Test['kind']> = Extract<Test, { kind: K }>

/** Variants of a value, sorted by how they are compared. */
interface Sorted {
  /** folded texts, also of numbers and booleans: equal to a text, number or boolean of the event */
  readonly equal: Set<string>
  /** the same of texts alone: equal to a text inside an object */
  readonly equalText: Set<string>
  /** asked of folded texts, those inside objects included */
  readonly folded: SigmaPattern[]
  /** asked of texts as they are, those inside objects included */
  readonly exact: SigmaPattern[]
  /** the same; dear */
  readonly regexes: TextTest[]
  readonly networks: string[]
  readonly others: Holds[]
}

/** Makes one question of variants of which one is enough. `fieldOf` gives the values of another field (`fieldref`). */
export function compileTests(
  tests: readonly Test[],
  values: FieldValues,
  fieldOf: (name: string) => FieldValues,
): Question {
  const sorted: Sorted = {
    equal: new Set(),
    equalText: new Set(),
    folded: [],
    exact: [],
    regexes: [],
    networks: [],
    others: [],
  }
  for (const test of tests) sort(test, values, fieldOf, sorted)
  const { equal, folded, exact, regexes, networks } = sorted
  const questions: Question[] = []
  if (equal.size > 0) questions.push(equality(sorted, values))
  if (folded.length > 0) questions.push(textQuestion(compilePatterns(folded), values, true, 2))
  if (exact.length > 0) questions.push(textQuestion(compilePatterns(exact), values, false, 2))
  if (regexes.length > 0) questions.push(textQuestion(regexes, values, false, 20))
  if (networks.length > 0) questions.push({ holds: networkQuestion(networks, values), cost: 3 })
  for (const holds of sorted.others) questions.push({ holds, cost: 3 })
  return anyOf(questions)
}

/** One question for several of which one is enough; none holds when there is none. */
export function anyOf(questions: readonly Question[]): Question {
  const ordered = questions.toSorted((one, other) => one.cost - other.cost)
  const [first, second] = ordered
  if (!first) return { holds: () => false, cost: 0 }
  if (!second) return first
  const asked = ordered.map((question) => question.holds)
  return {
    cost: ordered.reduce((sum, question) => sum + question.cost, 0),
    holds: () => {
      for (const holds of asked) if (holds()) return true
      return false
    },
  }
}

/** One question for several that must all hold. */
export function allOf(questions: readonly Question[]): Question {
  const ordered = questions.toSorted((one, other) => one.cost - other.cost)
  const [first, second] = ordered
  if (first && !second) return first
  const asked = ordered.map((question) => question.holds)
  return {
    cost: ordered.reduce((sum, question) => sum + question.cost, 0),
    holds: () => {
      for (const holds of asked) if (!holds()) return false
      return true
    },
  }
}

function sort(test: Test, values: FieldValues, fieldOf: (name: string) => FieldValues, sorted: Sorted): void {
  switch (test.kind) {
    case 'pattern':
      sortPattern(test, sorted)
      break
    case 'number':
      sorted.equal.add(numberText(test.value))
      break
    case 'boolean':
      sorted.equal.add(String(test.value))
      break
    case 'regex':
      sorted.regexes.push(regexTest(test))
      break
    case 'null':
      sorted.others.push(() => hasNoValue(values))
      break
    case 'exists':
      sorted.others.push(existsQuestion(test, values))
      break
    case 'cidr':
      sorted.networks.push(test.network)
      break
    case 'compare':
      sorted.others.push(compareQuestion(test, values))
      break
    case 'field':
      sorted.others.push(fieldQuestion(test.placement, values, fieldOf(test.field)))
      break
  }
}

function sortPattern({ pattern, cased }: Kind<'pattern'>, sorted: Sorted): void {
  const literal = literalOf(pattern)
  if (cased) {
    sorted.exact.push(pattern)
  } else if (literal === null) {
    sorted.folded.push(foldPattern(pattern))
  } else {
    sorted.equal.add(fold(literal))
    sorted.equalText.add(fold(literal))
  }
}

function foldPattern(pattern: SigmaPattern): SigmaPattern {
  return pattern.map((part) => (typeof part === 'string' ? fold(part) : part))
}

function regexTest({ source, flags }: Kind<'regex'>): TextTest {
  const regex = compileRegex(source, flags)
  if (isRegexProblem(regex)) return () => false
  const literal = literalRegex(source, flags)
  if (!literal) return (text) => regex.test(text)
  const { reads } = regex
  return (text) => literal(text.length > reads ? text.slice(0, reads) : text)
}

function equality({ equal, equalText }: Sorted, values: FieldValues): Question {
  const only = equal.size === 1 ? [...equal][0] : undefined
  const isEqual: TextTest = only === undefined ? (text) => equal.has(text) : (text) => text === only
  const isEqualText: TextTest = (text) => equalText.has(text)
  const holds = (): boolean => {
    const texts = values.folded
    for (let at = 0; at < values.textCount; at += 1) if (isEqual(texts[at] ?? '')) return true
    return values.hasObjects && values.foldedObjectTexts.some(isEqualText)
  }
  return { holds, cost: 1 }
}

function textQuestion(tests: readonly TextTest[], values: FieldValues, isFolded: boolean, cost: number): Question {
  const holds = (): boolean => {
    const texts = isFolded ? values.folded : values.texts
    for (let at = 0; at < values.textCount; at += 1) if (someTest(tests, texts[at] ?? '')) return true
    if (!values.hasObjects) return false
    for (const text of isFolded ? values.foldedObjectTexts : values.objectTexts) if (someTest(tests, text)) return true
    return false
  }
  return { holds, cost: cost * tests.length }
}

function someTest(tests: readonly TextTest[], text: string): boolean {
  for (const test of tests) if (test(text)) return true
  return false
}
