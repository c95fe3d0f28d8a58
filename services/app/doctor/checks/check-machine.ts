import { formatBytes } from '../../terminal/format.ts'
import { findingsOf, type Finding } from '../finding.ts'

/** What is known of the machine and the runtime. */
export interface MachineFacts {
  /** `26.10.0` */
  readonly node: string
  /** memory that the program may use: of the machine, or of its container */
  readonly memory: number
  /** how large the heap may grow */
  readonly heap: number
  readonly temp: string
  /** why the folder for temporary files cannot be written; null when it can */
  readonly tempFault: string | null
}

const { ok, warn, fail } = findingsOf('machine')

const LEAST_NODE = 24
const LITTLE = 512 * 1024 * 1024

/** The machine: runtime, memory, a folder for temporary files. */
export function checkMachine({ node, memory, heap, temp, tempFault }: MachineFacts): readonly Finding[] {
  const runtime = `Node ${node}`
  const room = `${formatBytes(memory)} of memory, heap up to ${formatBytes(heap)}`
  return [
    Number.parseInt(node, 10) < LEAST_NODE
      ? fail(
          `${runtime} is too old`,
          `run Tocsin through its launcher (bin/tocsin.mjs), or with Node ${LEAST_NODE} or newer`,
        )
      : ok(runtime),
    Math.min(memory, heap) < LITTLE
      ? warn(room, 'give it 512 MB or more: large records and bursts need room')
      : ok(room),
    tempFault === null
      ? ok(`${temp} can be written`)
      : warn(`${temp} cannot be written: ${tempFault}`, 'set TMPDIR to a folder that can'),
  ]
}
