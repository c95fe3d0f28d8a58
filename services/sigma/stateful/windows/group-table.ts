import { newGroup } from './group.ts'
import type { Group } from './group.ts'

/** The groups of a rule, in the order in which they were hit last. */
export class GroupTable {
  readonly #groups = new Map<string, Group>()
  #newest: Group | null = null
  #oldest: Group | null = null

  get size(): number {
    return this.#groups.size
  }

  /** the group that was hit least recently */
  get oldest(): Group | null {
    return this.#oldest
  }

  /** The group of a key, made when there is none; it is the one hit most recently. */
  touch(key: string, values: readonly string[]): Group {
    let group = this.#groups.get(key)
    if (group === undefined) {
      group = newGroup(key, values)
      this.#groups.set(key, group)
    } else {
      if (group === this.#newest) return group
      this.#unlink(group)
    }
    group.older = this.#newest
    if (this.#newest !== null) this.#newest.newer = group
    this.#newest = group
    this.#oldest ??= group
    return group
  }

  remove(group: Group): void {
    this.#groups.delete(group.key)
    this.#unlink(group)
  }

  has(group: Group): boolean {
    return this.#groups.get(group.key) === group
  }

  /** All groups, the one hit least recently first. Groups may be removed meanwhile. */
  *[Symbol.iterator](): Generator<Group> {
    let group = this.#oldest
    while (group !== null) {
      const { newer } = group
      yield group
      group = newer
    }
  }

  #unlink(group: Group): void {
    if (group.older === null) this.#oldest = group.newer
    else group.older.newer = group.newer
    if (group.newer === null) this.#newest = group.older
    else group.newer.older = group.older
    group.newer = null
    group.older = null
  }
}
