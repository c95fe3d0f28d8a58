import type { Item, Test } from '../detection.ts'
import { literalOf } from '../pattern.ts'
import { allOf, anyOf, compileTests, type Question } from './compile-tests.ts'
import type { FieldValues, Turn } from './field-values.ts'
import { fold } from './fold.ts'
import { numberText } from './value-text.ts'

/** An item, ready to be asked. Items that are written alike share one. */
export interface CompiledItem extends Question {
  readonly values: FieldValues
  /**
   * Folded texts of which the field has at least one whenever the item holds; null when there is no such set. This is
   * what the index looks for.
   */
  readonly witnesses: readonly string[] | null
}

/** Makes the question of an item. It is answered at most once per event. */
export function compileItem(
  item: Item,
  turn: Turn,
  values: FieldValues,
  fieldOf: (name: string) => FieldValues,
  readCost: number,
): CompiledItem {
  const isAny = item.link === 'any'
  const groups = isAny ? [item.values.flat()] : item.values
  const questions = groups.map((tests) => compileTests(tests, values, fieldOf))
  const question = isAny ? anyOf(questions) : allOf(questions)
  const { negated } = item
  let serial = 0
  let answer = false
  return {
    values,
    witnesses: negated ? null : witnessesOf(groups),
    cost: question.cost + readCost,
    holds: () => {
      if (serial !== turn.serial) {
        serial = turn.serial
        values.refresh()
        answer = question.holds() !== negated
      }
      return answer
    },
  }
}

/** Of groups that must all hold, the one with the fewest texts will do. */
function witnessesOf(groups: readonly (readonly Test[])[]): readonly string[] | null {
  let best: readonly string[] | null = null
  for (const tests of groups) {
    const texts = exactTexts(tests)
    if (texts && (best === null || texts.length < best.length)) best = texts
  }
  return best
}

/** The folded texts of tests that are all equalities; null when one is something else. */
function exactTexts(tests: readonly Test[]): readonly string[] | null {
  const texts = new Set<string>()
  for (const test of tests) {
    const literal = test.kind === 'pattern' ? literalOf(test.pattern) : null
    if (literal !== null) texts.add(fold(literal))
    else if (test.kind === 'number') texts.add(numberText(test.value))
    else if (test.kind === 'boolean') texts.add(String(test.value))
    else return null
  }
  return [...texts]
}
