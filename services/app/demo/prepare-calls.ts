import { AppError } from '../../core/errors.ts'
import type { Caller, CallerGroup } from './caller.ts'
import type { CallKind } from './calls/call-kind.ts'
import { CHANGE_CALLS } from './calls/change-calls.ts'
import { COMPUTE_CALLS } from './calls/compute-calls.ts'
import { EC2_CALLS } from './calls/ec2-calls.ts'
import { IDENTITY_CALLS } from './calls/identity-calls.ts'
import { STORAGE_CALLS } from './calls/storage-calls.ts'
import type { Company } from './company.ts'
import { createWheel, type Random } from './random.ts'

/**
 * How large the records are. `dense`: 1.8 KB on average, an account where people and programs with long identities make
 * most calls. `real`: 1.26 KB, with more of AWS' own services and more questions without parameters.
 */
export type Shape = 'dense' | 'real'

/** A kind of call with all that can be worked out before the first one happens. */
export interface PreparedCall {
  readonly kind: CallKind
  /** groups of callers, each as likely as the other; none is empty */
  readonly callers: readonly (readonly Caller[])[]
  /** what the command line says it runs: ` md/command#ec2.describe-instances` */
  readonly command: string
  /** host name of the service in a region: one of the company's usual ones, or where the kind records */
  readonly host: (region: string) => string
}

/** A choice among all kinds of calls, each as often as its weight says. */
export function prepareCalls(company: Company, shape: Shape): (random: Random) => PreparedCall {
  const kinds = [...EC2_CALLS, ...STORAGE_CALLS, ...IDENTITY_CALLS, ...COMPUTE_CALLS, ...CHANGE_CALLS]
  return createWheel(
    kinds.map((kind) => ({ item: prepareCall(kind, groupsOf(kind, shape), company), weight: weightOf(kind, shape) })),
  )
}

/** Accounts of the `real` shape have fewer deployments and watch fewer buckets. */
function weightOf({ weight, readOnly, category }: CallKind, shape: Shape): number {
  return shape === 'real' && (!readOnly || category === 'Data') ? weight * 0.4 : weight
}

/**
 * Who makes this kind of calls. An account of the `real` shape is an older one: three fifths of what people and programs do
 * is done with the keys of IAM users, and AWS' services do more of the rest.
 */
function groupsOf({ by, type }: CallKind, shape: Shape): readonly CallerGroup[] {
  if (shape === 'dense' || type !== undefined) return by
  return by.flatMap((group) => {
    if (group.startsWith('service/')) return Array.from({ length: 8 }, () => group)
    return WITH_ROLES.has(group) ? [group, group, 'users', 'users', 'users'] : [group, group]
  })
}

const WITH_ROLES: ReadonlySet<CallerGroup> = new Set([
  'console',
  'terminal',
  'pipelines',
  'servers',
  'functions',
  'tasks',
])

function prepareCall(kind: CallKind, groups: readonly CallerGroup[], company: Company): PreparedCall {
  const callers = groups.map((group) => {
    const members = company.callers.get(group)
    if (members === undefined) throw new AppError('INTERNAL', `nobody in the company is one of ${group}`)
    return members
  })
  const name = kind.name.replace(/\d{8}(v\d)?$/, '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')
  return { kind, callers, command: ` md/command#${kind.service}.${name.toLowerCase()}`, host: hostNames(kind) }
}

/** Services with one host name for all regions. */
const ONE_HOST: Readonly<Record<string, string>> = {
  iam: 'iam.amazonaws.com',
  signin: 'signin.aws.amazon.com',
  ce: 'ce.us-east-1.amazonaws.com',
  health: 'global.health.amazonaws.com',
}

function hostNames({ service }: CallKind): (region: string) => string {
  const one = ONE_HOST[service]
  return one === undefined ? (region) => `${service}.${region}.amazonaws.com` : () => one
}
