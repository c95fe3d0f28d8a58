import type { Caller, CallerGroup } from './caller.ts'
import { usualSites, type CallerParts, type GroupedDraft } from './caller-parts.ts'
import { iamUserText, userArn } from './identity-text.ts'
import { createRoleCallers } from './create-role-callers.ts'
import { createServiceCallers } from './create-service-callers.ts'
import { BROWSER_AGENTS, PIPELINE_AGENTS, SERVER_AGENTS } from './user-agents.ts'

/** All callers of the company by group, numbered from 0 without gaps. */
export function createCallers(parts: CallerParts): ReadonlyMap<CallerGroup, readonly Caller[]> {
  const drafts = [...createRoleCallers(parts), ...createServiceCallers(parts), ...createUserCallers(parts)]
  const groups = new Map<CallerGroup, Caller[]>()
  for (const [number, [group, draft]] of drafts.entries()) {
    const members = groups.get(group) ?? []
    members.push({ number, ...draft })
    groups.set(group, members)
  }
  return groups
}

function createUserCallers(parts: CallerParts): readonly GroupedDraft[] {
  const { random, users } = parts
  return users.map((user, index): GroupedDraft => {
    const common = {
      arn: userArn(user),
      principal: userArn(user),
      sites: usualSites(parts, user.account),
      sessionMinutes: 0,
      tls: true,
      fromConsole: false,
      privateAddress: '',
      crossAccount: false,
    }
    if (user.accessKey === '') {
      const agent = random.pick(BROWSER_AGENTS)
      return ['mfa-users', { ...common, identity: () => iamUserText(user), addresses: ['192.0.2.10'], agent }]
    }
    const agent = random.pick(index === 0 ? PIPELINE_AGENTS : SERVER_AGENTS.slice(0, 3))
    const addresses = [index === 0 ? '198.51.100.200' : `192.0.2.${210 + index}`]
    return ['users', { ...common, identity: () => iamUserText(user), addresses, agent }]
  })
}
