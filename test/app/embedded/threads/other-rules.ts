// A reading thread that runs other rules than the program.
import { workerData } from 'node:worker_threads'

workerData.ruleSet = { ...workerData.ruleSet, rules: workerData.ruleSet.rules.slice(1) }
await import('../../../../services/app/embedded/reading-thread.ts')
