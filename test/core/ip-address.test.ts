import assert from 'node:assert/strict'
import { BlockList, isIP } from 'node:net'
import { test } from 'node:test'
import { isInNetwork, parseIpAddress, parseIpNetwork, type IpAddress } from '../../services/core/ip-address.ts'
import { SCALE, testRandom, type TestRandom } from '../support/random.ts'

/** An address of version 4 is one word. */
function versionOf(address: IpAddress | null): 4 | 6 | null {
  return address && (address.length === 1 ? 4 : 6)
}

test('texts are addresses or not', () => {
  const cases: [string, 4 | 6 | null][] = [
    ['192.0.2.1', 4],
    ['255.255.255.255', 4],
    ['::', 6],
    ['::1', 6],
    ['2001:db8::1', 6],
    ['2001:DB8:0:0:0:0:0:1', 6],
    ['::ffff:192.0.2.1', 4],
    ['::ffff:c000:201', 4],
    ['64:ff9b::192.0.2.1', 6],
    ['fe80::1%eth0', 6],
    ['192.0.2.256', null],
    ['192.0.2', null],
    ['192.0.2.01', null],
    ['192.0.2.1.1', null],
    ['192.0.2.1:443', null],
    [' 192.0.2.1', null],
    ['1:2:3:4:5:6:7', null],
    ['1:2:3:4:5:6:7:8:9', null],
    ['1::2::3', null],
    [':::', null],
    ['12345::', null],
    ['g::', null],
    ['1.2.3.4::', null],
    ['::1.2.3.4:5', null],
    ['', null],
    ['1:'.repeat(100), null],
  ]
  for (const [text, version] of cases) assert.equal(versionOf(parseIpAddress(text)), version, text)
})

/** Four or eight groups with few different values, so that shapes repeat. */
function randomAddress(random: TestRandom): string {
  if (random.chance(0.5)) return Array.from({ length: 4 }, () => random.pick(['0', '1', '192', '255', '256'])).join('.')
  const groups = Array.from({ length: 6 + random.int(3) }, () =>
    random.pick(['0', '', 'ff', '2001', 'db8', '192.0.2.1']),
  )
  return groups.join(':')
}

test('random texts are addresses exactly where Node says so, and lie in the networks that Node says', () => {
  const random = testRandom(4)
  for (let n = 0; n < 20_000 * SCALE; n += 1) {
    const text = randomAddress(random)
    const address = parseIpAddress(text)
    const message = `seed ${random.seed}: ${text}`
    assert.equal(address !== null, isIP(text) !== 0, message)
    const base = randomAddress(random)
    if (!address || isIP(base) === 0 || isIP(base) !== isIP(text)) continue
    const bits = random.int(isIP(base) === 4 ? 33 : 129)
    const network = parseIpNetwork(`${base}/${bits}`, 'ignore')
    // Mapped addresses are of version 4 here: Node's list is about the text's own version.
    if (
      'problem' in network ||
      network.address.length !== address.length ||
      (isIP(base) === 6 && network.address.length === 1)
    )
      continue
    const list = new BlockList()
    list.addSubnet(base, bits, isIP(base) === 4 ? 'ipv4' : 'ipv6')
    const isInside = list.check(text, isIP(text) === 4 ? 'ipv4' : 'ipv6')
    assert.equal(isInNetwork(network, address), isInside, `${message} in ${base}/${bits}`)
  }
})
