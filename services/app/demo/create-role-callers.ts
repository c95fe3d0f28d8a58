import { usualSites, type CallerDraft, type CallerParts, type GroupedDraft, type Person } from './caller-parts.ts'
import { assumedRoleText, roleArn, sessionArn, type Role, type SessionDetails } from './identity-text.ts'
import { APPS, siteArn, type Site } from './site.ts'
import {
  BROWSER_AGENTS,
  FUNCTION_AGENTS,
  PIPELINE_AGENTS,
  SERVER_AGENTS,
  TASK_AGENTS,
  TERMINAL_AGENTS,
  plainAgent,
  type UserAgent,
} from './user-agents.ts'

/** Everybody who works with a role: people through Identity Center, pipelines, servers, functions, containers, watchers. */
export function createRoleCallers(parts: CallerParts): readonly GroupedDraft[] {
  return [
    ...parts.people.flatMap((person, index) => createPersonCallers(parts, person, index)),
    ...createPipelineCallers(parts),
    ...createProgramCallers(parts),
    ...createLinkedRoles(parts),
  ]
}

interface RoleWork {
  readonly role: Role
  readonly session: string
  readonly sites: readonly Site[]
  readonly addresses: readonly string[]
  readonly agent: UserAgent
  readonly details?: SessionDetails
  readonly minutes?: number
}

function roleCaller(work: RoleWork): CallerDraft {
  return {
    arn: sessionArn(work.role, work.session),
    principal: roleArn(work.role),
    sites: work.sites,
    sessionMinutes: work.minutes ?? 60,
    identity: (session) => assumedRoleText(work.role, work.session, session, work.details),
    addresses: work.addresses,
    agent: work.agent,
    tls: true,
    fromConsole: false,
    privateAddress: '',
    crossAccount: false,
  }
}

/** Each person in the browser, and two of three also on the command line. */
function createPersonCallers(parts: CallerParts, person: Person, index: number): readonly GroupedDraft[] {
  const { random, accounts } = parts
  // The 16 digits at the role's end belong to permission set and account, not to the person.
  const ending = (Number(person.account.id) * 4099 + person.permissionSet.length).toString(16).padStart(16, '0')
  const role = {
    account: person.account,
    path: '/aws-reserved/sso.amazonaws.com/eu-central-1/',
    name: `AWSReservedSSO_${person.permissionSet}_${ending}`,
  }
  const store = `arn:aws:identitystore::${accounts[2]?.id ?? ''}:identitystore/d-9967EXAMPLE`
  const draft = roleCaller({
    role,
    session: person.email,
    sites: usualSites(parts, person.account),
    addresses: person.addresses,
    agent: random.pick(BROWSER_AGENTS),
    details: { end: `,"onBehalfOf":{"userId":"${person.id}","identityStoreArn":"${store}"}` },
    minutes: 480,
  })
  const browser: GroupedDraft = ['console', { ...draft, fromConsole: true }]
  return index % 3 === 1 ? [browser] : [browser, ['terminal', { ...draft, agent: random.pick(TERMINAL_AGENTS) }]]
}

/** GitHub's runners, which come in with a token of GitHub's identity provider. */
function createPipelineCallers(parts: CallerParts): readonly GroupedDraft[] {
  const { random, accounts } = parts
  return accounts.flatMap((account) =>
    ['deploy', 'terraform'].map((job, index): GroupedDraft => {
      const provider = `arn:aws:iam::${account.id}:oidc-provider/token.actions.githubusercontent.com`
      const draft = roleCaller({
        role: { account, path: '/ci/', name: `github-${job}` },
        session: 'GitHubActions',
        sites: usualSites(parts, account),
        addresses: Array.from({ length: 4 }, () => `198.51.100.${201 + random.below(24)}`),
        agent: PIPELINE_AGENTS[1 - index] ?? random.pick(PIPELINE_AGENTS),
        details: { federation: `,"webIdFederationData":{"federatedProvider":"${provider}","attributes":{}}` },
      })
      return ['pipelines', draft]
    }),
  )
}

/** Servers, functions and containers: two or three of each kind in every site. */
function createProgramCallers({ random, sites }: CallerParts): readonly GroupedDraft[] {
  return sites.flatMap((site, number): readonly GroupedDraft[] => {
    const gateway = `192.0.2.${200 + number}`
    const servers = site.instances.slice(0, 3).map((instance): GroupedDraft => {
      const role = { account: site.account, path: '/', name: `${instance.app}-server` }
      const agent = random.pick(SERVER_AGENTS)
      const details = { delivery: ',"ec2RoleDelivery":"2.0"' }
      const work = { role, session: instance.id, sites: [site], addresses: [gateway], agent, details, minutes: 360 }
      return ['servers', { ...roleCaller(work), privateAddress: instance.privateAddress }]
    })
    const functions = [0, 1, 2].map((): GroupedDraft => {
      const name = random.pick(site.functions)
      const arn = siteArn(site, 'lambda', `function:${name}`)
      const role = { account: site.account, path: '/service-role/', name: `${name}-role` }
      const end = `,"inScopeOf":{"issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"${arn}"}`
      const addresses = Array.from({ length: 3 }, () => `192.0.2.${230 + random.below(20)}`)
      const agent = random.pick(FUNCTION_AGENTS)
      return ['functions', roleCaller({ role, session: name, sites: [site], addresses, agent, details: { end } })]
    })
    const tasks = [0, 1].map((): GroupedDraft => {
      const role = { account: site.account, path: '/', name: `${random.pick(APPS)}-task` }
      const session = random.hex(32)
      const work = { role, session, sites: [site], addresses: [gateway], agent: random.pick(TASK_AGENTS), minutes: 360 }
      return [
        'tasks',
        { ...roleCaller(work), privateAddress: `10.${20 + number}.${random.below(6)}.${200 + random.below(50)}` },
      ]
    })
    return [...servers, ...functions, ...tasks]
  })
}

const LINKED_ROLES = [
  ['watchers', 'AWSServiceRoleForConfig', 'config.amazonaws.com', 'AWSConfig-Describe'],
  ['watchers', 'AWSServiceRoleForSecurityHub', 'securityhub.amazonaws.com', 'securityhub'],
  ['watchers', 'AWSServiceRoleForAccessAnalyzer', 'access-analyzer.amazonaws.com', 'access-analyzer'],
  ['watchers', 'AWSServiceRoleForTrustedAdvisor', 'trustedadvisor.amazonaws.com', 'TrustedAdvisor'],
  ['scaling', 'AWSServiceRoleForAutoScaling', 'autoscaling.amazonaws.com', 'AutoScaling'],
  ['schedulers', 'AWSServiceRoleForECS', 'ecs.amazonaws.com', 'ecs-service-scheduler'],
] as const

/** AWS' services at work in the accounts with their service-linked roles. */
function createLinkedRoles(parts: CallerParts): readonly GroupedDraft[] {
  return parts.accounts.flatMap((account) =>
    LINKED_ROLES.map(([group, name, service, session]): GroupedDraft => {
      const draft = roleCaller({
        role: { account, path: `/aws-service-role/${service}/`, name },
        session,
        sites: usualSites(parts, account),
        addresses: [service],
        agent: plainAgent(service),
        details: { end: `,"invokedBy":"${service}"` },
      })
      return [group, { ...draft, arn: '', tls: false }]
    }),
  )
}
