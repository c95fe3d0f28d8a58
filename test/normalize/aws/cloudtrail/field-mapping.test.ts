import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveCloudTrailField } from '../../../../services/normalize/aws/cloudtrail/field-mapping.ts'
import type { Taxonomy } from '../../../../services/record/field-access.ts'
import { PathTable } from '../../../../services/record/field-path.ts'

const CASES: readonly (readonly [name: string, taxonomy: Taxonomy, wanted: string])[] = [
  ['eventName', 'sigma', 'record eventName'],
  ['userIdentity.sessionContext.sessionIssuer.type', 'sigma', 'record userIdentity.sessionContext.sessionIssuer.type'],
  ['requestParameters.ipPermissions.items', 'sigma', 'record requestParameters.ipPermissions.items'],
  ['resources', 'sigma', 'record resources'],
  ['errorCode', 'sigma', 'record errorCode'],
  ['somethingNew.of.tomorrow', 'sigma', 'record somethingNew.of.tomorrow'],
  ['constructor', 'sigma', 'record constructor'],
  ['tocsin.exposure.public', 'sigma', 'event tocsin.exposure public'],
  ['tocsin.actor.type', 'sigma', 'event tocsin.actor.type'],
  ['event.outcome', 'sigma', 'event event.outcome'],
  ['source.ip', 'sigma', 'event source.ip'],
  ['@timestamp', 'sigma', 'event @timestamp'],
  ['tocsin.no.such.field', 'sigma', ''],
  ['aws.cloudtrail.requestParameters.policyArn', 'sigma', 'record requestParameters.policyArn'],
  ['event.outcome', 'ecs', 'event event.outcome'],
  ['user.target.name', 'ecs', 'event user.target.name'],
  ['tocsin.change.after.status', 'ecs', 'event tocsin.change.after status'],
  ['aws.cloudtrail.eventName', 'ecs', 'record eventName'],
  ['aws.cloudtrail', 'ecs', ''],
  ['eventName', 'ecs', ''],
  ['event.outcome.x', 'ecs', ''],
]

for (const [name, taxonomy, wanted] of CASES) {
  test(`${name} of a rule in ${taxonomy} names is read from ${wanted || 'nowhere'}`, () => {
    const places = resolveCloudTrailField(name, taxonomy, new PathTable()).map((access) =>
      access.from === 'record'
        ? `record ${access.path.text}`
        : ['event', access.ref.field.name, ...access.ref.rest].join(' '),
    )
    assert.deepEqual(places, wanted === '' ? [] : [wanted])
  })
}
