import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressBits, networkBits } from '../../services/sigma/evaluate/compare.ts'
import { isInNetwork, parseIpAddress, parseIpNetwork } from '../../services/core/ip-address.ts'
import { SCALE, testRandom, type TestRandom } from '../support/random.ts'

const NO_ADDRESSES = [
  '',
  '192.0.2',
  '192.0.2.4.5',
  '256.0.2.1',
  '192.0.2.04',
  '192.0.2.4 ',
  '0xc0.0.2.4',
  '192.0.2.-4',
  ':',
  ':::',
  '1::2::3',
  '12345::',
  'g::',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '::1.2.3',
  '192.0.2.4::',
  '192.0.2.4%eth0',
  'example.com',
  '[::1]',
  '1'.repeat(200),
]

const NO_NETWORKS = [
  '',
  '/8',
  '192.0.2.0/',
  '192.0.2.0/x',
  '192.0.2.0/-1',
  '192.0.2.0/33',
  '2001:db8::/129',
  '192.0.2.1/24',
  '2001:db8::1/64',
  'fe80::%1/64',
  '192.0.2.0/24/24',
  '::ffff:192.0.2.0/95',
]

describe('an address', () => {
  for (const text of NO_ADDRESSES) {
    it(`is not ${JSON.stringify(text.slice(0, 30))}`, () => {
      assert.equal(parseIpAddress(text), null)
      if (text.length < 100) assert.equal(addressBits(text), undefined)
    })
  }
})

describe('a network', () => {
  for (const text of NO_NETWORKS)
    it(`is not ${JSON.stringify(text)}`, () => assert.ok('problem' in parseIpNetwork(text)))

  it('holds the same addresses for both evaluators', () => {
    const random = testRandom(7)
    let inside = 0
    for (let count = 0; count < 3000 * Math.min(SCALE, 10); count += 1) {
      const network = randomNetwork(random)
      const address = randomAddress(random)
      const parsed = parseIpNetwork(network)
      if ('problem' in parsed) continue
      const words = parseIpAddress(address)
      const fast = words !== null && isInNetwork(parsed, words)
      assert.equal(
        fast,
        addressBits(address)?.startsWith(networkBits(network)) ?? false,
        `${address} in ${network}, seed ${random.seed}`,
      )
      if (fast) inside += 1
    }
    assert.ok(inside > 100, `${inside} were inside`)
  })
})

function randomNetwork(random: TestRandom): string {
  return random.pick([
    `192.0.2.${random.pick([0, 64, 128])}/${random.pick([24, 25, 26, 27])}`,
    `192.0.0.0/${random.int(17)}`,
    '0.0.0.0/0',
    '203.0.113.7',
    `2001:db8::/${random.pick([29, 32, 33, 48, 64])}`,
    '2001:db8:0:1::/64',
    '::/0',
    '8000::/1',
    '::ffff:192.0.2.0/120',
  ])
}

function randomAddress(random: TestRandom): string {
  const last = random.int(256)
  const group = random.pick(['0', '1', 'ab', 'FFFF'])
  return random.pick([
    `192.0.2.${last}`,
    `203.0.113.${random.pick([7, last])}`,
    `::ffff:192.0.2.${last}`,
    `::FFFF:C000:02${last.toString(16).padStart(2, '0')}`,
    `2001:db8::${group}`,
    `2001:DB8:0:${group}:0:0:0:1`,
    `2001:db8:${group}::1%eth0`,
    `fe80::${group}:192.0.2.1`,
    `192.0.2.${last}:443`,
    'host.example.com',
  ])
}
