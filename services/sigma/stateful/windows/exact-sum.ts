/**
 * A sum whose result does not depend on the order in which numbers came and went: it is kept without rounding, as a list of
 * numbers that do not overlap (Shewchuk's expansions), and rounded once when it is read. Numbers must be below 1e300.
 */
export class ExactSum {
  /** ascending by size, none of them zero */
  #parts: number[] = []

  add(number: number): void {
    const parts: number[] = []
    let rest = number
    for (const part of this.#parts) {
      const [large, small] = Math.abs(rest) < Math.abs(part) ? [part, rest] : [rest, part]
      const sum = large + small
      const lost = small - (sum - large)
      if (lost !== 0) parts.push(lost)
      rest = sum
    }
    if (rest !== 0) parts.push(rest)
    this.#parts = parts
  }

  clear(): void {
    this.#parts = []
  }

  /** The number next to the sum; of two equally near ones the even one. */
  get value(): number {
    const parts = this.#parts
    let at = parts.length - 1
    let sum = parts[at] ?? 0
    let lost = 0
    while (at > 0 && lost === 0) {
      at -= 1
      const part = parts[at] ?? 0
      const next = sum + part
      lost = part - (next - sum)
      sum = next
    }
    // Half-way between two numbers: what is left below decides on which side it is.
    const below = parts[at - 1] ?? 0
    if ((lost < 0 && below < 0) || (lost > 0 && below > 0)) {
      const twice = lost * 2
      const next = sum + twice
      if (twice === next - sum) return next
    }
    return sum
  }
}
