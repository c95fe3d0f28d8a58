import type { Random } from './random.ts'

/** One of the company's AWS accounts. */
export interface Account {
  /** 12 digits */
  readonly id: string
  /** `production`, `staging`, `shared` */
  readonly name: string
}

/** What a server is called, and where it stands inside its network. */
export interface Instance {
  readonly id: string
  readonly app: string
  readonly type: string
  readonly privateAddress: string
  readonly networkInterface: string
  readonly volume: string
}

/** One account in one region: the things that calls are about. Every list has at least one member. */
export interface Site {
  readonly account: Account
  readonly region: string
  readonly vpc: string
  readonly endpoint: string
  readonly subnets: readonly string[]
  readonly groups: readonly string[]
  readonly images: readonly string[]
  readonly snapshots: readonly string[]
  readonly instances: readonly Instance[]
  /** key ids */
  readonly keys: readonly string[]
  readonly buckets: readonly string[]
  /** names of secrets, without the random end of their ARN */
  readonly secrets: readonly string[]
  readonly functions: readonly string[]
  readonly tables: readonly string[]
  readonly queues: readonly string[]
  readonly cluster: string
  readonly databases: readonly string[]
  /** last parts of target group ARNs: `targetgroup/checkout-web/0123456789abcdef` */
  readonly targetGroups: readonly string[]
  readonly stacks: readonly string[]
}

/** What the company runs; names of nearly everything begin with one of these. */
export const APPS: readonly string[] = [
  'checkout',
  'catalog',
  'search',
  'payments',
  'ledger',
  'mailer',
  'reports',
  'identity',
  'media',
  'notifications',
  'inventory',
  'pricing',
]

const INSTANCE_TYPES = ['m7g.large', 'm7i.xlarge', 'c7g.2xlarge', 'r7g.large', 't4g.medium', 'm6i.2xlarge'] as const

/** Everything that an account has in a region. `number` (0 to 15) tells the private networks of the sites apart. */
export function createSite(random: Random, account: Account, region: string, number: number): Site {
  const ids = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, () => `${prefix}-0${random.hex(16)}`)
  const short = region.replaceAll(/[a-z]+-?(?=\d|$)/g, (part) => part.slice(0, 1))
  const named = (ending: string): string[] => APPS.map((app) => `${app}-${ending}`)
  return {
    account,
    region,
    vpc: `vpc-0${random.hex(16)}`,
    endpoint: `vpce-0${random.hex(16)}`,
    subnets: ids('subnet', 6),
    groups: ids('sg', 14),
    images: ids('ami', 6),
    snapshots: ids('snap', 20),
    instances: Array.from({ length: 16 }, (_, index) => createInstance(random, number, index)),
    keys: Array.from({ length: 10 }, () => random.uuid()),
    buckets: APPS.map((app) => `example-${account.name}-${app}-${random.pick(BUCKET_KINDS)}-${short}`),
    secrets: APPS.map((app) => `${account.name}/${app}/${random.pick(SECRET_KINDS)}`),
    functions: [...named('worker'), ...named('on-upload').slice(0, 6), ...named('nightly').slice(0, 6)],
    tables: named('state'),
    queues: named('events'),
    cluster: `${account.name}-main`,
    databases: ['ledger-db', 'catalog-db', 'identity-db', 'reports-db'],
    targetGroups: APPS.map((app) => `targetgroup/${app}-web/${random.hex(16)}`),
    stacks: APPS.map((app) => `${account.name}-${app}/${random.uuid()}`),
  }
}

const BUCKET_KINDS = ['uploads', 'artifacts', 'exports', 'invoices', 'assets', 'events'] as const
const SECRET_KINDS = ['database', 'api-token', 'smtp', 'signing', 'webhook'] as const

function createInstance(random: Random, site: number, index: number): Instance {
  return {
    id: `i-0${random.hex(16)}`,
    app: random.pick(APPS),
    type: random.pick(INSTANCE_TYPES),
    privateAddress: `10.${20 + site}.${random.below(6)}.${20 + index * 9}`,
    networkInterface: `eni-0${random.hex(16)}`,
    volume: `vol-0${random.hex(16)}`,
  }
}

/** The ARN of something in the site: `arn:aws:kms:eu-central-1:111122223333:key/…`. */
export function siteArn(site: Site, service: string, resource: string): string {
  return `arn:aws:${service}:${site.region}:${site.account.id}:${resource}`
}
