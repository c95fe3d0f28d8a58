// A reading thread that takes a while over every slice.
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
})
await import('../../../../services/app/embedded/reading-thread.ts')
