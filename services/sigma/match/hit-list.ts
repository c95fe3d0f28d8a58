/** Numbers in the order in which they were found, kept in one place from event to event. */
export class HitList {
  #numbers = new Int32Array(64)
  #count = 0

  get count(): number {
    return this.#count
  }

  at(place: number): number {
    return this.#numbers[place] ?? 0
  }

  add(number: number): void {
    if (this.#count === this.#numbers.length) this.#grow()
    this.#numbers[this.#count] = number
    this.#count += 1
  }

  copy(): Int32Array {
    return this.#numbers.slice(0, this.#count)
  }

  clear(): void {
    this.#count = 0
  }

  #grow(): void {
    const numbers = new Int32Array(this.#count * 2)
    numbers.set(this.#numbers)
    this.#numbers = numbers
  }
}
