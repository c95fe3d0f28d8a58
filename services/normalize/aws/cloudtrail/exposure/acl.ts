import { requestOf, type Call } from '../call.ts'
import { asList, asText, member, objectMember, textMember } from '../json-values.ts'
import type { Exposure } from './exposure.ts'

/** Canned ACLs that let others in, and whom. */
const CANNED: ReadonlyMap<string, string> = new Map([
  ['public-read', 'AllUsers'],
  ['public-read-write', 'AllUsers'],
  ['authenticated-read', 'AuthenticatedUsers'],
])

/** What S3 grants through the access control list of a bucket or an object, in all three forms of a request. */
export function aclExposure(call: Call): Exposure[] {
  const request = requestOf(call)
  const found = new Set<string>()
  for (const word of asList(member(request, 'x-amz-acl'))) {
    const group = CANNED.get(asText(word) ?? '')
    if (group !== undefined) found.add(group)
  }
  for (const name of GRANT_HEADERS) {
    for (const header of asList(member(request, name))) grantees(asText(header) ?? '', found)
  }
  const policy = objectMember(request, 'AccessControlPolicy')
  const owner = textMember(member(policy, 'Owner'), 'ID')
  for (const grant of asList(member(objectMember(policy, 'AccessControlList'), 'Grant'))) {
    const grantee = member(grant, 'Grantee')
    const group = groupOf(textMember(grantee, 'URI') ?? '')
    const id = textMember(grantee, 'ID')
    if (group !== undefined) found.add(group)
    else if (id !== undefined && owner !== undefined && id !== owner) found.add(id)
  }
  return [...found].map((principal) => ({ kind: 'acl', principal, public: GROUPS.includes(principal) }))
}

const GRANT_HEADERS = ['read', 'write', 'read-acp', 'write-acp', 'full-control'].map((name) => `x-amz-grant-${name}`)

/** Both groups are the whole world: an AWS account is free. */
const GROUPS = ['AllUsers', 'AuthenticatedUsers']

/** `uri="http://acs.amazonaws.com/groups/global/AllUsers", id="…"` */
function grantees(header: string, into: Set<string>): void {
  for (const part of header.split(',')) {
    const group = groupOf(part.replaceAll('"', '').trim())
    if (group !== undefined) into.add(group)
  }
}

function groupOf(uri: string): string | undefined {
  return GROUPS.find((group) => uri.endsWith(`/groups/global/${group}`))
}
