import type { JsonValue } from '../../../../core/json.ts'
import { asInteger, asText } from '../json-values.ts'
import type { Exposure } from './exposure.ts'

/** Protocol and ports of a rule, as members of an exposure. */
export type Ports = Pick<Exposure, 'protocol' | 'from_port' | 'to_port'>

const LAST_PORT = 65_535

const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['-1', 'all'],
  ['all', 'all'],
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
])

/**
 * Reads a rule's protocol and ports. "All" opens every port and says so, which makes "lies 22 between them" one simple
 * test. Of ICMP the two numbers are type and code: no ports.
 */
export function readPorts(
  protocol: JsonValue | undefined,
  from: JsonValue | undefined,
  to: JsonValue | undefined,
): Ports {
  const text = (asText(protocol) ?? '-1').toLowerCase()
  const name = PROTOCOLS.get(text) ?? text
  if (name.startsWith('icmp')) return { protocol: name }
  const first = asInteger(from) ?? -1
  const last = asInteger(to) ?? first
  if (name === 'all' || (first < 0 && last < 0)) return { protocol: name, from_port: 0, to_port: LAST_PORT }
  return { protocol: name, from_port: Math.max(first, 0), to_port: Math.max(last, first) }
}
