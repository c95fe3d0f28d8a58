import { eventField } from '../../../../record/event-field.ts'
import { isOmitted, type Call } from '../call.ts'
import type { Exposure } from '../exposure/exposure.ts'
import type { Outcome } from '../outcome.ts'
import { isOpenToAll, policyFindings, type PolicyKind } from './findings.ts'
import { parsePolicy, type Statement } from './parse-policy.ts'
import { isForeign } from './principal.ts'
import { policySource, policyValue } from './policy-sources.ts'

const FIELD = { findings: eventField('tocsin.policy.findings') }

/** What a call's policy document says. */
export interface PolicyReading {
  readonly kind: PolicyKind
  readonly statements: readonly Statement[]
}

/**
 * Reads the policy that a call carries and fills in `tocsin.policy.findings`; null for calls without one. `hidden`: the
 * document was too large to be recorded, which is also a way to hide it. `unparsed`: it is there and cannot be read.
 */
export function mapPolicy(call: Call, outcome: Outcome): PolicyReading | null {
  const source = policySource(call)
  if (source === undefined) return null
  if (isOmitted(call)) {
    call.event.set(FIELD.findings, ['hidden'])
    return null
  }
  const value = policyValue(call, source)
  const statements = parsePolicy(value)
  if (statements === null) {
    if (value !== undefined && outcome.result === 'success') call.event.set(FIELD.findings, ['unparsed'])
    return null
  }
  call.event.set(FIELD.findings, policyFindings(statements, source.kind, call.account))
  return { kind: source.kind, statements }
}

/** Whom a resource policy or a trust lets in from outside: everybody, and principals of other accounts. */
export function policyExposure(call: Call, reading: PolicyReading): Exposure[] {
  if (reading.kind !== 'resource' && reading.kind !== 'trust') return []
  const kind = reading.kind === 'trust' ? 'role_trust' : 'resource_policy'
  const found = new Map<string, Exposure>()
  for (const statement of reading.statements) {
    if (!statement.isAllow) continue
    if (statement.isInverted || isOpenToAll(statement)) found.set('*', { kind, principal: '*', public: true })
    for (const { value, ...rest } of statement.principals) {
      if (!isForeign({ value, ...rest }, call.account)) continue
      if (!found.has(value)) found.set(value, { kind, principal: value, public: false })
    }
  }
  return [...found.values()]
}
