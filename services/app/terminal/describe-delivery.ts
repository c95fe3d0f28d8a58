import type { AlertDelivery } from '../../core/delivery.ts'
import { formatInstant, formatNumberOf } from './format.ts'
import { printableValue } from './printable.ts'

const WORDS: Readonly<Record<AlertDelivery['outcome'], string>> = {
  accepted: 'accepted',
  refused: 'REFUSED, not tried again',
  expired: 'NOT told',
  failing: 'not told yet, trying again',
}

/** One piece of an alert's delivery trail as a line: `oncall accepted 2026-03-14 08:17:46Z`. */
export function describeDelivery(delivery: AlertDelivery): string {
  const { destination, kind, at, outcome, attempts, detail, possiblyRepeated } = delivery
  const what = kind === 'opened' ? '' : ` (${kind})`
  const tries = attempts > 1 || outcome === 'failing' ? `, ${formatNumberOf(attempts, 'attempt')}` : ''
  const repeated = possiblyRepeated ? ', possibly repeated' : ''
  // What an accepting destination answers is noise to a person.
  const reason = outcome === 'accepted' || detail === '' ? '' : `: ${printableValue(detail)}`
  return `${printableValue(destination)}${what} ${WORDS[outcome]} ${formatInstant(at)}${tries}${repeated}${reason}`
}
