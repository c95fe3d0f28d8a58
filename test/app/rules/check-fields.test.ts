import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { statefulFieldProblems } from '../../../services/app/rules/check-fields.ts'
import { loadText } from '../../sigma/support/plain-target.ts'
import { correlation, namedRule, stream } from '../../sigma/support/written-documents.ts'

const OTHER = namedRule('other').replace('product: aws, service: cloudtrail', 'product: other, service: thing')

const CASES: readonly { name: string; lines: string; says: readonly string[] }[] = [
  {
    name: 'fields of the record and of the event are there',
    lines:
      'type: value_count, rules: [one], group-by: [userIdentity.arn, tocsin.actor.id], timespan: 1h, condition: {gte: 2, field: awsRegion}',
    says: [],
  },
  {
    name: 'a field that is misspelt is told with its place',
    lines: 'type: event_count, rules: [one], group-by: [tocsin.actor.nmae], timespan: 1h, condition: {gte: 2}',
    says: ['16:59 Together: no record of aws/cloudtrail has the field “tocsin.actor.nmae”, which is read of “one”'],
  },
  {
    name: 'an alias is told with the field behind it',
    lines:
      'type: event_count, rules: [one], group-by: [ip], timespan: 1h, condition: {gte: 2}, aliases: {ip: {one: tocsin.actor.adress}}',
    says: [
      '16:59 Together: no record of aws/cloudtrail has the field “tocsin.actor.adress” (for “ip”), which is read of “one”',
    ],
  },
  {
    name: 'of logs that we do not read nothing is known',
    lines: 'type: event_count, rules: [other], group-by: [anything], timespan: 1h, condition: {gte: 2}',
    says: [],
  },
]

describe('fields of correlations', () => {
  for (const { name, lines, says } of CASES) {
    it(name, () => {
      const ruleSet = loadText(stream(namedRule('one'), OTHER, correlation(lines)))
      assert.deepEqual(ruleSet.problems, [])
      const found = statefulFieldProblems(ruleSet)
      assert.deepEqual(
        found.map(({ line, column, message }) => `${line}:${column} ${message}`),
        says,
      )
      assert.ok(found.every(({ severity, code }) => severity === 'warning' && code === 'field-dead'))
    })
  }
})
