import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCompany, USUAL_REGIONS } from '../../../services/app/demo/company.ts'

const company = createCompany(11)
const callers = [...company.callers.values()].flat()
const identities = callers.map((caller) => caller.identity({ accessKey: 'ASIAEXAMPLE', since: '2026-03-14T08:00:00Z' }))

/** Networks that are kept free for documentation, and the private network that stands for a VPC. */
const DOCUMENTATION = /^(?:192\.0\.2\.|198\.51\.100\.|2001:db8:|10\.)/

test('the same seed invents the same company, another seed another', () => {
  const facts = (seed: number): string => JSON.stringify([createCompany(seed).sites, createCompany(seed).users])
  assert.equal(facts(11), facts(11))
  assert.notEqual(facts(11), facts(12))
})

test('it has three accounts in three regions, some forty people and more than twenty-five roles', () => {
  assert.equal(company.accounts.length, 3)
  assert.equal(company.sites.length, 9)
  assert.deepEqual([...new Set(company.sites.map(({ region }) => region))], USUAL_REGIONS)
  assert.ok(company.people.length >= 38 && company.people.length <= 45, String(company.people.length))
  const roles = new Set(callers.map(({ principal }) => principal).filter((principal) => principal.includes(':role/')))
  assert.ok(roles.size > 25, String(roles.size))
})

test('callers are numbered without gaps and each has a place, an address and an identity that is JSON', () => {
  assert.deepEqual(
    callers.map(({ number }) => number).toSorted((a, b) => a - b),
    callers.map((_, index) => index),
  )
  for (const [index, caller] of callers.entries()) {
    assert.ok(caller.sites.length > 0 && caller.addresses.length > 0, caller.principal)
    assert.doesNotThrow(() => JSON.parse(identities[index] ?? ''), identities[index])
  }
})

test('every address is one for documentation, every id says that it is an example', () => {
  for (const address of callers.flatMap((caller) => [...caller.addresses, caller.privateAddress])) {
    if (address === '' || address.endsWith('.amazonaws.com')) continue
    assert.match(address, DOCUMENTATION)
  }
  for (const id of identities.join('\n').match(/\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]+/g) ?? []) assert.match(id, /EXAMPLE/)
})

test('the user whose key is stolen works in the first account with a long-term key', () => {
  assert.equal(company.deployUser.account.id, company.sites[0]?.account.id)
  assert.match(company.deployUser.accessKey, /^AKIA[A-Z2-7]{9}EXAMPLE$/)
})
