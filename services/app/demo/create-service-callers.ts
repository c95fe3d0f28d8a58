import type { CallerGroup } from './caller.ts'
import { usualSites, type CallerDraft, type CallerParts, type GroupedDraft } from './caller-parts.ts'
import { federatedUserText, userArn, type Session } from './identity-text.ts'
import type { Site } from './site.ts'
import { BROWSER_AGENTS, SERVER_AGENTS, TASK_AGENTS, plainAgent } from './user-agents.ts'

/** AWS' own services, and every identity that is neither a role session nor an IAM user. */
export function createServiceCallers(parts: CallerParts): readonly GroupedDraft[] {
  return [
    ...SERVICES.map((service): GroupedDraft => [`service/${service}`, serviceCaller(parts.sites, service)]),
    ...EVENT_SERVICES.flatMap((service) => createEventCallers(parts, service)),
    ...createPortalCallers(parts),
    ...createTokenCallers(parts),
    ...createGuests(parts),
    ...createFederatedCallers(parts),
    ...createNeighbours(parts),
  ]
}

/** Services that call in their own name (`type: AWSService`). */
const SERVICES = ['ec2', 'lambda', 'ecs-tasks', 'ecs', 's3', 'logs', 'dynamodb', 'backup', 'cloudtrail', 'eks'] as const

/** Services that report what they did by themselves (`AwsServiceEvent`, no type of identity). */
const EVENT_SERVICES = ['kms', 'secretsmanager'] as const

const OUTSIDE = {
  arn: '',
  principal: '',
  sessionMinutes: 0,
  tls: true,
  fromConsole: false,
  privateAddress: '',
  crossAccount: false,
} as const

function inside(service: string): Pick<CallerDraft, 'addresses' | 'agent' | 'tls'> {
  return { addresses: [service], agent: plainAgent(service), tls: false }
}

function serviceCaller(sites: readonly Site[], name: string): CallerDraft {
  const service = `${name}.amazonaws.com`
  return { ...OUTSIDE, ...inside(service), sites, identity: () => `{"type":"AWSService","invokedBy":"${service}"}` }
}

function createEventCallers(parts: CallerParts, name: string): readonly GroupedDraft[] {
  const service = `${name}.amazonaws.com`
  return parts.accounts.map((account): GroupedDraft => {
    const identity = (): string => `{"accountId":"${account.id}","invokedBy":"${service}"}`
    const group: CallerGroup = `event/${name}`
    return [group, { ...OUTSIDE, ...inside(service), sites: usualSites(parts, account), identity }]
  })
}

/** People at the sign-in of Identity Center, which runs in the last account. */
function createPortalCallers({ random, sites, accounts, people }: CallerParts): readonly GroupedDraft[] {
  const home = sites.filter((site) => site.account.id === accounts[2]?.id).slice(0, 1)
  return people.map((person): GroupedDraft => {
    const account = accounts[2]?.id ?? ''
    const store = `arn:aws:identitystore::${account}:identitystore/d-9967EXAMPLE`
    const identity = ({ accessKey }: Session): string =>
      `{"type":"IdentityCenterUser","accountId":"${account}","onBehalfOf":{"userId":"${person.id}"` +
      `,"identityStoreArn":"${store}"},"credentialId":"EXAMPLE${accessKey.slice(-9)}"}`
    const agent = random.pick(BROWSER_AGENTS)
    return ['portal', { ...OUTSIDE, sessionMinutes: 480, sites: home, identity, addresses: person.addresses, agent }]
  })
}

/** Those who change a token of another identity provider for a role: GitHub's runners, pods, people of the old SAML way. */
function createTokenCallers(parts: CallerParts): readonly GroupedDraft[] {
  const { random, accounts, people } = parts
  return accounts.flatMap((account): readonly GroupedDraft[] => {
    const usual = usualSites(parts, account)
    const oidc = `arn:aws:iam::${account.id}:oidc-provider/token.actions.githubusercontent.com`
    const subject = `repo:example/${account.name}-platform:environment:${account.name}`
    const web = (): string =>
      `{"type":"WebIdentityUser","principalId":"${oidc}:sts.amazonaws.com:${subject}","userName":"${subject}"` +
      `,"identityProvider":"${oidc}"}`
    const person = random.pick(people)
    const provider = `arn:aws:iam::${account.id}:saml-provider/old-directory`
    const saml = (): string =>
      `{"type":"SAMLUser","principalId":"EXAMPLEqualifier=:${person.email}","userName":"${person.email}"` +
      `,"identityProvider":"${provider}"}`
    const runner = plainAgent('configure-aws-credentials-for-github-actions')
    const runners = Array.from({ length: 4 }, () => `198.51.100.${201 + random.below(24)}`)
    const browser = random.pick(BROWSER_AGENTS)
    return [
      ['web', { ...OUTSIDE, sites: usual, identity: web, addresses: runners, agent: runner }],
      ['saml', { ...OUTSIDE, sites: usual, identity: saml, addresses: person.addresses, agent: browser }],
    ]
  })
}

/** Customers' phones, which ask Cognito for an identity before anybody signed in. */
function createGuests({ sites, accounts }: CallerParts): readonly GroupedDraft[] {
  const identity = (): string => '{"type":"Unknown","principalId":"","accountId":"","userName":""}'
  const addresses = Array.from({ length: 20 }, (_, index) => `198.51.100.${230 + index}`)
  const agent = plainAgent('ExampleShop/8.3.1 CFNetwork/3826.500.131 Darwin/24.5.0')
  const home = sites.filter((site) => site.account.id === accounts[0]?.id).slice(0, 1)
  return [['guests', { ...OUTSIDE, sites: home, identity, addresses, agent }]]
}

/** The reporting tool hands its readers credentials in the name of its IAM user. */
function createFederatedCallers(parts: CallerParts): readonly GroupedDraft[] {
  const { random, users } = parts
  const broker = users.filter(({ name }) => name === 'report-broker')
  return broker.map((issuer): GroupedDraft => {
    const identity = (session: Session): string => federatedUserText(issuer, 'report-reader', session)
    const arn = `arn:aws:sts::${issuer.account.id}:federated-user/report-reader`
    const agent = random.pick(SERVER_AGENTS.slice(0, 3))
    const usual = usualSites(parts, issuer.account)
    return [
      'federated',
      {
        ...OUTSIDE,
        arn,
        principal: userArn(issuer),
        sessionMinutes: 60,
        sites: usual,
        identity,
        addresses: ['192.0.2.212'],
        agent,
      },
    ]
  })
}

/** Programs of one account at work on things of another: all the other account sees is who they are. */
function createNeighbours(parts: CallerParts): readonly GroupedDraft[] {
  const { random, accounts } = parts
  return accounts.map((account, row): GroupedDraft => {
    const from = accounts[(row + 1) % accounts.length] ?? account
    const principal = `AROAEXAMPLE${random.base32(10)}:${random.hex(32)}`
    const identity = (): string => `{"type":"AWSAccount","principalId":"${principal}","accountId":"${from.id}"}`
    const agent = random.pick(TASK_AGENTS)
    const usual = usualSites(parts, account)
    return [
      'neighbours',
      { ...OUTSIDE, crossAccount: true, sites: usual, identity, addresses: [`192.0.2.${220 + row}`], agent },
    ]
  })
}
