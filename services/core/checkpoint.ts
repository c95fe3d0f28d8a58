/** The position of a collector within one object of its source. Opaque to everybody but the collector. */
export interface Checkpoint {
  readonly source: string
  /** what the position is about: a path, a bucket object, a shard, … */
  readonly object: string
  /** text that the collector wrote and alone can read */
  readonly position: string
}

/**
 * Where collectors keep their positions. A collector appends to the log first and saves the checkpoint after that has
 * resolved: a crash between the two repeats records (which the derived ids absorb) and never loses one.
 */
export interface CheckpointStore {
  /** All checkpoints of a source, in no particular order. */
  load(source: string): Promise<readonly Checkpoint[]>
  /**
   * Those of a source in the order of their objects' bytes, at most `limit`, beginning behind the object `after` (null:
   * with the first). For sources with more objects than anybody wants to hold at once.
   */
  page(source: string, after: string | null, limit: number): Promise<readonly Checkpoint[]>
  /** The checkpoint of one object, or null. */
  get(source: string, object: string): Promise<Checkpoint | null>
  /** Resolves when durable. A second save for the same (source, object) replaces the first. */
  save(checkpoints: readonly Checkpoint[]): Promise<void>
  /** Forgets objects that no longer exist. Unknown ones are ignored. */
  remove(source: string, objects: readonly string[]): Promise<void>
}
