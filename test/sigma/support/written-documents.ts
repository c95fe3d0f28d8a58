import { writtenRule } from './written-rule.ts'

/** A rule with a name, as others refer to it. */
export function namedRule(name: string, more = ''): string {
  return writtenRule(`name: ${name}\n${more}`).replace('A user was created', `Rule ${name}`)
}

/** A correlation document; `lines` stand below `correlation`, `more` below the document. */
export function correlation(lines: string, more = ''): string {
  return `title: Together\n${more}correlation: {${lines}}\n`
}

/** A filter document for CloudTrail; `lines` stand below `filter`. */
export function filter(lines: string, more = ''): string {
  return `title: An exception\nlogsource: {product: aws, service: cloudtrail}\n${more}filter: {expires: never, ${lines}}\n`
}

/** Documents of one file. */
export function stream(...documents: readonly string[]): string {
  return documents.join('---\n')
}

/** Takes the mark out of a text and tells where it stood, `line:column`, both 1-based. */
export function marked(text: string): { readonly text: string; readonly place: string } {
  const before = text.slice(0, text.indexOf('»')).split('\n')
  return { text: text.replace('»', ''), place: `${before.length}:${(before.at(-1) ?? '').length + 1}` }
}
