/** The parts of `arn:partition:service:region:account:resource`. */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  /** everything after the fifth colon: `role/path/Name`, `function:name:alias` */
  readonly resource: string
}

/** Takes an ARN apart, or gives null for text that is none. Any partition. */
export function parseArn(text: string): Arn | null {
  if (!text.startsWith('arn:')) return null
  const service = text.indexOf(':', 4) + 1
  const region = service === 0 ? 0 : text.indexOf(':', service) + 1
  const account = region === 0 ? 0 : text.indexOf(':', region) + 1
  const resource = account === 0 ? 0 : text.indexOf(':', account) + 1
  if (resource === 0) return null
  return {
    partition: text.slice(4, service - 1),
    service: text.slice(service, region - 1),
    region: text.slice(region, account - 1),
    account: text.slice(account, resource - 1),
    resource: text.slice(resource),
  }
}

/** The last name in an ARN's resource: `Admin` of `role/path/Admin`, `jobs` of `function:jobs`. */
export function arnName(arn: Arn): string {
  const slash = arn.resource.lastIndexOf('/')
  return arn.resource.slice(Math.max(slash, arn.resource.lastIndexOf(':')) + 1)
}

/** True for the twelve digits of an account id. */
export function isAccountId(text: string | undefined): boolean {
  if (text?.length !== 12) return false
  for (let at = 0; at < 12; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}

/** The partition that a region belongs to. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  if (region.startsWith('us-isob-')) return 'aws-iso-b'
  return region.startsWith('us-iso-') ? 'aws-iso' : 'aws'
}
