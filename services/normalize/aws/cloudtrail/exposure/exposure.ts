import type { JsonObject } from '../../../../core/json.ts'

/** One path that a call opens, as it stands in `tocsin.exposure`. Members that do not apply are left out. */
export interface Exposure {
  /** what opens it: `security_group`, `network_acl`, `route`, `resource_policy`, `snapshot` … */
  readonly kind: string
  readonly direction?: 'ingress' | 'egress'
  /** `tcp`, `udp`, `icmp`, a number, or `all` */
  readonly protocol?: string
  readonly from_port?: number
  readonly to_port?: number
  readonly cidr?: string
  /** who is let in where it is no range of addresses: an account, an ARN, `*`, a group, a prefix list */
  readonly principal?: string
  /** whether everybody is let in */
  readonly public: boolean
}

/** The entry as a JSON object. */
export function exposureObject(exposure: Exposure): JsonObject {
  return { ...exposure }
}

/** The entry as one word for search and charts: `tcp/22 from 0.0.0.0/0`, `snapshot to all`. */
export function exposureWord(exposure: Exposure): string {
  const who = exposure.cidr ?? exposure.principal ?? (exposure.public ? 'everybody' : 'somebody')
  if (exposure.protocol === undefined) return `${exposure.kind} to ${who}`
  const way = exposure.direction === 'egress' ? 'to' : 'from'
  return `${exposure.protocol}${portWord(exposure)} ${way} ${who}`
}

function portWord(exposure: Exposure): string {
  const { from_port: from, to_port: to, protocol } = exposure
  if (from === undefined || protocol === 'all') return ''
  return to === undefined || to === from ? `/${from}` : `/${from}-${to}`
}
