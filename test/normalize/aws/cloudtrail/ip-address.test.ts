import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import { isIpAddress } from '../../../../services/normalize/aws/cloudtrail/ip-address.ts'

const TEXTS = [
  '192.0.2.1',
  '255.255.255.255',
  '0.0.0.0',
  '192.0.2.256',
  '192.0.2',
  '192.0.2.1.1',
  '192.0.2.01',
  '192.0.2.',
  '.192.0.2',
  '192..2.1',
  '192.0.2.1 ',
  '192.0.2.1:443',
  '192.0.2.1/24',
  '2001:db8::1',
  '2001:DB8::1',
  '::',
  '::1',
  '1::',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::',
  '::2:3:4:5:6:7:8',
  '1::2::3',
  ':::',
  ':1::2',
  '1::2:',
  '12345::',
  '::ffff:192.0.2.1',
  '::ffff:192.0.2.256',
  '::192.0.2.1:1',
  '1:2:3:4:5:6:192.0.2.1',
  '1:2:3:4:5:6:7:192.0.2.1',
  'g::1',
  'AWS Internal',
  'cloudformation.amazonaws.com',
  '',
  '::'.repeat(40),
]

for (const text of TEXTS) {
  test(`"${text.slice(0, 40)}" is ${isIP(text) === 0 ? 'no' : 'an'} address`, () => {
    assert.equal(isIpAddress(text), isIP(text) !== 0)
  })
}
