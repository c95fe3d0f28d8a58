import type { Caller, CallerGroup } from './caller.ts'
import type { Person } from './caller-parts.ts'
import { createCallers } from './create-callers.ts'
import type { IamUser } from './identity-text.ts'
import { createRandom } from './random.ts'
import { createSite, type Account, type Site } from './site.ts'

/** An invented company in AWS: everything that its calls can be about. The same seed gives the same company. */
export interface Company {
  readonly seed: number
  readonly accounts: readonly Account[]
  /** every account in every usual region */
  readonly sites: readonly Site[]
  readonly people: readonly Person[]
  readonly users: readonly IamUser[]
  /** the CI user whose long-term key is stolen in the demo; works in the first site's account */
  readonly deployUser: IamUser
  /** name of the trail in the first site's account and region */
  readonly trail: string
  readonly callers: ReadonlyMap<CallerGroup, readonly Caller[]>
}

/** The regions that the company works in. A call that creates something elsewhere is unusual. */
export const USUAL_REGIONS: readonly string[] = ['eu-central-1', 'us-east-1', 'eu-west-1']

/** The company's accounts. People and programs of an account work mostly in the region at the same place of {@link USUAL_REGIONS}. */
export const ACCOUNTS: readonly Account[] = [
  { id: '111122223333', name: 'production' },
  { id: '444455556666', name: 'staging' },
  { id: '123456789012', name: 'shared' },
]

const PERMISSION_SETS = [
  'Developer',
  'Developer',
  'Developer',
  'PlatformEngineer',
  'PlatformEngineer',
  'DataAnalyst',
  'SecurityAudit',
  'Support',
] as const

const NAMES =
  'ada amir anouk bela carla chidi dana deniz elif emil farah finn greta hana idris ines jonas juna kofi lena ' +
  'luca malik mara mika nadia nils noor olga omar paula priya quinn rosa samir tara timo uma vera yusuf zoe'

/** Invents the company. */
export function createCompany(seed: number): Company {
  const random = createRandom(seed)
  const sites = ACCOUNTS.flatMap((account, row) =>
    USUAL_REGIONS.map((region, column) => createSite(random, account, region, row * 3 + column)),
  )
  const people = NAMES.split(' ').map((name, index): Person => ({
    email: `${name}.${random.pick(NAMES.split(' '))}@example.com`,
    id: `${random.hex(8)}-${random.hex(4)}-70e3-EXAMPLE-${random.hex(6)}`,
    permissionSet: random.pick(PERMISSION_SETS),
    account: ACCOUNTS[random.chance(0.5) ? 0 : index % ACCOUNTS.length] ?? random.pick(ACCOUNTS),
    addresses: personAddresses(index),
  }))
  const users = createUsers((length) => random.base32(length))
  const deployUser = random.pick(users.slice(0, 1))
  const callers = createCallers({ random, accounts: ACCOUNTS, sites, people, users })
  return { seed, accounts: ACCOUNTS, sites, people, users, deployUser, trail: 'account-trail', callers }
}

const OFFICES = ['192.0.2.10', '192.0.2.74', '192.0.2.138'] as const

/** Two people of three sit in an office; the others work from home, some over IPv6. */
function personAddresses(index: number): readonly string[] {
  const office = OFFICES[index % OFFICES.length] ?? OFFICES[0]
  if (index % 3 !== 2) return [office]
  return index % 6 === 5 ? [`2001:db8:40:${index.toString(16)}::1f`, office] : [`198.51.100.${20 + index * 3}`]
}

/** IAM users from the time before Identity Center: programs with long-term keys first, then the people of the night watch. */
function createUsers(base32: (length: number) => string): readonly IamUser[] {
  const account = (index: number): Account => ACCOUNTS[index] ?? { id: '111122223333', name: 'production' }
  const user = (account: Account, path: string, name: string, key: boolean): IamUser => ({
    account,
    name,
    path,
    id: `AIDAEXAMPLE${base32(10)}`,
    accessKey: key ? `AKIA${base32(9)}EXAMPLE` : '',
  })
  return [
    user(account(0), '/ci/', 'deploy-bot', true),
    user(account(0), '/service/', 'backup-agent', true),
    user(account(1), '/service/', 'report-broker', true),
    user(account(2), '/service/', 'mail-relay', true),
    user(account(0), '/', 'night-watch-1', false),
    user(account(0), '/', 'night-watch-2', false),
    user(account(2), '/', 'night-watch-3', false),
  ]
}
