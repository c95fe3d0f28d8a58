import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isInNetwork, parseIpAddress, parseIpNetwork } from '../../../services/core/ip-address.ts'
import { NetworkTree } from '../../../services/sigma/match/network-tree.ts'
import { SCALE, testRandom } from '../../support/random.ts'

const NETWORKS = [
  '0.0.0.0/0',
  '192.0.2.0/24',
  '192.0.2.0/25',
  '192.0.2.128/32',
  '198.51.100.7',
  '::/0',
  '2001:db8::/32',
  '2001:db8:0:1::/64',
  '2001:db8::1',
  '::ffff:203.0.113.0/120',
]
const TEXTS = [
  '192.0.2.7',
  '192.0.2.128',
  '198.51.100.7',
  '2001:db8::1',
  '2001:DB8:0:1::9%eth0',
  '::ffff:192.0.2.1',
  '::',
]
const NONE = ['', '1', 'x', '192.0.2', '192.0.2.7:80', '192.0.2.007', '2001:db8::1::', 'beef', '9'.repeat(200)]

function holding(tree: NetworkTree, text: string): string[] {
  const found: string[] = []
  tree.find(text, (id) => found.push(NETWORKS[id] ?? ''))
  return found.toSorted()
}

function expected(text: string): string[] {
  const address = parseIpAddress(text)
  return NETWORKS.filter((network) => {
    const parsed = parseIpNetwork(network)
    return address !== null && !('problem' in parsed) && isInNetwork(parsed, address)
  }).toSorted()
}

describe('networks that hold an address', () => {
  const tree = new NetworkTree()
  for (const [id, network] of NETWORKS.entries()) tree.add(network, id)
  for (const text of [...TEXTS, ...NONE])
    it(text.slice(0, 30), () => assert.deepEqual(holding(tree, text), expected(text)))

  it('random addresses', () => {
    const random = testRandom(12)
    for (let round = 0; round < 500 * SCALE; round += 1) {
      const four = `${random.pick(['192.0.2', '203.0.113', '198.51.100'])}.${random.int(256)}`
      const text = random.pick([four, `::ffff:${four}`, `2001:db8::${random.int(3)}:${random.int(9999)}`])
      assert.deepEqual(holding(tree, text), expected(text), text)
    }
  })
})
