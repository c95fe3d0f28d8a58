import { parseIpAddress, parseIpNetwork, type IpAddress } from '../../core/ip-address.ts'

/** Shorter texts are no address. */
const LEAST_LENGTH = 2

/** Networks as a tree over the bits of their addresses, one for each version: which of them hold an address. */
export class NetworkTree {
  /** children of each node: for a bit 0 at twice its number, for 1 behind it; 0 where there is none */
  readonly #children: number[] = [0, 0, 0, 0]
  readonly #ids = new Map<number, number[]>()

  /** Enters a network under an id. A text that is none holds no address. */
  add(network: string, id: number): void {
    const parsed = parseIpNetwork(network)
    if ('problem' in parsed) return
    let node = rootOf(parsed.address)
    for (let bit = 0; bit < parsed.bits; bit += 1) {
      const place = node * 2 + bitAt(parsed.address, bit)
      let next = this.#children[place] ?? 0
      if (next === 0) {
        next = this.#children.length / 2
        this.#children.push(0, 0)
        this.#children[place] = next
      }
      node = next
    }
    const ids = this.#ids.get(node) ?? []
    this.#ids.set(node, ids)
    ids.push(id)
  }

  /** Calls `found` with the id of every network that holds the address; does nothing for a text that is none. */
  find(text: string, found: (id: number) => void): void {
    const address = mayBeAddress(text) ? parseIpAddress(text) : null
    if (!address) return
    let node = rootOf(address)
    for (let bit = 0; ; bit += 1) {
      this.#ids.get(node)?.forEach(found)
      if (bit === address.length * 32) return
      node = this.#children[node * 2 + bitAt(address, bit)] ?? 0
      if (node === 0) return
    }
  }
}

/** Node 0 is the root of version 4, node 1 that of version 6; no child is either. */
function rootOf(address: IpAddress): number {
  return address.length === 1 ? 0 : 1
}

function bitAt(address: IpAddress, bit: number): number {
  return ((address[bit >> 5] ?? 0) >>> (31 - (bit & 31))) & 1
}

/** An address begins with a hexadecimal digit or a colon. */
function mayBeAddress(text: string): boolean {
  if (text.length < LEAST_LENGTH) return false
  const code = text.charCodeAt(0)
  const lower = code | 0x20
  return (code >= 0x30 && code <= 0x3a) || (lower >= 0x61 && lower <= 0x66)
}
