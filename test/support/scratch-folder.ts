import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A fresh folder for a test, and how to remove it. */
export function scratchFolder(): { readonly directory: string; readonly remove: () => void } {
  const directory = mkdtempSync(path.join(tmpdir(), 'tocsin-test-'))
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}
