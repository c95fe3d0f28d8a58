import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '../../../../services/core/json.ts'
import { cloudTrailRecord } from '../../../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../../../support/normalize.ts'

/** A call and what it opens. */
export interface ExposureCase {
  readonly name: string
  readonly call: readonly [service: string, operation: string]
  readonly request: JsonValue
  readonly response?: JsonValue
  /** `tocsin.exposed`; a star in front: everybody is let in */
  readonly opens: readonly string[]
}

/** One test for each case. */
export function testExposure(cases: readonly ExposureCase[]): void {
  for (const { name, call, request, response, opens } of cases) {
    test(`${call[1]}: ${name}`, () => {
      const members = { requestParameters: request, responseElements: response ?? null }
      const { document } = normalize(cloudTrailRecord(call[0], call[1], members))
      const entries = (fieldOf(document, 'tocsin.exposure') ?? []) as { public: boolean }[]
      const words = (fieldOf(document, 'tocsin.exposed') ?? []) as string[]
      assert.equal(entries.length, words.length, 'one word for each entry')
      assert.deepEqual(
        words.map((word, at) => (entries[at]?.public === true ? `*${word}` : word)),
        opens,
      )
    })
  }
}
