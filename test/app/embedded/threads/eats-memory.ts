// A reading thread that takes more and more memory as soon as it is given records.
import { beforePacking } from './patched-packer.ts'

beforePacking(() => {
  const eaten: number[][] = []
  for (;;) eaten.push(Array.from({ length: 100_000 }, (_, index) => index + eaten.length + 0.5))
})
await import('../../../../services/app/embedded/reading-thread.ts')
