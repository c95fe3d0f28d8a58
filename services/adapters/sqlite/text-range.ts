/**
 * The smallest text that stands after every text with this beginning, in the order in which SQLite compares (that of the
 * code points); null when there is none.
 */
export function afterPrefix(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  while (points.length > 0) {
    const last = points.pop() ?? 0
    if (last < 0x10_ffff) return String.fromCodePoint(...points, nextPoint(last))
  }
  return null
}

/** Surrogates are no characters: SQLite never stores one. */
function nextPoint(point: number): number {
  return point >= 0xd7ff && point < 0xe000 ? 0xe000 : point + 1
}
