import type { Condition } from './condition.ts'
import type { Statement } from './parse-policy.ts'

/** Findings on a federated trust: which of an identity provider's many users may come. */
export function trustFindings(statement: Statement, _account: string, found: Set<string>): void {
  for (const principal of statement.principals) {
    if (principal.kind !== 'federated') continue
    if (principal.value.includes(':saml-provider/')) {
      if (!statement.conditions.some((condition) => condition.key === 'saml:aud')) found.add('saml_no_aud')
    } else if (isOpenIdTrustLoose(principal.value, statement.conditions)) {
      found.add('oidc_no_sub')
    }
  }
}

function isOpenIdTrustLoose(provider: string, conditions: readonly Condition[]): boolean {
  const audience = conditions.find((condition) => condition.key.endsWith(':aud'))
  if (provider === 'cognito-identity.amazonaws.com') {
    const isGuest = conditions.some((each) => each.key.endsWith(':amr') && each.values.includes('unauthenticated'))
    return audience === undefined || isGuest
  }
  const subject = conditions.find((condition) => condition.key.endsWith(':sub'))
  if (subject === undefined || audience === undefined || subject.isIfExists || subject.isForAll) return true
  // `repo:*` and `repo:org/*` let in every repository, of the world or of the organization.
  return subject.operator.includes('like') && subject.values.some((value) => isLooseSubject(value))
}

function isLooseSubject(value: string): boolean {
  if (value.startsWith('repo:')) {
    const repository = value.slice(5).split(':', 1)[0] ?? ''
    return repository.includes('*')
  }
  return value === '*' || value.startsWith('*')
}
