import { eventField } from '../../../record/event-field.ts'
import { isAccountId } from './arn.ts'
import { requestOf, responseOf, type Call } from './call.ts'
import { isTrue, member, objectMember, textMember } from './json-values.ts'

const FIELD = { type: eventField('tocsin.scope.type'), id: eventField('tocsin.scope.id') }

/** Fills in `tocsin.scope.*`: the account in which it happened, or what an organization's call works on. */
export function mapScope(call: Call): void {
  const { event } = call
  if (call.service === 'organizations') {
    const [type, id] = organizationScope(call)
    event.set(FIELD.type, type)
    event.set(FIELD.id, id)
  } else if (call.service === 'cloudtrail' && isTrue(member(requestOf(call), 'isOrganizationTrail'))) {
    event.set(FIELD.type, 'organization')
  } else if (call.account !== '') {
    event.set(FIELD.type, 'account')
    event.set(FIELD.id, call.account)
  }
}

function organizationScope(call: Call): readonly [string, string] {
  const request = requestOf(call)
  const target = textMember(request, 'targetId') ?? textMember(request, 'accountId') ?? textMember(request, 'rootId')
  if (target !== undefined && isAccountId(target)) return ['account', target]
  if (target?.startsWith('ou-') === true) return ['folder', target]
  if (target?.startsWith('r-') === true) return ['organization', target]
  const summary = objectMember(objectMember(responseOf(call), 'policy'), 'policySummary')
  return ['organization', textMember(summary, 'arn')?.split('/')[1] ?? '']
}
