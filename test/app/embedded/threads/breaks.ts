// A reading thread that reads one slice and throws at the second.
import { parentPort } from 'node:worker_threads'

let slices = 0
parentPort?.on('message', () => {
  slices += 1
  if (slices === 2) throw new Error('out of ideas')
})
await import('../../../../services/app/embedded/reading-thread.ts')
