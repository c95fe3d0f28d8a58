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
  const parts = text.split(':', 5)
  if (parts.length < 5) return null
  const [, partition = '', service = '', region = '', account = ''] = parts
  const head = 7 + partition.length + service.length + region.length + account.length
  return text.length > head ? { partition, service, region, account, resource: text.slice(head + 1) } : null
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
