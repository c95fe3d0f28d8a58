import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TARGET_KINDS } from '../../../../services/normalize/aws/cloudtrail/target-kinds.ts'
import { TARGET_SPECS } from '../../../../services/normalize/aws/cloudtrail/target-table.ts'

/** The closed list of ECS for `entity.type`. */
const ECS_ENTITIES = new Set(
  'bucket database container function queue host user application service session cloud orchestrator'.split(' '),
)

test('every kind of target has an entity type that ECS knows and names of its own', () => {
  const subTypes = new Set<string>()
  for (const [name, kind] of Object.entries(TARGET_KINDS)) {
    assert.ok(ECS_ENTITIES.has(kind.entity), `${name}: ${kind.entity}`)
    assert.match(kind.subType, /^aws_[a-z0-9_]+$/)
    assert.match(kind.resource, /^AWS::\w+::\w+$/)
    subTypes.add(kind.subType)
  }
  assert.equal(subTypes.size, Object.keys(TARGET_KINDS).length)
})

test('every place of the table names a part of the record', () => {
  for (const { operations, id = [], name = [], role = [], credential = [], url = [] } of TARGET_SPECS) {
    for (const place of [...id, ...name, ...role, ...credential, ...url]) {
      assert.match(place, /^(?:rp|re|sd)(?:\.[A-Za-z]\w*)+$/, operations)
    }
  }
})

test('every kind is used', () => {
  // Root is nobody's row of its own: it is the caller who changes its own credentials.
  const used = new Set<string>(TARGET_SPECS.map((spec) => spec.kind))
  assert.deepEqual(
    Object.keys(TARGET_KINDS).filter((kind) => !used.has(kind)),
    [],
  )
})
