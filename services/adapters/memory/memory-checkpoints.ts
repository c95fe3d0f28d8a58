import type { Checkpoint, CheckpointStore } from '../../core/checkpoint.ts'
import { compareBytes } from './compare-bytes.ts'

/** Checkpoints in a map. */
export function memoryCheckpoints(): CheckpointStore {
  const checkpoints = new Map<string, Checkpoint>()
  const keyOf = (source: string, object: string): string => JSON.stringify([source, object])
  return {
    load: async (source) => [...checkpoints.values()].filter((checkpoint) => checkpoint.source === source),
    page: async (source, after, limit) =>
      [...checkpoints.values()]
        .filter(
          (checkpoint) =>
            checkpoint.source === source && (after === null || compareBytes(checkpoint.object, after) > 0),
        )
        .toSorted((left, right) => compareBytes(left.object, right.object))
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
