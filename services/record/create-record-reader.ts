import type { PathTable } from './field-path.ts'
import type { RecordReader } from './field-reader.ts'
import { PlainRecordReader } from './plain-record-reader.ts'
import { planReader, type ScannerFactory } from './scan/reader-plan.ts'
import { ScannedRecordReader } from './scan/scanned-record-reader.ts'
import { createScanner } from './scan/scanner.ts'

const NO_NAMES: readonly string[] = []

/**
 * Makes a reader for records whose paths are in one of these tables; `RecordReader.use` says in which. It scans bytes where
 * that can be done, and parses every record where it cannot. `watchedNames`: members that `mayHoldWatchedName` tells of.
 */
export function createRecordReader(
  tables: readonly PathTable[],
  watchedNames: readonly string[] = NO_NAMES,
  makeScanner: ScannerFactory = createScanner,
): RecordReader {
  const plan = planReader(tables, watchedNames, makeScanner)
  if (!plan) return new PlainRecordReader()
  return new ScannedRecordReader(plan, tables[0] ?? null, () => planReader(tables, watchedNames, makeScanner))
}
