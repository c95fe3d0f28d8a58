import type { Item } from '../detection.ts'
import { allOf, anyOf, compileTests, type Question } from './compile-tests.ts'
import type { FieldValues, Turn } from './field-values.ts'

/** An item, ready to be asked. Items that are written alike share one. */
export interface CompiledItem extends Question {
  readonly values: FieldValues
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
