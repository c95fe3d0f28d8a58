import assert from 'node:assert/strict'
import { createScanner, type Scanner } from '../../../../services/record/scan/scanner.ts'
import type { Wanted } from './reference-scan.ts'

/** A scanner that must be there: every Node that Tocsin runs on has WebAssembly. */
export function openScanner({ paths, names }: Wanted): Scanner {
  const scanner = createScanner(paths, names)
  assert.ok(scanner, 'this Node has no WebAssembly')
  return scanner
}

/** Wanted paths, written with dots. */
export function wantedPaths(...texts: readonly string[]): Wanted {
  return { paths: texts.map((text) => text.split('.')), names: [] }
}

/** What stands at a path, as it stands in the record, or null. */
export function tokenAt(scanner: Scanner, path: string): string | null {
  const slot = scanner.slotOf.get(path.replaceAll('.', '\0')) ?? -1
  if (scanner.kinds[slot] === 0 || slot < 0) return null
  return scanner.view.toString('utf8', scanner.starts[slot], scanner.ends[slot])
}
