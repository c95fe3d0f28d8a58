import { parseIpAddress } from '../../../core/ip-address.ts'
import { isIpv4 } from './ip-address.ts'

/**
 * The network that an address lies in, coarse enough that a change of it is news: /24 of IPv4, /48 of IPv6 (what one line
 * or office gets), in CIDR notation with the shortest common text: `203.0.113.0/24`, `2001:db8:40::/48`. Undefined for
 * addresses that only have a meaning inside somebody's network, and for what is no address.
 */
export function addressNetwork(address: string): string | undefined {
  if (isIpv4(address)) return networkOfVersion4(address)
  const words = parseIpAddress(address)
  if (words === null) return undefined
  const [first = 0, second = 0] = words
  if (words.length === 1) return networkOfVersion4(`${first >>> 24}.${(first >>> 16) & 0xff}.${(first >>> 8) & 0xff}.0`)
  if (!isPublicVersion6(first >>> 16)) return undefined
  const groups = [first >>> 16, first & 0xffff, second >>> 16].map((group) => group.toString(16))
  return `${groups.join(':').replace(/(?::0)+$/, '')}::/48`
}

/** Works on the text, because nearly every record has such an address. */
function networkOfVersion4(address: string): string | undefined {
  const dot = address.indexOf('.')
  const first = Number(address.slice(0, dot))
  const second = Number(address.slice(dot + 1, address.indexOf('.', dot + 1)))
  return isPublicVersion4(first, second) ? `${address.slice(0, address.lastIndexOf('.'))}.0/24` : undefined
}

/** False for this network, private, shared (carriers' NAT), loopback and link-local addresses, multicast and above. */
function isPublicVersion4(first: number, second: number): boolean {
  if (first === 0 || first === 10 || first === 127 || first >= 224) return false
  if (first === 100) return second < 64 || second > 127
  if (first === 169) return second !== 254
  if (first === 172) return second < 16 || second > 31
  return first !== 192 || second !== 168
}

/** True for 0100:: to fbff::, which leaves out loopback, unique local, link-local and multicast addresses. */
function isPublicVersion6(group: number): boolean {
  return group >= 0x100 && group < 0xfc00
}
