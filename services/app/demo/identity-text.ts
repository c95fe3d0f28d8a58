import { createRandom } from './random.ts'
import type { Account } from './site.ts'

/** The `AROAEXAMPLE…` id of the role with this ARN: always the same one, whoever asks. */
export function roleId(arn: string): string {
  let hash = 2166136261
  for (let at = 0; at < arn.length; at += 1) hash = Math.imul(hash ^ arn.charCodeAt(at), 16777619)
  return `AROAEXAMPLE${createRandom(hash >>> 0).base32(10)}`
}

/** An IAM role. */
export interface Role {
  readonly account: Account
  readonly name: string
  /** `/` or `/aws-service-role/config.amazonaws.com/`, with both slashes */
  readonly path: string
}

/** An IAM user. */
export interface IamUser {
  readonly account: Account
  readonly name: string
  readonly path: string
  /** `AIDAEXAMPLE…` */
  readonly id: string
  /** long-term access key; empty for people who only use the console */
  readonly accessKey: string
}

/** The temporary credentials that a caller holds at some time. */
export interface Session {
  /** `ASIAEXAMPLE…` */
  readonly accessKey: string
  /** when the session began: `2026-03-14T08:01:22Z` */
  readonly since: string
}

/** What else `userIdentity` may hold for a role session; each is JSON text that starts with a comma, or empty. */
export interface SessionDetails {
  /** inside `sessionContext`, before `attributes` */
  readonly federation?: string
  /** inside `sessionContext`, after `attributes` */
  readonly delivery?: string
  /** after `sessionContext` */
  readonly end?: string
}

/** `arn:aws:iam::111122223333:role/path/name` */
export function roleArn(role: Role): string {
  return `arn:aws:iam::${role.account.id}:role${role.path}${role.name}`
}

/** `arn:aws:sts::111122223333:assumed-role/name/session` */
export function sessionArn(role: Role, sessionName: string): string {
  return `arn:aws:sts::${role.account.id}:assumed-role/${role.name}/${sessionName}`
}

/** `arn:aws:iam::111122223333:user/path/name` */
export function userArn(user: IamUser): string {
  return `arn:aws:iam::${user.account.id}:user${user.path}${user.name}`
}

/** JSON text of `userIdentity` for a role session. */
export function assumedRoleText(role: Role, name: string, session: Session, details: SessionDetails = {}): string {
  const arn = roleArn(role)
  const id = roleId(arn)
  return (
    `{"type":"AssumedRole","principalId":"${id}:${name}","arn":"${sessionArn(role, name)}"` +
    `,"accountId":"${role.account.id}","accessKeyId":"${session.accessKey}","sessionContext":{"sessionIssuer"` +
    `:{"type":"Role","principalId":"${id}","arn":"${arn}","accountId":"${role.account.id}"` +
    `,"userName":"${role.name}"}${details.federation ?? ''}` +
    `,"attributes":{"creationDate":"${session.since}","mfaAuthenticated":"false"}${details.delivery ?? ''}}` +
    `${details.end ?? ''}}`
  )
}

/** JSON text of `userIdentity` for an IAM user with a long-term key, or (with `session`) in the console. */
export function iamUserText(user: IamUser, session: Session | null = null, mfa = false): string {
  const key = session === null ? user.accessKey : session.accessKey
  const context =
    session === null
      ? ''
      : `,"sessionContext":{"attributes":{"creationDate":"${session.since}","mfaAuthenticated":"${mfa}"}}`
  return (
    `{"type":"IAMUser","principalId":"${user.id}","arn":"${userArn(user)}","accountId":"${user.account.id}"` +
    `,"accessKeyId":"${key}","userName":"${user.name}"${context}}`
  )
}

/** JSON text of `userIdentity` for what `sts:GetFederationToken` gave to somebody in the name of a user. */
export function federatedUserText(issuer: IamUser, name: string, session: Session): string {
  const account = issuer.account.id
  return (
    `{"type":"FederatedUser","principalId":"${account}:${name}","arn":"arn:aws:sts::${account}:federated-user/${name}"` +
    `,"accountId":"${account}","accessKeyId":"${session.accessKey}","sessionContext":{"sessionIssuer":{"type":"IAMUser"` +
    `,"principalId":"${issuer.id}","arn":"${userArn(issuer)}","accountId":"${account}","userName":"${issuer.name}"}` +
    `,"attributes":{"creationDate":"${session.since}","mfaAuthenticated":"false"}}}`
  )
}
