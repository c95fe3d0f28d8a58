import { isObject, type JsonValue } from '../../../../core/json.ts'
import { isAccountId, parseArn } from '../arn.ts'
import { words } from './words.ts'

/** Whom a statement is about. */
export interface Principal {
  readonly kind: 'everybody' | 'aws' | 'service' | 'federated' | 'canonical'
  readonly value: string
}

const KINDS: ReadonlyMap<string, Principal['kind']> = new Map([
  ['aws', 'aws'],
  ['service', 'service'],
  ['federated', 'federated'],
  ['canonicaluser', 'canonical'],
])

/** Reads `"*"`, `{"AWS": "*"}`, `{"AWS": ["…"], "Service": "…"}`. */
export function readPrincipals(value: JsonValue | undefined): Principal[] {
  if (!isObject(value)) return words(value).map((word) => principal('aws', word))
  return Object.keys(value).flatMap((name) => {
    const kind = KINDS.get(name.toLowerCase())
    return kind === undefined ? [] : words(value[name]).map((word) => principal(kind, word))
  })
}

function principal(kind: Principal['kind'], value: string): Principal {
  return value === '*' && kind === 'aws' ? { kind: 'everybody', value } : { kind, value }
}

/** The account of an AWS principal, or '' (also for the id of a principal that was deleted). */
function principalAccount(principal: Principal): string {
  if (principal.kind !== 'aws') return ''
  if (isAccountId(principal.value)) return principal.value
  const account = parseArn(principal.value)?.account ?? ''
  return isAccountId(account) ? account : ''
}

/** True for a whole account: its id, or its root. */
export function isWholeAccount(principal: Principal): boolean {
  return isAccountId(principal.value) || parseArn(principal.value)?.resource === 'root'
}

/** True for a principal of another account than `account`. */
export function isForeign(principal: Principal, account: string): boolean {
  const owner = principalAccount(principal)
  return owner !== '' && account !== '' && owner !== account
}
