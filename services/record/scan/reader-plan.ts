import type { PathTable } from '../field-path.ts'
import type { Scanner } from './scanner.ts'

/** Makes a scanner for paths, given as their keys, that watches for members of these names; null where there is none to be had. */
export type ScannerFactory = (paths: readonly (readonly string[])[], names: readonly string[]) => Scanner | null

/** What a reader knows of one table: by `FieldPath.index` the path's text and its slot, −1 where it has none. */
export interface TablePlan {
  readonly texts: readonly string[]
  readonly slots: Int32Array
}

/** One scan for the paths of all tables. */
export interface ReaderPlan {
  readonly scanner: Scanner
  readonly tables: ReadonlyMap<PathTable, TablePlan>
  /** slot of a path by its text: for who asks without having said whose paths */
  readonly slotOfText: ReadonlyMap<string, number>
  /** by slot: the slot of the path without its last key, −1 for the record's own members */
  readonly parents: Int32Array
  /** by slot: how many keys lead to it */
  readonly depths: Int32Array
}

const KEY_END = '\0'

/** Plans the scan for everything that stands in the tables now. Null where no scanner is to be had. */
export function planReader(
  tables: readonly PathTable[],
  names: readonly string[],
  makeScanner: ScannerFactory,
): ReaderPlan | null {
  const keysOfText = new Map(tables.flatMap(({ paths }) => paths.map(({ text, keys }) => [text, keys] as const)))
  const scanner = makeScanner([...keysOfText.values()], names)
  if (!scanner) return null
  const slotOfText = new Map<string, number>()
  for (const [text, keys] of keysOfText) {
    const slot = scanner.slotOf.get(keys.join(KEY_END))
    if (slot !== undefined) slotOfText.set(text, slot)
  }
  const planTable = ({ paths }: PathTable): TablePlan => ({
    texts: paths.map(({ text }) => text),
    slots: Int32Array.from(paths, ({ text }) => slotOfText.get(text) ?? -1),
  })
  return {
    scanner,
    tables: new Map(tables.map((table) => [table, planTable(table)])),
    slotOfText,
    ...familyOf(scanner),
  }
}

function familyOf({ slotOf, slots }: Scanner): Pick<ReaderPlan, 'parents' | 'depths'> {
  const parents = new Int32Array(slots).fill(-1)
  const depths = new Int32Array(slots)
  for (const [joined, slot] of slotOf) {
    parents[slot] = slotOf.get(joined.slice(0, Math.max(joined.lastIndexOf(KEY_END), 0))) ?? -1
    depths[slot] = joined.split(KEY_END).length
  }
  return { parents, depths }
}
