import { loadAll } from 'js-yaml'
import type { Vocabulary } from './mutate-record.ts'

/** The fields and values that stand in a rule's detection, so that records can be made that it is true of. */
export function wordsOf(text: string): Vocabulary {
  const paths: string[][] = [['eventName']]
  const tokens: string[] = ['null', '"x"']
  const left: unknown[] = loadAll(text).map((document) => (document as { readonly detection?: unknown }).detection)
  while (left.length > 0) {
    const next = left.pop()
    if (next === undefined) continue
    if (typeof next !== 'object' || next === null) tokens.push(JSON.stringify(next), textToken(next))
    else if (Array.isArray(next)) left.push(...(next as unknown[]))
    else {
      for (const [key, value] of Object.entries(next)) {
        const path = key.split('|')[0] ?? ''
        if (path !== '' && path !== 'condition') paths.push(path.split('.'))
        left.push(value)
      }
    }
  }
  return { paths, names: paths.flat(), tokens }
}

/** The value as text, its wildcards filled. */
function textToken(value: unknown): string {
  return JSON.stringify(
    JSON.stringify(value)
      .replaceAll(/^"|"$|\\/g, '')
      .replaceAll('*', 'any')
      .replaceAll('?', 'q'),
  )
}
