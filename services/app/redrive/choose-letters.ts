import type { DeadLetterHead, DeadLetterPage, DeadLetterPlace, DeadLetterStore } from '../../core/dead-letter-store.ts'

const PAGE = 1000

/** The dead letters that match, in the order asked for, without their bytes; at most `limit`. */
export async function* chooseLetters(
  deadLetters: Pick<DeadLetterStore, 'heads'>,
  choice: {
    readonly order: DeadLetterPage['order']
    readonly limit: number
    readonly matches: (letter: DeadLetterHead) => boolean
  },
): AsyncGenerator<DeadLetterHead> {
  let after: DeadLetterPlace | null = null
  let left = choice.limit
  for (;;) {
    const page: readonly DeadLetterHead[] = await deadLetters.heads({ order: choice.order, after, limit: PAGE })
    for (const head of page) {
      if (left <= 0) return
      if (!choice.matches(head)) continue
      left -= 1
      yield head
    }
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last
  }
}
