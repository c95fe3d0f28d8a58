/** The tool or browser behind a user agent. */
export interface UserAgent {
  readonly name: string
  /** may be empty */
  readonly version: string
}

/** No product name or version is longer; what is longer is text that the caller made up. */
const MAX_LENGTH = 64

/**
 * Reads the tool out of a user agent, or null when it names none (a service, `AWS Internal`). The first product counts,
 * but for browsers and for tools that stand behind their library. The text is the caller's free choice: good for
 * statistics and hunting, never for an exception in a rule.
 */
export function readUserAgent(text: string): UserAgent | null {
  const plain = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text
  if (plain.startsWith('Mozilla/')) return browser(plain)
  if (plain.startsWith('APN/'))
    return product(plain, 'Terraform/') ?? product(plain, 'Pulumi/') ?? product(plain, 'APN/')
  if (plain.startsWith('console.') || plain.startsWith('signin.amazonaws')) return { name: 'AWS Console', version: '' }
  const slash = plain.indexOf('/')
  const blank = plain.indexOf(' ')
  if (slash <= 0 || slash > MAX_LENGTH || (blank >= 0 && blank < slash)) return null
  return { name: plain.slice(0, slash), version: versionAt(plain, slash + 1) }
}

/** Browsers name their ancestors too; the most special name stands for the browser. */
const BROWSERS: readonly (readonly [token: string, name: string])[] = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Version/', 'Safari'],
]

function browser(text: string): UserAgent | null {
  for (const [token, name] of BROWSERS) {
    const at = text.indexOf(token)
    if (at >= 0) return { name, version: versionAt(text, at + token.length) }
  }
  return null
}

function product(text: string, token: string): UserAgent | null {
  const at = text.indexOf(token)
  return at < 0 ? null : { name: token.slice(0, -1), version: versionAt(text, at + token.length) }
}

function versionAt(text: string, start: number): string {
  let end = start
  const limit = Math.min(text.length, start + MAX_LENGTH)
  while (end < limit && !isEnd(text.charCodeAt(end))) end += 1
  return text.slice(start, end)
}

/** A blank or one of `( ) , ;`. */
function isEnd(code: number): boolean {
  return code === 32 || code === 40 || code === 41 || code === 44 || code === 59
}
