/** What the kernel looks for of a text: a run of it that JSON writes as it stands, and in it the three bytes that are rarest. */
export interface NeedlePrint {
  /** ASCII in lower case */
  readonly run: string
  /** where in the run the print begins; a run of less than three characters is all print */
  readonly at: number
}

/** Characters of a print. */
export const PRINT = 3
/** Longer runs are cut. */
export const LONGEST_RUN = 64

/** Between the runs: what JSON must write as an escape, or may. */
// oxlint-disable-next-line no-control-regex
const ESCAPED = /["\\/\0-\u001f]+/

/** Letters by how often they stand in logs, the most frequent first; digits and signs are about as frequent as the middle. */
const LETTERS = 'eatoinsrcldumpgfvyhbwkxjzq'
const OTHERS = 8

/** Chooses what is looked for of a text, which is folded and ASCII. Null when JSON may write all of it as escapes. */
export function printOf(text: string): NeedlePrint | null {
  let longest = ''
  for (const run of text.split(ESCAPED)) if (run.length > longest.length) longest = run
  if (longest === '') return null
  const at = rarestAt(longest)
  const start = Math.max(0, at + PRINT - LONGEST_RUN)
  return { run: longest.slice(start, start + LONGEST_RUN), at: at - start }
}

function rarestAt(run: string): number {
  let best = 0
  let rarest = -1
  for (let at = 0; at + PRINT <= run.length; at += 1) {
    let rarity = 0
    for (let place = at; place < at + PRINT; place += 1) rarity += rarityOf(run.charAt(place))
    if (rarity <= rarest) continue
    rarest = rarity
    best = at
  }
  return best
}

function rarityOf(character: string): number {
  const place = LETTERS.indexOf(character)
  return place < 0 ? OTHERS : place
}
