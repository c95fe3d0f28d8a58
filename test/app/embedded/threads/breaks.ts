// A reading thread that reads one slice and throws at the second.
import { beforePacking } from './patched-packer.ts'

let slices = 0
beforePacking(() => {
  slices += 1
  if (slices === 2) throw new Error('out of ideas')
})
await import('../../../../services/app/embedded/reading-thread.ts')
