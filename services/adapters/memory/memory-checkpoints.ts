import type { Checkpoint, CheckpointStore } from '../../core/checkpoint.ts'

/** Checkpoints in a map. */
export function memoryCheckpoints(): CheckpointStore {
  const checkpoints = new Map<string, Checkpoint>()
  const keyOf = (source: string, object: string): string => JSON.stringify([source, object])
  return {
    load: async (source) => [...checkpoints.values()].filter((checkpoint) => checkpoint.source === source),
    page: async (source, after, limit) =>
      [...checkpoints.values()]
        .filter((checkpoint) => checkpoint.source === source && (after === null || isBehind(checkpoint.object, after)))
        .toSorted((left, right) => (isBehind(left.object, right.object) ? 1 : -1))
        .slice(0, limit),
    get: async (source, object) => checkpoints.get(keyOf(source, object)) ?? null,
    save: async (saved) => {
      for (const checkpoint of saved) checkpoints.set(keyOf(checkpoint.source, checkpoint.object), checkpoint)
    },
    remove: async (source, objects) => {
      for (const object of objects) checkpoints.delete(keyOf(source, object))
    },
  }
}

/** In the order of the bytes, as every store has it: that of UTF-16 units differs beyond the basic plane. */
function isBehind(left: string, right: string): boolean {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) > 0
}
