/** The values of `tocsin.error.denied_by` that AWS names in its messages. */
export type DeniedBy =
  | 'identity_policy'
  | 'scp'
  | 'rcp'
  | 'boundary'
  | 'session_policy'
  | 'resource_policy'
  | 'vpc_endpoint_policy'

/**
 * What refused a call, from the end of the error message: `… because no identity-based policy allows …`, `… with an
 * explicit deny in a service control policy`. Only what follows the last such phrase counts: the text before it holds
 * names that the caller chose.
 */
export function deniedBy(message: string): DeniedBy | undefined {
  for (const phrase of PHRASES) {
    const at = message.lastIndexOf(phrase)
    if (at < 0) continue
    const reason = message.slice(at + phrase.length, at + phrase.length + 40).replace(/^n? /, '')
    for (const [words, what] of REASONS) if (reason.startsWith(words)) return what
  }
  return undefined
}

const PHRASES = [' with an explicit deny in a', ' because no']

const REASONS: readonly (readonly [string, DeniedBy])[] = [
  ['identity-based policy', 'identity_policy'],
  ['service control policy', 'scp'],
  ['resource control policy', 'rcp'],
  ['permissions boundary', 'boundary'],
  ['session policy', 'session_policy'],
  ['resource-based policy', 'resource_policy'],
  ['VPC endpoint policy', 'vpc_endpoint_policy'],
]

/** What a refused call was about. */
export interface DeniedResource {
  /** `user`, `role` … when the message says it in words; '' when it gives an ARN */
  readonly kind: string
  /** an ARN or a name */
  readonly id: string
}

/**
 * What a refused call was about, by its message, the only place that has it when the parameters were not recorded:
 * `… on resource: arn:aws:iam::111122223333:role/Backup …`, or in IAM's words `… on resource: user alice …`.
 */
export function deniedResource(message: string): DeniedResource | null {
  const at = message.indexOf(ON_RESOURCE)
  if (at < 0) return null
  const [first = '', second = ''] = message.slice(at + ON_RESOURCE.length).split(' ', 2)
  if (first.startsWith('arn:')) return { kind: '', id: first }
  return KINDS.has(first) && second !== '' ? { kind: first, id: second } : null
}

const ON_RESOURCE = ' on resource: '
const KINDS = new Set(['user', 'role', 'group', 'policy'])
