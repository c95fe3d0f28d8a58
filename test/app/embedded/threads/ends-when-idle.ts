// A reading thread that ends although nobody asks it to.
await import('../../../../services/app/embedded/reading-thread.ts')
setTimeout(() => process.exit(7), 300)
