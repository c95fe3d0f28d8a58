import type { Item } from '../detection.ts'
import { allOf, anyOf, compileTests, type Question } from './compile-tests.ts'
import type { FieldValues, Turn } from './field-values.ts'
import { readsByItself } from './value-questions.ts'

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
  const needsValues = !item.values.flat().every((test) => readsByItself(test))
  let serial = 0
  let answer = false
  return {
    values,
    cost: question.cost + readCost,
    holds: () => {
      if (serial !== turn.serial) {
        serial = turn.serial
        if (needsValues) values.refresh()
        answer = question.holds() !== negated
      }
      return answer
    },
  }
}
