/**
 * True when a pattern of a policy (`s3:Get*`, in lower case) covers an action (in lower case). `*` stands for any text,
 * `?` for one character. Linear in both: no regular expression is built from what a policy says.
 */
export function coversAction(pattern: string, action: string): boolean {
  let at = 0
  let patternAt = 0
  let star = -1
  let resume = 0
  while (at < action.length) {
    const sign = pattern[patternAt]
    if (sign === '*') {
      star = patternAt
      resume = at
      patternAt += 1
    } else if (sign !== undefined && (sign === '?' || sign === action[at])) {
      patternAt += 1
      at += 1
    } else if (star >= 0) {
      patternAt = star + 1
      resume += 1
      at = resume
    } else {
      return false
    }
  }
  while (pattern[patternAt] === '*') patternAt += 1
  return patternAt === pattern.length
}

/** True for `*` and `*:*`: every action of every service. */
export function isEveryAction(pattern: string): boolean {
  return pattern === '*' || pattern === '*:*'
}

/** True for `iam:*`: every action of one service. */
export function isWholeService(pattern: string): boolean {
  return pattern.endsWith(':*') && pattern.length > 2 && !isEveryAction(pattern)
}

/** True for an action that only looks: `ec2:Describe*`. */
export function isReadAction(pattern: string): boolean {
  const name = pattern.slice(pattern.indexOf(':') + 1)
  return READ_WORDS.some((word) => name.startsWith(word))
}

const READ_WORDS = ['describe', 'list', 'get', 'head', 'lookup', 'search', 'batchget', 'query', 'scan', 'simulate']

/** True for a resource that is everything, or everything of a kind: `*`, `arn:aws:iam::*:role/*`. */
export function isBroadResource(resource: string): boolean {
  if (resource === '*') return true
  // A policy variable narrows a pattern down to the caller's own.
  return resource.endsWith('*') && !resource.includes('${') && /(?:[:/])\*$/.test(resource)
}
