import type { Session } from './identity-text.ts'
import type { Site } from './site.ts'
import type { UserAgent } from './user-agents.ts'

/** Who makes calls: one principal with one tool. */
export interface Caller {
  /** unique in the company */
  readonly number: number
  /** the principal as it stands in AWS' error messages; empty for AWS' own services, which are never refused */
  readonly arn: string
  /** the user, or the role behind the session: what counts as one actor */
  readonly principal: string
  /** where it works, the usual place several times over */
  readonly sites: readonly Site[]
  /** how long its temporary credentials last; 0 when it has none */
  readonly sessionMinutes: number
  /** JSON text of `userIdentity` */
  readonly identity: (session: Session) => string
  /** where its calls come from */
  readonly addresses: readonly string[]
  readonly agent: UserAgent
  /** whether the call came over the network, and so has `tlsDetails` */
  readonly tls: boolean
  readonly fromConsole: boolean
  /** its address in the site's network, from which it reaches S3 and its like; empty when it is not in that network */
  readonly privateAddress: string
  /** whether it works on things of another account than its own */
  readonly crossAccount: boolean
}

/**
 * A kind of callers. `console` and `terminal`: people. `pipelines`, `servers`, `functions`, `tasks`: roles of programs.
 * `users`: IAM users with keys. `watchers`, `scaling`, `schedulers`: service-linked roles. `mfa-users`, `portal`, `saml`, `web`,
 * `guests`, `federated`, `neighbours`: the rarer identity types. `service/…`: AWS' own services; `event/…`: service events.
 */
export type CallerGroup =
  | 'console'
  | 'terminal'
  | 'pipelines'
  | 'servers'
  | 'functions'
  | 'tasks'
  | 'users'
  | 'watchers'
  | 'scaling'
  | 'schedulers'
  | 'mfa-users'
  | 'portal'
  | 'saml'
  | 'web'
  | 'guests'
  | 'federated'
  | 'neighbours'
  | `service/${string}`
  | `event/${string}`
