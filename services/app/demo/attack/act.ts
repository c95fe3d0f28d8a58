import { callDenied } from '../call-error.ts'
import type { CallKind } from '../calls/call-kind.ts'
import { iamUserText } from '../identity-text.ts'
import { recordText, type CallError } from '../record-text.ts'
import { secondsText } from '../record-time.ts'
import type { Actor, Stage } from './stage.ts'

/** The parts of the story, in the order in which they begin. */
export const ATTACK_STEPS = [
  'stolen-key',
  'discovery',
  'denied',
  'guessed-login',
  'new-admin',
  'console-login',
  'security-group',
  'root-login',
  'trail',
  'unusual-region',
  'secrets',
  'keys',
] as const

/** One of {@link ATTACK_STEPS}. */
export type AttackStep = (typeof ATTACK_STEPS)[number]

/** One thing that the thief does. What is left out is `null` or missing in the record. */
export interface Act {
  /** since the story began */
  readonly second: number
  readonly step: AttackStep
  readonly actor: Actor
  readonly service: string
  readonly name: string
  readonly readOnly: boolean
  /** default: the home region */
  readonly region?: string
  /** default: a new one; to be given where the response repeats it */
  readonly requestId?: string
  readonly request?: object
  readonly response?: object
  readonly extra?: object
  readonly resources?: readonly object[]
  /** the call is refused; the text is the resource that the refusal names, empty for none */
  readonly denied?: string
  readonly error?: CallError
  /** a console sign-in, not an API call */
  readonly isSignIn?: boolean
}

/** The record of an act; each has a request id and an event id of its own. */
export function actRecord(stage: Stage, act: Act): string {
  const error = act.error ?? refusal(stage, act)
  const region = act.region ?? stage.site.region
  const isSignIn = act.isSignIn === true
  const inBrowser = isSignIn || act.actor === 'browser'
  return recordText({
    version: '1.11',
    identity: identityText(stage, act),
    time: secondsText(stage.start + act.second * 1000),
    source: `${act.service}.amazonaws.com`,
    name: act.name,
    region,
    address: stage.address,
    agent: inBrowser ? BROWSER : `${CLI} command/${act.service}.${commandName(act.name)}`,
    error,
    request: error?.code.startsWith('AccessDenied') === true ? 'null' : json(act.request),
    response: error === null || isSignIn ? json(act.response) : 'null',
    extra: act.extra === undefined ? '' : json(act.extra),
    requestId: isSignIn ? '' : (act.requestId ?? stage.random.uuid()),
    eventId: stage.random.uuid(),
    readOnly: act.readOnly,
    resources: act.resources === undefined ? '' : json(act.resources),
    type: isSignIn ? 'AwsConsoleSignIn' : 'AwsApiCall',
    category: 'Management',
    account: stage.site.account.id,
    sharedId: '',
    vpcEndpoint: null,
    details: '',
    host: isSignIn ? 'signin.aws.amazon.com' : (GLOBAL_HOSTS[act.service] ?? `${act.service}.${region}.amazonaws.com`),
    keyExchange: false,
    fromConsole: act.actor === 'browser' && !isSignIn,
  })
}

/** A distribution for breaking in, which says so itself. */
const CLI = 'aws-cli/2.15.22 Python/3.11.8 Linux/6.6.15-amd64 exe/x86_64.kali.2024 prompt/off'
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0'

const GLOBAL_HOSTS: Readonly<Record<string, string>> = {
  iam: 'iam.amazonaws.com',
  organizations: 'organizations.us-east-1.amazonaws.com',
}

const json = (value: unknown): string => (value === undefined ? 'null' : JSON.stringify(value))

const commandName = (name: string): string =>
  name
    .replace(/\d{8}$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase()

function refusal(stage: Stage, act: Act): CallError | null {
  if (act.denied === undefined) return null
  const kind: Pick<CallKind, 'service' | 'name'> = act
  return callDenied(kind, stage.arnOf(act.actor), act.denied, stage.noise)
}

function identityText(stage: Stage, act: Act): string {
  if (act.actor === 'root') {
    const { id } = stage.site.account
    return `{"type":"Root","principalId":"${id}","arn":"arn:aws:iam::${id}:root","accountId":"${id}","accessKeyId":""}`
  }
  if (act.actor === 'stolen') return iamUserText(stage.stolen)
  if (act.actor === 'admin') return iamUserText(stage.admin)
  if (act.actor === 'watch') return iamUserText(stage.watch)
  return act.isSignIn === true
    ? iamUserText({ ...stage.admin, accessKey: '' })
    : iamUserText(stage.admin, stage.session)
}
