/** Who is told when an alert opens. */
export interface DeliverConfig {
  /** alerts below are not told */
  readonly minLevel: 'high' | 'critical'
  /** an outbox entry that was written longer ago is not told any more, in milliseconds */
  readonly maxAge: number
  /** an alert about what happened longer than this before it arrived here is not told, in milliseconds */
  readonly maxEventAge: number
  /** in the order of the file; names are unique */
  readonly destinations: readonly DestinationConfig[]
}

/** Where a secret is read from when somebody is about to be told; the secret itself never stands in a configuration. */
export type SecretPlace =
  | { readonly from: 'env'; readonly name: string }
  /** an absolute path */
  | { readonly from: 'file'; readonly path: string }

/** Somebody who is told. */
export type DestinationConfig = PagerDutyConfig | WebhookConfig

/** A service of PagerDuty. */
export interface PagerDutyConfig {
  readonly name: string
  readonly kind: 'pagerduty'
  readonly routingKey: SecretPlace
  readonly region: 'us' | 'eu'
  /** instead of the region's address; null = that one */
  readonly url: string | null
  /** of one attempt, in milliseconds */
  readonly timeout: number
}

/** An address that signed JSON is posted to. */
export interface WebhookConfig {
  readonly name: string
  readonly kind: 'webhook'
  readonly url: string
  readonly secret: SecretPlace
  readonly header: { readonly name: string; readonly value: SecretPlace } | null
  /** of one attempt, in milliseconds */
  readonly timeout: number
}
