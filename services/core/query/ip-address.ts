/** An IP address as a number; an address of version 4 mapped into version 6 counts as version 4. */
export interface IpAddress {
  readonly version: 4 | 6
  readonly value: bigint
}

/** All addresses that share the leading bits of one. */
export interface IpNetwork {
  readonly version: 4 | 6
  /** how many trailing bits are free */
  readonly hostBits: bigint
  /** the leading bits, as a number */
  readonly prefix: bigint
}

/** No address, zone included, is longer. */
const MAX_ADDRESS_LENGTH = 128

const MAPPED_PREFIX = 0xffffn

/** Reads an address; null for everything else. A zone (`fe80::1%eth0`) is cut off. Linear, for any text. */
export function parseIpAddress(text: string): IpAddress | null {
  if (text.length < 2 || text.length > MAX_ADDRESS_LENGTH) return null
  if (!text.includes(':')) {
    const value = parseVersion4(text)
    return value < 0 ? null : { version: 4, value: BigInt(value) }
  }
  const zone = text.indexOf('%')
  const value = parseVersion6(zone < 0 ? text : text.slice(0, zone))
  if (value === null) return null
  return value >> 32n === MAPPED_PREFIX ? { version: 4, value: value & 0xffff_ffffn } : { version: 6, value }
}

/** Reads `192.0.2.0/24`, or an address alone as a network of one; null for everything else. Host bits are ignored. */
export function parseIpNetwork(text: string): IpNetwork | null {
  const slash = text.indexOf('/')
  const address = parseIpAddress(slash < 0 ? text : text.slice(0, slash))
  if (!address) return null
  const width = address.version === 4 ? 32 : 128
  const length = text.slice(slash + 1)
  // A mapped address was unwrapped, so its prefix counts from bit 96.
  const isMapped = width === 32 && text.includes(':')
  const bits = slash < 0 ? width : /^\d{1,3}$/.test(length) ? Number(length) - (isMapped ? 96 : 0) : -1
  if (bits < 0 || bits > width) return null
  const hostBits = BigInt(width - bits)
  return { version: address.version, hostBits, prefix: address.value >> hostBits }
}

/** True when the address lies in the network. */
export function isInNetwork(network: IpNetwork, address: IpAddress): boolean {
  return network.version === address.version && address.value >> network.hostBits === network.prefix
}

/** Four decimal numbers without leading zeros as one number, or −1. */
function parseVersion4(text: string): number {
  if (text.length > 15) return -1
  const parts = text.split('.')
  if (parts.length !== 4) return -1
  let value = 0
  for (const part of parts) {
    const byte = /^(?:0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256
    if (byte > 255) return -1
    value = value * 256 + byte
  }
  return value
}

function parseVersion6(text: string): bigint | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : []
  if (!head || !tail) return null
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  let value = 0n
  for (const group of head) value = (value << 16n) | BigInt(group)
  value <<= BigInt(missing * 16)
  for (const group of tail) value = (value << 16n) | BigInt(group)
  return value
}

/** Groups of 16 bits; the last may be an address of version 4 when `endsAddress`. Null when one is no group. */
function parseGroups(text: string, endsAddress: boolean): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  if (parts.length > 8) return null
  for (const [index, part] of parts.entries()) {
    if (endsAddress && index === parts.length - 1 && part.includes('.')) {
      const value = parseVersion4(part)
      if (value < 0) return null
      groups.push(Math.floor(value / 0x1_0000), value & 0xffff)
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return null
      groups.push(Number.parseInt(part, 16))
    }
  }
  return groups
}
