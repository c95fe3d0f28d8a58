/** An IP address as 32-bit words: one for version 4, four for version 6. Addresses of version 4 mapped into 6 are 4. */
export type IpAddress = readonly number[]

/** A network: the address of its first host and how many leading bits count. */
export interface IpNetwork {
  readonly address: IpAddress
  readonly bits: number
}

/** The longest text that can be an address, zone included. */
const MAX_LENGTH = 128

/** Reads an address; null for everything else. A zone (`fe80::1%eth0`) is cut off. */
export function parseIpAddress(text: string): IpAddress | null {
  if (text.length > MAX_LENGTH) return null
  const zone = text.indexOf('%')
  const bare = zone < 0 ? text : text.slice(0, zone)
  if (!bare.includes(':')) {
    const word = zone < 0 ? parseVersion4(bare) : -1
    return word < 0 ? null : [word]
  }
  const words = parseVersion6(bare)
  return words && isMapped(words) ? words.slice(3) : words
}

/**
 * Reads a network in CIDR notation, a bare address being a network of its own; or what is wrong with it. Bits beyond the
 * prefix length are a problem, or passed over with `hostBits: 'ignore'`.
 */
export function parseIpNetwork(
  text: string,
  hostBits: 'refuse' | 'ignore' = 'refuse',
): IpNetwork | { readonly problem: string } {
  const slash = text.indexOf('/')
  const address = parseIpAddress(slash < 0 ? text : text.slice(0, slash))
  if (!address || text.includes('%')) return { problem: 'is not an address with a prefix length' }
  const width = address.length * 32
  if (slash < 0) return { address, bits: width }
  const length = text.slice(slash + 1)
  // A mapped address was unwrapped, so its prefix counts from bit 96.
  const bits = /^\d{1,3}$/.test(length) ? Number(length) - (width === 32 && text.includes(':') ? 96 : 0) : Number.NaN
  if (!(bits >= 0 && bits <= width)) return { problem: `has the prefix length ${length}, which does not exist` }
  const hasHostBits = hostBits === 'refuse' && address.some((word, index) => (word & ~maskOf(bits - index * 32)) !== 0)
  return hasHostBits ? { problem: 'has bits set beyond its prefix length' } : { address, bits }
}

/** True when the address lies in the network. */
export function isInNetwork(network: IpNetwork, address: IpAddress): boolean {
  if (network.address.length !== address.length) return false
  for (let index = 0; index < address.length; index += 1) {
    const mask = maskOf(network.bits - index * 32)
    if ((((address[index] ?? 0) ^ (network.address[index] ?? 0)) & mask) !== 0) return false
  }
  return true
}

/** The order of two addresses of one version: negative, zero or positive; NaN when their versions differ. */
export function compareIpAddresses(a: IpAddress, b: IpAddress): number {
  if (a.length !== b.length) return Number.NaN
  for (const [index, word] of a.entries()) {
    const difference = word - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The first `bits` bits of a word set; none below zero, all above 32. */
function maskOf(bits: number): number {
  if (bits <= 0) return 0
  return bits >= 32 ? -1 : -1 << (32 - bits)
}

function isMapped(words: IpAddress): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === 0xffff
}

/** Four decimal numbers without leading zeros as one word ≥ 0, or −1. */
function parseVersion4(text: string): number {
  const parts = text.split('.')
  if (parts.length !== 4) return -1
  let word = 0
  for (const part of parts) {
    const value = /^(?:0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256
    if (value > 255) return -1
    word = word * 256 + value
  }
  return word
}

function parseVersion6(text: string): IpAddress | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const isGapped = halves.length === 2
  const head = parseGroups(halves[0] ?? '', !isGapped)
  const tail = isGapped ? parseGroups(halves[1] ?? '', true) : []
  if (!head || !tail) return null
  const missing = 8 - head.length - tail.length
  if (isGapped ? missing < 1 : missing !== 0) return null
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  return [0, 2, 4, 6].map((at) => (groups[at] ?? 0) * 0x1_0000 + (groups[at + 1] ?? 0))
}

/** Groups of 16 bits; those at the address's end may close with one of version 4. Null when one is no group. */
function parseGroups(text: string, isEnd: boolean): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (isEnd && index === parts.length - 1 && part.includes('.')) {
      const word = parseVersion4(part)
      if (word < 0) return null
      groups.push(Math.floor(word / 0x1_0000), word & 0xffff)
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return null
      groups.push(Number.parseInt(part, 16))
    }
  }
  return groups
}
