import { isInNetwork, parseIpAddress, parseIpNetwork, type IpAddress, type IpNetwork } from '../../core/ip-address.ts'
import type { FieldValues } from './field-values.ts'
import type { Holds } from './value-questions.ts'

/** Up to so many networks are compared one after the other. */
const FEW = 8

/** Whether one of a field's values is an address inside one of the networks, given in CIDR notation. */
export function networkQuestion(texts: readonly string[], values: FieldValues): Holds {
  const networks: IpNetwork[] = []
  for (const text of texts) {
    const network = parseIpNetwork(text)
    if (!('problem' in network)) networks.push(network)
  }
  const isInside = networks.length <= FEW ? inFew(networks) : inMany(networks)
  return () => {
    for (let at = 0; at < values.valueCount; at += 1) {
      const value = values.values[at]
      const address = typeof value === 'string' ? parseIpAddress(value) : null
      if (address && isInside(address)) return true
    }
    return false
  }
}

function inFew(networks: readonly IpNetwork[]): (address: IpAddress) => boolean {
  return (address) => networks.some((network) => isInNetwork(network, address))
}

/** One look for each prefix length that occurs. */
function inMany(networks: readonly IpNetwork[]): (address: IpAddress) => boolean {
  const byLength = new Map<number, Map<number, Set<string>>>()
  for (const { address, bits } of networks) {
    const version = byLength.get(address.length) ?? new Map<number, Set<string>>()
    byLength.set(address.length, version)
    const known = version.get(bits) ?? new Set<string>()
    version.set(bits, known.add(prefixOf(address, bits)))
  }
  return (address) => {
    for (const [bits, known] of byLength.get(address.length) ?? []) {
      if (known.has(prefixOf(address, bits))) return true
    }
    return false
  }
}

/** The leading bits as text. */
function prefixOf(address: IpAddress, bits: number): string {
  return address
    .map((word, index) => {
      const count = bits - index * 32
      return count <= 0 ? 0 : count >= 32 ? word >>> 0 : (word & (-1 << (32 - count))) >>> 0
    })
    .join('.')
}
