import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isInNetwork, parseIpAddress, parseIpNetwork } from '../../../services/core/ip-address.ts'
import { testRandom } from '../../support/random.ts'
import { inputOf, loadText, matches, plainTarget, ruleText } from '../support/plain-target.ts'

describe('very many networks', () => {
  it('hold the addresses that each of them holds', () => {
    const random = testRandom(77)
    const inside = { yes: 0, no: 0 }
    for (let round = 0; round < 20; round += 1) {
      const networks = Array.from({ length: 20 }, () =>
        random.chance(0.5)
          ? `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.int(4) * 64}/${26 + random.int(3) * 2}`
          : `2001:db8:${random.int(3)}::/${48 + random.int(5) * 16}`,
      )
      const { rules } = loadText(ruleText({ sel: { 'a|cidr': networks }, condition: 'sel' }))
      assert.equal(rules.length, 1)
      const addresses = Array.from({ length: 40 }, () =>
        random.chance(0.5)
          ? `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.int(256)}`
          : `2001:db8:${random.int(4)}::${random.int(3)}`,
      )
      const found = matches(
        rules,
        plainTarget(),
        addresses.map((a) => inputOf(JSON.stringify({ a }))),
      )
      for (const [at, text] of addresses.entries()) {
        const address = parseIpAddress(text)
        const expected = networks.some((one) => {
          const network = parseIpNetwork(one)
          return address !== null && !('problem' in network) && isInNetwork(network, address)
        })
        assert.equal(found[at]?.length === 1, expected, `${text} in ${networks.join(' ')}`)
        inside[expected ? 'yes' : 'no'] += 1
      }
    }
    assert.ok(inside.yes > 100 && inside.no > 100, JSON.stringify(inside))
  })
})
