import { parentPort } from 'node:worker_threads'

// A searching thread that dies of its first unit.
parentPort?.on('message', () => {
  throw new Error('out of order')
})
