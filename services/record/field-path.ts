/** A place in a record, compiled once: `userIdentity.sessionContext.sessionIssuer.arn`. */
export interface FieldPath {
  /** place in its {@link PathTable}; readers keep one slot per index */
  readonly index: number
  readonly text: string
  readonly keys: readonly string[]
  /** at each place of {@link keys} all keys from there on as one text: `['a.b.c', 'b.c', 'c']` */
  readonly suffixes: readonly string[]
  /** one of {@link keys} or {@link suffixes} is a name that every JavaScript object inherits, as `constructor` */
  readonly isInherited: boolean
}

/**
 * All paths that are read of one kind of record. A log type's mapping makes one; rules work on an extension of it, in
 * which the mapping's paths keep their places. A backing that scans bytes knows from it beforehand what will be asked.
 */
export class PathTable {
  readonly #paths: FieldPath[] = []
  readonly #byText = new Map<string, FieldPath>()

  /** The path for dotted keys; the same text gives the same path. */
  add(text: string): FieldPath {
    const known = this.#byText.get(text)
    if (known) return known
    const keys = text.split('.')
    const suffixes = keys.map((_key, at) => keys.slice(at).join('.'))
    const isInherited = [...keys, ...suffixes].some((key) => key in Object.prototype)
    const path: FieldPath = { index: this.#paths.length, text, keys, suffixes, isInherited }
    this.#paths.push(path)
    this.#byText.set(text, path)
    return path
  }

  get paths(): readonly FieldPath[] {
    return this.#paths
  }

  /** A table that starts with the same paths at the same places and can grow on its own. */
  extend(): PathTable {
    const table = new PathTable()
    for (const path of this.#paths) table.add(path.text)
    return table
  }
}
