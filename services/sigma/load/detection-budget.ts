import type { Test } from '../detection.ts'
import type { Refusal } from './draft.ts'

/** What one document has asked for so far. Small files can ask for very much: lists and modifiers multiply values. */
export interface DetectionBudget {
  tests: number
  characters: number
  instructions: number
}

/** What one document may ask for: values with all their variants, … */
const MAX_TESTS = 200_000
/** … the characters of them together, … */
const MAX_CHARACTERS = 2_000_000
/** … and the size of its regular expressions once their repetitions are written out. */
const MAX_INSTRUCTIONS = 250_000

const HINT = 'split the rule, or use fewer lists and modifiers in it'

/** Begins a document. */
export function detectionBudget(): DetectionBudget {
  return { tests: 0, characters: 0, instructions: 0 }
}

/** Whether so many variants of one value can be made at all. */
export function isTooMany(variants: number): boolean {
  return variants > MAX_TESTS
}

/** True once a document has asked for too much. */
export function isSpent({ tests, characters, instructions }: DetectionBudget): boolean {
  return tests > MAX_TESTS || characters > MAX_CHARACTERS || instructions > MAX_INSTRUCTIONS
}

/** The refusal of the value that was too much. */
export function overspent({ tests, characters }: DetectionBudget): Refusal {
  if (tests > MAX_TESTS) return { problem: `is one of more than ${MAX_TESTS} variants of values`, hint: HINT }
  if (characters > MAX_CHARACTERS) return { problem: `is one of more than ${MAX_CHARACTERS} characters`, hint: HINT }
  return { problem: 'is one of too many regular expressions, or too large ones', hint: HINT }
}

/** Counts the tests of one value. */
export function spend(budget: DetectionBudget, tests: readonly Test[]): void {
  budget.tests += tests.length
  for (const test of tests) {
    if (test.kind === 'regex') budget.instructions += test.size
    else if (test.kind === 'pattern') {
      for (const part of test.pattern) budget.characters += typeof part === 'string' ? part.length : 1
    }
  }
}
