import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressNetwork } from '../../../../services/normalize/aws/cloudtrail/address-network.ts'

const CASES: readonly { name: string; address: string; network: string | undefined }[] = [
  { name: 'three bytes of IPv4', address: '203.0.113.77', network: '203.0.113.0/24' },
  { name: 'the highest address', address: '223.255.255.255', network: '223.255.255.0/24' },
  { name: 'three groups of IPv6', address: '2001:db8:40:1f::1', network: '2001:db8:40::/48' },
  { name: 'IPv6 however it is written', address: '2001:0DB8:0040:001F:0:0:0:1', network: '2001:db8:40::/48' },
  { name: 'a third group of zero', address: '2001:db8::1', network: '2001:db8::/48' },
  { name: 'a second group of zero', address: '2001:0:7::1', network: '2001:0:7::/48' },
  { name: 'IPv4 in IPv6', address: '::ffff:203.0.113.77', network: '203.0.113.0/24' },
  { name: 'beside a private range', address: '172.32.0.1', network: '172.32.0.0/24' },
  { name: 'below carriers’ space', address: '100.63.255.1', network: '100.63.255.0/24' },
  { name: 'above carriers’ space', address: '100.128.0.1', network: '100.128.0.0/24' },
  ...[
    ['a private network', '10.1.2.3'],
    ['a private network of sixteen', '172.31.255.255'],
    ['a private network at home', '192.168.1.1'],
    ['carriers’ NAT', '100.64.0.1'],
    ['loopback', '127.0.0.1'],
    ['link-local', '169.254.169.254'],
    ['this network', '0.0.0.0'],
    ['multicast', '224.0.0.1'],
    ['loopback of IPv6', '::1'],
    ['unique local', 'fd00:1234::1'],
    ['link-local of IPv6', 'fe80::1'],
    ['a private address in IPv6', '::ffff:10.0.0.1'],
    ['a service', 'cloudformation.amazonaws.com'],
    ['words', 'AWS Internal'],
    ['nothing', ''],
    ['an address with a port', '203.0.113.77:443'],
  ].map(([name = '', address = '']) => ({ name: `${name}: none`, address, network: undefined })),
]

for (const { name, address, network } of CASES) {
  test(name, () => assert.equal(addressNetwork(address), network))
}
