import type { Scanner } from '../../../../services/record/scan/scanner.ts'
import { ABSENT } from '../../../../services/record/scan/scanner.ts'
import type { Expected } from './reference-scan.ts'

/** How often each outcome was seen. */
export interface Outcomes {
  accepted: number
  refused: number
  invalid: number
}

/** Scans `bytes` and compares with what is expected. The difference in words, or null where there is none. */
export function compareScan(
  scanner: Scanner,
  bytes: Uint8Array,
  expected: Expected | string,
  outcomes?: Outcomes,
): string | null {
  const isAccepted = scanner.scan(bytes)
  if (outcomes) outcomes[isAccepted ? 'accepted' : expected === 'no JSON object' ? 'invalid' : 'refused'] += 1
  if (typeof expected === 'string') return isAccepted ? `accepted, but ${expected}` : null
  if (!isAccepted) return 'refused'
  return compareFacts(scanner, expected) ?? compareSlots(scanner, expected)
}

function compareFacts(scanner: Scanner, expected: Expected): string | null {
  for (const fact of ['mayHoldLongInteger', 'mayHoldWatchedName', 'hasBlanks'] as const) {
    if (scanner[fact] !== expected[fact]) return `${fact} is ${scanner[fact]}`
  }
  return null
}

function compareSlots(scanner: Scanner, expected: Expected): string | null {
  for (const [name, slot] of scanner.slotOf) {
    const kind = scanner.kinds[slot] ?? ABSENT
    const wanted = expected.found.get(Buffer.from(name).toString('latin1'))
    const label = name.replaceAll('\0', '.')
    if (kind !== (wanted?.kind ?? ABSENT)) return `${label} is of kind ${kind}, not ${wanted?.kind ?? ABSENT}`
    if (!wanted) continue
    const token = scanner.view.toString('latin1', scanner.starts[slot] ?? 0, scanner.ends[slot] ?? 0)
    if (token !== wanted.token) return `${label} is ${token}, not ${wanted.token}`
  }
  return null
}
