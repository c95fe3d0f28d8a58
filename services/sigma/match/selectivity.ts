import type { Clue, FieldClue, Witness } from './clue.ts'
import type { FieldValues } from './field-values.ts'

/** Share of events that are expected to show a part of a text, by its length; of longer ones as many fewer as they are longer. */
const BY_LENGTH = [1, 0.5, 0.2, 0.08, 0.04, 0.02, 0.012, 0.008, 0.005]
const NETWORK = 0.05
/** Divided by how many texts are looked for in the field: a field of which rules want little is the same in most events. */
const FEW_TEXTS = 0.5
/** Rarer than {@link PRESENT} whatever the field: an event has a field or not, but seldom a certain value. */
const COMMON_VALUE = 1
const PRESENT = 1.5
/** Added for what is searched for in the whole record: every text of every event is read for it. */
const WHOLE_RECORD = 20
/** Added where the event must be built before the field can be read. */
const DEAR = 1e6

/** How dear the fields are in which clues are looked for. */
export interface FieldCosts {
  /** true when reading the field is dear, because the event has to be built first */
  isDear(values: FieldValues): boolean
  /** true for the texts of the whole record */
  isWholeRecord(values: FieldValues): boolean
}

/** Tells which of two witnesses fewer events will show. */
export interface Selectivity {
  /** Takes note of a clue that some rule has, so that its field is known. */
  note(clue: FieldClue): void
  /** How often an event is expected to show the witness; only the order of two figures counts. */
  rarity(witness: NonNullable<Witness>): number
}

/**
 * Judges by what all rules together ask of a field. One that they ask for many different texts tells more: an operation's name
 * more than a service's. A text that many of them ask for is a common one. A part of a text is judged by its length too.
 */
export function createSelectivity(costs: FieldCosts): Selectivity {
  const uses = new Map<FieldValues, Map<string, number>>()
  const rarityOf = ({ values, clue }: FieldClue): number => {
    const extra = costs.isDear(values) ? DEAR : costs.isWholeRecord(values) ? WHOLE_RECORD : 0
    const texts = uses.get(values)
    return extra + rarityIn(clue, texts?.size ?? 1, texts?.get(textOf(clue)) ?? 1)
  }
  return {
    note: ({ values, clue }) => {
      if (clue.kind !== 'equal' && clue.kind !== 'part') return
      const texts = uses.get(values) ?? new Map<string, number>()
      uses.set(values, texts.set(clue.text, (texts.get(clue.text) ?? 0) + 1))
    },
    rarity: (witness) => {
      let sum = 0
      for (const clue of witness) sum += rarityOf(clue)
      return sum
    },
  }
}

function textOf(clue: Clue): string {
  return clue.kind === 'equal' || clue.kind === 'part' ? clue.text : ''
}

function rarityIn(clue: Clue, variety: number, uses: number): number {
  switch (clue.kind) {
    case 'equal':
      return Math.min(COMMON_VALUE, (COMMON_VALUE * uses) / variety ** 2)
    case 'part': {
      const { length } = clue.text
      const last = BY_LENGTH.length - 1
      const byLength = (BY_LENGTH[Math.min(length, last)] ?? 1) * Math.min(1, last / length)
      return Math.min(COMMON_VALUE, byLength * uses + FEW_TEXTS / variety)
    }
    case 'network':
      return NETWORK
    case 'present':
      return PRESENT
  }
}
