import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '../../../../services/core/json.ts'
import { policyFindings, type PolicyKind } from '../../../../services/normalize/aws/cloudtrail/policy/findings.ts'
import { parsePolicy } from '../../../../services/normalize/aws/cloudtrail/policy/parse-policy.ts'

/** The account that owns the policies of the tests. */
export const OURS = '111122223333'

/** A policy's statements and what is found in them. */
export interface PolicyCase {
  readonly name: string
  readonly kind: PolicyKind
  readonly statements: JsonValue
  readonly findings: readonly string[]
}

/** An Allow statement. */
export function allow(members: JsonObject): JsonObject {
  return { Effect: 'Allow', ...members }
}

/** One test for each case. */
export function testFindings(cases: readonly PolicyCase[]): void {
  for (const { name, kind, statements, findings } of cases) {
    test(`${kind}: ${name}`, () => {
      const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
      assert.ok(parsed, 'not parsed')
      assert.deepEqual(policyFindings(parsed, kind, OURS).toSorted(), findings.toSorted())
    })
  }
}
