// A reading thread that takes a while over every slice.
import { beforePacking } from './patched-packer.ts'

beforePacking(() => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
})
await import('../../../../services/app/embedded/reading-thread.ts')
