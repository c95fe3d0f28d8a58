import { parentPort } from 'node:worker_threads'
import type { Order } from './messages.ts'
import { Searcher } from './searcher.ts'

// The thread that SearchThread starts. Its code is loaded while the program still reads rules.

if (!parentPort) throw new Error('this file is the code of a thread')
const port = parentPort
let searcher: Searcher | null = null
port.on('message', (order: Order) => {
  if (order.kind === 'begin') searcher = new Searcher(port, order.data)
  else searcher?.take(order)
})
