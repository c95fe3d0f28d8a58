import type { JsonValue } from '../../core/json.ts'
import { MAX_VALUES } from '../../record/collect.ts'
import type { ArrayScope } from '../detection.ts'
import type { ArrayVisitor } from './array-elements.ts'
import type { Question } from './compile-tests.ts'
import type { Turn } from './field-values.ts'
import type { Holds } from './value-questions.ts'

/** The element that a scope looks at; undefined is nothing at all. Its turn goes on with every element. */
export interface Element {
  readonly turn: Turn
  value: JsonValue | undefined
}

/** Makes the question of an array scope, which is answered at most once per event or outer element (`turn`). */
export function compileScope(
  { pick }: ArrayScope,
  turn: Turn,
  arrays: ArrayVisitor,
  element: Element,
  part: Question,
): Question {
  const holdsFor = (value: JsonValue | undefined): boolean => {
    element.turn.serial += 1
    element.value = value
    return part.holds()
  }
  const asks = typeof pick === 'number' ? placeQuestion(pick, arrays, holdsFor) : quantified(pick, arrays, holdsFor)
  let serial = 0
  let answer = false
  return {
    cost: 10 + 4 * part.cost,
    holds: () => {
      if (serial !== turn.serial) {
        serial = turn.serial
        answer = asks()
      }
      return answer
    },
  }
}

function quantified(
  quantifier: Exclude<ArrayScope['pick'], number>,
  arrays: ArrayVisitor,
  holdsFor: (value: JsonValue) => boolean,
): Holds {
  switch (quantifier) {
    case 'any':
      return () => elementsOf(arrays).some(holdsFor)
    case 'none':
      return () => !elementsOf(arrays).some(holdsFor)
    case 'all_or_empty':
      return () => elementsOf(arrays).every(holdsFor)
    case 'all':
      return () => {
        const elements = elementsOf(arrays)
        return elements.length > 0 && elements.every(holdsFor)
      }
  }
}

/** The first elements of all arrays together, as many as values are read of a field. */
function elementsOf(arrays: ArrayVisitor): readonly JsonValue[] {
  const elements: JsonValue[] = []
  arrays((array) => {
    for (const item of array) if (elements.length < MAX_VALUES) elements.push(item)
  })
  return elements
}

function placeQuestion(
  place: number,
  arrays: ArrayVisitor,
  holdsFor: (value: JsonValue | undefined) => boolean,
): Holds {
  return () => {
    const elements: JsonValue[] = []
    arrays((array) => {
      const item = array.at(place)
      if (item !== undefined && elements.length < MAX_VALUES) elements.push(item)
    })
    return elements.length === 0 ? holdsFor(undefined) : elements.some(holdsFor)
  }
}
