const DAY = 86_400_000

/** The length of the grains in which an `x_new_value` rule of this history (milliseconds) cuts time, milliseconds. */
export function grainLength(history: number): number {
  return Math.max(1, Math.floor(Math.min(DAY, history / 24)))
}
