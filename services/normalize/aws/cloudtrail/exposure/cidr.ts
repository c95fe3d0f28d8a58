import { isIpv4, isIpv6 } from '../ip-address.ts'

/** A range of addresses. */
export interface Cidr {
  readonly version: 4 | 6
  readonly address: string
  /** number of leading bits that are fixed */
  readonly prefix: number
}

/** IPv4 ranges at least this wide (more than 16 million addresses) count as the Internet. */
const PUBLIC_PREFIX_4 = 8
/** The same for IPv6: wider than any allocation to one network. */
const PUBLIC_PREFIX_6 = 16
/** Half of all IPv4 addresses: what a list of ranges must add up to to count as the Internet. */
const HALF_THE_INTERNET = 2 ** 31

/**
 * Reads `203.0.113.0/24`; an address without a length is one host. The length counts, not the text: `203.0.113.9/0` and
 * `0.0.0.0/00` have the length 0. Null for what is no range.
 */
export function parseCidr(text: string): Cidr | null {
  const slash = text.indexOf('/')
  const address = slash < 0 ? text : text.slice(0, slash)
  const version = isIpv4(address) ? 4 : isIpv6(address) ? 6 : 0
  if (version === 0) return null
  const most = version === 4 ? 32 : 128
  if (slash < 0) return { version, address, prefix: most }
  const digits = text.slice(slash + 1)
  const prefix = /^\d{1,3}$/.test(digits) ? Number(digits) : Number.NaN
  return prefix >= 0 && prefix <= most ? { version, address, prefix } : null
}

/** True for a range so wide, outside private space, that "everybody" is the right word for it. */
export function isPublicCidr(cidr: Cidr): boolean {
  if (cidr.prefix === 0) return true
  const first = firstGroup(cidr)
  if (cidr.version === 4) return cidr.prefix < PUBLIC_PREFIX_4 && first < MULTICAST_4
  return cidr.prefix < PUBLIC_PREFIX_6 && first < UNIQUE_LOCAL_6
}

/** True when ranges that are harmless one by one open half of the IPv4 Internet or more together. */
export function coversInternet(cidrs: Iterable<Cidr>): boolean {
  const seen = new Set<string>()
  let addresses = 0
  for (const cidr of cidrs) {
    const name = `${cidr.address}/${cidr.prefix}`
    if (cidr.version !== 4 || seen.has(name) || firstGroup(cidr) >= MULTICAST_4) continue
    seen.add(name)
    addresses += 2 ** (32 - cidr.prefix)
  }
  return addresses >= HALF_THE_INTERNET
}

const MULTICAST_4 = 224
/** fc00::/7 and everything above it (link-local, multicast) never comes from the Internet. */
const UNIQUE_LOCAL_6 = 0xfc00

function firstGroup(cidr: Cidr): number {
  const end = cidr.address.indexOf(cidr.version === 4 ? '.' : ':')
  return Number.parseInt(cidr.address.slice(0, end) || '0', cidr.version === 4 ? 10 : 16)
}
