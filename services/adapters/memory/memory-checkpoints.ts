import type { Checkpoint, CheckpointStore } from '../../core/checkpoint.ts'

/** Checkpoints in a map. */
export function memoryCheckpoints(): CheckpointStore {
  const checkpoints = new Map<string, Checkpoint>()
  const keyOf = (source: string, object: string): string => JSON.stringify([source, object])
  return {
    load: async (source) => [...checkpoints.values()].filter((checkpoint) => checkpoint.source === source),
    save: async (saved) => {
      for (const checkpoint of saved) checkpoints.set(keyOf(checkpoint.source, checkpoint.object), checkpoint)
    },
    remove: async (source, objects) => {
      for (const object of objects) checkpoints.delete(keyOf(source, object))
    },
  }
}
