import type { Command } from './run-command.ts'
import { runCommand } from './run-command.ts'

/** How often each rule was found true, by its id. */
export type Counts = ReadonlyMap<string, number>

/** A rule that the two programs do not agree on. */
export interface Difference {
  readonly rule: string
  readonly theirs: number
  readonly ours: number
}

/** What comparing gave. */
export interface Comparison {
  readonly matches: number
  readonly differences: readonly Difference[]
}

const THEIR_ID = /"rule_id":"([^"]+)"/
const OUR_ID = /^\{"rule":\{"id":"([^"]+)"/

/** Runs both over the same records and counts what they find. */
export async function compareMatches(theirs: Command, ours: Command): Promise<Comparison> {
  const [one, other] = [await countMatches(theirs, THEIR_ID), await countMatches(ours, OUR_ID)]
  const rules = [...new Set([...one.keys(), ...other.keys()])].toSorted()
  const differences = rules
    .map((rule) => ({ rule, theirs: one.get(rule) ?? 0, ours: other.get(rule) ?? 0 }))
    .filter((difference) => difference.theirs !== difference.ours)
  return { matches: [...other.values()].reduce((sum, count) => sum + count, 0), differences }
}

/** Counts the lines that a command writes by the id that a pattern finds in them. */
export async function countMatches(command: Command, pattern: RegExp): Promise<Counts> {
  const counts = new Map<string, number>()
  let rest = ''
  const decoder = new TextDecoder()
  await runCommand(command, null, (piece) => {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const id = pattern.exec(line)?.[1]
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
  })
  return counts
}
