import { callDenied, callInvalid, callThrottled } from './call-error.ts'
import type { CallDetail, Scene } from './calls/call-kind.ts'
import type { Company } from './company.ts'
import { createIdentities } from './create-identities.ts'
import { prepareCalls, type PreparedCall, type Shape } from './prepare-calls.ts'
import { createNoise, type Random } from './random.ts'
import { recordText, type CallError } from './record-text.ts'
import { secondsText } from './record-time.ts'
import type { UserAgent } from './user-agents.ts'

/** A record of the background, and where CloudTrail delivers it. */
export interface BackgroundRecord {
  /** JSON text */
  readonly text: string
  readonly account: string
  readonly region: string
  /** whether the call only asks */
  readonly readOnly: boolean
}

/** What a background is made from. */
export interface BackgroundOptions {
  readonly company: Company
  /** the background draws from it; whoever else draws changes the records that follow */
  readonly random: Random
  /** default `dense` */
  readonly shape?: Shape
}

/** One principal is refused once in this time at most (milliseconds of event time): never a burst of denied calls. */
export const DENIAL_PAUSE = 600_000

/**
 * The company's usual day: each call gives the record of something that happens at `at` (milliseconds since 1970).
 * Nothing in it is what the six alarms are about. Times may go back by less than {@link DENIAL_PAUSE} now and then.
 */
export function createBackground(options: BackgroundOptions): (at: number) => BackgroundRecord {
  const { company, random, shape = 'dense' } = options
  const noise = createNoise(random)
  const choose = prepareCalls(company, shape)
  const identityOf = createIdentities(company.seed)
  const timeText = createClock()
  const mayBeDenied = createDenialLimit()
  const isShort = shape === 'real'
  /** Four questions of five about nothing in particular are asked without parameters. */
  const shorten = (detail: CallDetail): CallDetail =>
    isShort && isQuestion(detail) && random.chance(0.8) ? NO_DETAIL : detail

  return (at) => {
    const call = choose(random)
    const caller = random.pick(random.pick(call.callers))
    const site = random.pick(caller.sites)
    const requestId = call.kind.service === 's3' ? `EXAMPLE${random.base32(9)}` : random.uuid()
    const scene: Scene = { random, noise, site, caller, at, requestId }
    const detail = shorten(call.kind.detail?.(scene) ?? NO_DETAIL)
    const error = chooseError(call, scene, detail, mayBeDenied)
    const region = call.kind.region ?? site.region
    const [identity, time] = [identityOf(caller, at), timeText(at)]
    const text = tell({ call, scene, detail, error, region, identity, time, isShort })
    return { text, account: site.account.id, region, readOnly: call.kind.readOnly }
  }
}

const NO_DETAIL: CallDetail = {}

/** True when all that the record tells is what was asked for. */
function isQuestion(detail: CallDetail): boolean {
  const { response, extra, resources, details } = detail
  return response === undefined && extra === undefined && resources === undefined && details === undefined
}

interface Happening {
  readonly call: PreparedCall
  readonly scene: Scene
  readonly detail: CallDetail
  readonly error: CallError | null
  readonly region: string
  readonly identity: string
  readonly time: string
  readonly isShort: boolean
}

function tell({ call, scene, detail, error, region, identity, time, isShort }: Happening): string {
  const { kind } = call
  const { caller, site, random } = scene
  const isCall = kind.type === undefined
  const inside = caller.privateAddress !== '' && WITH_ENDPOINT.has(kind.service)
  return recordText({
    version: kind.version ?? '1.11',
    identity,
    time,
    source: `${kind.service}.amazonaws.com`,
    name: kind.name,
    region,
    address: inside ? caller.privateAddress : random.pick(caller.addresses),
    agent: agentText(call, caller.agent, isShort),
    error,
    // EC2 keeps what was asked for when it refuses; the others do not.
    request: error !== null && error.code.startsWith('AccessDenied') ? 'null' : (detail.request ?? 'null'),
    response: error === null ? (detail.response ?? 'null') : 'null',
    extra: detail.extra ?? '',
    requestId: isCall ? scene.requestId : '',
    eventId: random.uuid(),
    readOnly: kind.readOnly,
    resources: detail.resources ?? '',
    type: kind.type ?? 'AwsApiCall',
    category: kind.category ?? 'Management',
    account: site.account.id,
    sharedId: caller.crossAccount ? random.uuid() : (detail.sharedId ?? ''),
    vpcEndpoint: inside ? { id: site.endpoint, account: site.account.id } : null,
    details: detail.details ?? '',
    host: caller.tls && kind.type !== 'AwsServiceEvent' ? call.host(region) : '',
    keyExchange: !isShort,
    fromConsole: caller.fromConsole && isCall,
  })
}

/** Services that the company's networks reach without the internet. */
const WITH_ENDPOINT: ReadonlySet<string> = new Set(['s3', 'dynamodb', 'kms', 'secretsmanager', 'ssm', 'logs', 'ecr'])

function agentText(call: PreparedCall, agent: UserAgent, isShort: boolean): string {
  const text = isShort ? agent.brief : agent.text
  return agent.saysCommand ? text + call.command : text
}

/** What is refused on a quiet day: rights that somebody forgot to give, and nothing that an intruder asks for first. */
const REFUSED_AT_TIMES: ReadonlySet<string> = new Set([
  'DescribeImages',
  'DescribeTags',
  'DescribeVolumes',
  'GetObject',
  'GetBucketTagging',
  'Decrypt',
  'GetParameters',
  'DescribeTable',
  'GetMetricData',
  'DescribeAlarms',
  'DescribeServices',
  'DescribeTasks',
  'BatchGetImage',
  'FilterLogEvents',
  'DescribeLogStreams',
  'DescribeStacks',
  'GetCostAndUsage',
  'GetResources',
])

/** Which share of calls fails; of a hundred failures, how many may be denied, how many ask for what is not there. */
const FAILURES = 0.045
const DENIED = 40
const MISSING = 45

function chooseError(
  { kind }: PreparedCall,
  { random, caller, noise, at }: Scene,
  detail: CallDetail,
  mayBeDenied: (principal: string, at: number) => boolean,
): CallError | null {
  if (kind.type !== undefined || !random.chance(FAILURES)) return null
  const draw = random.below(100)
  if (draw < DENIED && caller.arn !== '' && REFUSED_AT_TIMES.has(kind.name) && mayBeDenied(caller.principal, at)) {
    return callDenied(kind, caller.arn, firstArn(detail.resources), noise)
  }
  if (draw < DENIED + MISSING && kind.missing !== undefined) return kind.missing
  if (draw % 3 === 0) return callInvalid(kind.service)
  return callThrottled(kind.service)
}

/** The resource that a refusal names; `*` where the call is not about one. */
function firstArn(resources: string | undefined): string {
  return resources?.match(/"ARN":"([^"]*)"/)?.[1] ?? '*'
}

function createDenialLimit(): (principal: string, at: number) => boolean {
  const last = new Map<string, number>()
  return (principal, at) => {
    const before = last.get(principal)
    if (before !== undefined && at - before < DENIAL_PAUSE) return false
    last.set(principal, at)
    return true
  }
}

/** Remembers the text of the second that was asked for last. */
function createClock(): (at: number) => string {
  let second = Number.NaN
  let text = ''
  return (at) => {
    const wanted = Math.floor(at / 1000)
    if (wanted !== second) {
      second = wanted
      text = secondsText(at)
    }
    return text
  }
}
