import { compileKernel } from './instantiate-kernel.ts'
import { KernelScanner } from './kernel-scanner.ts'
import { planScan } from './plan.ts'

/** What stands in a slot: `PLAIN` is a string of ASCII without escapes, `ODD` is any other string. */
export const ABSENT = 0
export const PLAIN = 1
export const ODD = 2
export const NUMBER = 3
export const TRUE = 4
export const FALSE = 5
export const NULL = 6
export const OBJECT = 7
export const ARRAY = 8

/**
 * Finds the raw tokens of a fixed set of paths in one JSON object after the other. Everything it tells is of the last scan that
 * returned true; memory may move with a scan, so read `kinds`, `starts`, `ends` and `view` anew after each.
 */
export interface Scanner {
  /**
   * Slot of each wanted path and of each proper prefix of one, by its keys joined with NUL. The slots of all descendants follow
   * their ancestor's without a gap. A path with an empty key, with a NUL in a key, or with more than 64 keys has no slot.
   */
  readonly slotOf: ReadonlyMap<string, number>
  /** How many slots there are. */
  readonly slots: number
  /**
   * Scans one JSON object that fills `bytes`; blanks around it are allowed. True: it is valid JSON and the slots describe it. False:
   * nothing is known, `JSON.parse` decides.
   */
  scan(bytes: Uint8Array): boolean
  /** by slot: one of the kinds above */
  readonly kinds: Uint8Array
  /** by slot, where its kind is not `ABSENT`: where the token starts in `view`; a string starts with its quote */
  readonly starts: Int32Array
  /** by slot: one behind the token's last byte */
  readonly ends: Int32Array
  /** memory in which the tokens stand until the next scan */
  readonly view: Buffer
  /** where the record's first byte stands in `view` */
  readonly recordStart: number
  /** a number of more than 15 characters may stand anywhere in the record */
  readonly mayHoldLongInteger: boolean
  /** a member anywhere may have a watched name, compared without case; also for names with an escape or a non-ASCII byte */
  readonly mayHoldWatchedName: boolean
  /** a CR or LF stands between tokens or around the record */
  readonly hasBlanks: boolean
}

/**
 * A scanner for these paths, given as their keys, that watches for members of these names. Null where WebAssembly with SIMD is not
 * to be had: then every record is read with `JSON.parse`.
 */
export function createScanner(paths: readonly (readonly string[])[], names: readonly string[]): Scanner | null {
  const create = compileKernel()
  if (!create) return null
  try {
    return new KernelScanner(planScan(paths, names), create)
  } catch {
    // No address space for its memory.
    return null
  }
}
