import { coversAction, isBroadResource, isEveryAction, isReadAction, isWholeService } from './action-pattern.ts'
import { hasForAllPitfall, hasIfExistsPitfall, isRestricted } from './condition.ts'
import { DATA_ACTIONS, ESCALATIONS, LAUNCHERS, LOG_ACTIONS, POLICY_ACTIONS } from './dangerous-actions.ts'
import type { Statement } from './parse-policy.ts'
import { isForeign, isWholeAccount } from './principal.ts'
import { trustFindings } from './trust-findings.ts'

/**
 * What a policy is for: `identity` gives its holder rights, `trust` says who may assume a role, `resource` who may use a
 * resource, `guardrail` limits (an organization's policies: wide open is their normal state).
 */
export type PolicyKind = 'identity' | 'trust' | 'resource' | 'guardrail'

/** The values of `tocsin.policy.findings`, in the order in which they are found, each once. `account` owns the policy. */
export function policyFindings(statements: readonly Statement[], kind: PolicyKind, account: string): string[] {
  if (kind === 'guardrail') return []
  const found = new Set<string>()
  const allowed = statements.filter((statement) => statement.isAllow)
  for (const statement of allowed) {
    commonFindings(statement, found)
    if (kind === 'identity') identityFindings(statement, found)
    else if (kind === 'trust') trustFindings(statement, account, found)
    if (kind !== 'identity') principalFindings(statement, kind, account, found)
  }
  if (kind === 'identity' && passesRoleToLauncher(allowed)) found.add('privesc_combo')
  return [...found]
}

function commonFindings(statement: Statement, found: Set<string>): void {
  if (statement.notActions.length > 0) found.add('not_action_allow')
  if (statement.notResources.length > 0) found.add('not_resource_allow')
  if (hasIfExistsPitfall(statement.conditions)) found.add('if_exists_pitfall')
  if (hasForAllPitfall(statement.conditions)) found.add('for_all_values_allow')
}

function identityFindings(statement: Statement, found: Set<string>): void {
  const { actions, resources, conditions } = statement
  const isEverywhere = resources.includes('*')
  if (actions.some(isEveryAction)) found.add(isEverywhere && conditions.length === 0 ? 'admin' : 'wildcard_action')
  if (isEverywhere && actions.some(isWholeService)) found.add('wildcard_action')
  if (isEverywhere && actions.some((action) => !isReadAction(action))) found.add('wildcard_resource')
  if (actions.some((action) => covers(action, LOG_ACTIONS))) found.add('log_tamper')
  if (!resources.some(isBroadResource)) return
  const isScoped = conditions.some((condition) => condition.key === 'iam:passedtoservice')
  if (!isScoped && actions.some((action) => covers(action, PASS_ROLE))) found.add('pass_role_star')
  if (actions.some((action) => covers(action, ESCALATIONS))) found.add('privesc_combo')
  if (!isEverywhere) return
  if (actions.some((action) => covers(action, DATA_ACTIONS))) found.add('data_exfil_star')
  if (actions.some((action) => covers(action, POLICY_ACTIONS))) found.add('resource_policy_write')
}

const PASS_ROLE = ['iam:passrole']

/** Whether a pattern reaches one of the actions. "Everything" has its own finding and would hide the others' meaning. */
function covers(pattern: string, actions: readonly string[]): boolean {
  return !isEveryAction(pattern) && actions.some((action) => coversAction(pattern, action))
}

/** To hand a role to a service and to start that service, in one document, is to become the role. */
function passesRoleToLauncher(statements: readonly Statement[]): boolean {
  const actions = statements.flatMap((statement) => statement.actions)
  return actions.some((each) => covers(each, PASS_ROLE)) && actions.some((each) => covers(each, LAUNCHERS))
}

function principalFindings(statement: Statement, kind: PolicyKind, account: string, found: Set<string>): void {
  const { principals, conditions, actions } = statement
  const isScoped = isRestricted(conditions)
  const foreign = principals.filter((principal) => isForeign(principal, account))
  const isPublic = isOpenToAll(statement)
  if (statement.isInverted) found.add('not_principal_allow')
  if (isPublic) {
    found.add(conditions.length > 0 ? 'public_principal_weak_condition' : 'public_principal')
    if (kind === 'trust') found.add('wildcard_trust')
  }
  if (foreign.length > 0) {
    found.add('external_account')
    if (!isScoped && !hasExternalId(statement)) {
      found.add('cross_account_no_condition')
      if (kind === 'trust' && foreign.some(isWholeAccount)) found.add('foreign_root_trust')
    }
  }
  if (kind !== 'resource') return
  const isWide = actions.some((action) => isEveryAction(action) || isWholeService(action))
  if (isWide && (isPublic || foreign.length > 0)) found.add('wildcard_action')
  if (isConfusable(statement)) found.add('service_principal_confused_deputy')
}

/** True for a statement that lets everybody in and has no condition that keeps strangers out. */
export function isOpenToAll(statement: Statement): boolean {
  const isEverybody = statement.principals.some((principal) => principal.kind === 'everybody')
  return isEverybody && !isRestricted(statement.conditions)
}

function hasExternalId(statement: Statement): boolean {
  return statement.conditions.some((condition) => condition.key === 'sts:externalid' && !condition.isIfExists)
}

/** A service that acts for every customer, let in without saying for whom. */
function isConfusable(statement: Statement): boolean {
  const isService = statement.principals.some((principal) => CONFUSABLE.has(principal.value.split('.')[0] ?? ''))
  return isService && !statement.conditions.some((condition) => DEPUTY_KEYS.has(condition.key))
}

const CONFUSABLE = new Set(
  's3 sns sqs cloudtrail logs events config delivery ses vpc-flow-logs cloudwatch scheduler serverlessrepo'.split(' '),
)
const DEPUTY_KEYS = new Set(['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths'])
