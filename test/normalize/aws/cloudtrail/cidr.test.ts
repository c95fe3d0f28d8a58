import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coversInternet, isPublicCidr, parseCidr } from '../../../../services/normalize/aws/cloudtrail/exposure/cidr.ts'

const RANGES: readonly (readonly [text: string, isPublic: boolean])[] = [
  ['0.0.0.0/0', true],
  ['0.0.0.0/00', true],
  ['203.0.113.9/0', true],
  ['::/0', true],
  ['::0/0', true],
  ['0:0:0:0:0:0:0:0/0', true],
  ['2001:db8::1/0', true],
  ['0.0.0.0/1', true],
  ['128.0.0.0/1', true],
  ['64.0.0.0/7', true],
  ['8.0.0.0/8', false],
  ['10.0.0.0/8', false],
  ['224.0.0.0/4', false],
  ['203.0.113.0/24', false],
  ['203.0.113.9/32', false],
  ['203.0.113.9', false],
  ['2000::/3', true],
  ['2001:db8::/32', false],
  ['fc00::/7', false],
  ['fe80::/10', false],
]

for (const [text, isPublic] of RANGES) {
  test(`${text} is ${isPublic ? 'everybody' : 'not everybody'}`, () => {
    const cidr = parseCidr(text)
    assert.ok(cidr, 'not read')
    assert.equal(isPublicCidr(cidr), isPublic)
  })
}

for (const text of [
  '',
  '/',
  '/0',
  '0.0.0.0/',
  '0.0.0.0/33',
  '::/129',
  '0.0.0.0/-1',
  '0.0.0.0/0/0',
  'pl-0EXAMPLE1',
  '*',
]) {
  test(`"${text}" is no range`, () => {
    assert.equal(parseCidr(text), null)
  })
}

const LISTS: readonly (readonly [name: string, ranges: readonly string[], covers: boolean])[] = [
  ['two halves', ['0.0.0.0/1', '128.0.0.0/1'], true],
  ['one half', ['0.0.0.0/1'], true],
  ['quarters', ['0.0.0.0/2', '64.0.0.0/2'], true],
  ['the same quarter twice', ['0.0.0.0/2', '0.0.0.0/2'], false],
  ['130 of 256 parts', Array.from({ length: 130 }, (_, at) => `${at}.0.0.0/8`), true],
  ['100 of 256 parts', Array.from({ length: 100 }, (_, at) => `${at}.0.0.0/8`), false],
  ['IPv6 does not count', ['::/1', '8000::/1'], false],
]

for (const [name, ranges, covers] of LISTS) {
  test(`${name}: ${covers ? 'open half of the Internet' : 'do not'}`, () => {
    assert.equal(coversInternet(ranges.flatMap((range) => parseCidr(range) ?? [])), covers)
  })
}
