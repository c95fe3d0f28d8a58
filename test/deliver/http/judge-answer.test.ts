import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { judgeAnswer } from '../../../services/deliver/http/judge-answer.ts'

const SECRET = 'EXAMPLEKEY0123456789012345678901'
const OPTIONS = { now: 0, secrets: [SECRET, ''] }

type Verdict = 'accepted' | 'refused' | 'later' | 'later, may have arrived' | 'later, once a person has put it right'

function verdictOn(status: number): Verdict {
  const judged = judgeAnswer({ kind: 'answer', status, retryAfter: undefined, body: '' }, OPTIONS)
  if (judged.outcome !== 'failed') return judged.outcome
  if (judged.isMisconfigured) return 'later, once a person has put it right'
  return judged.mayHaveArrived ? 'later, may have arrived' : 'later'
}

const VERDICTS: readonly (readonly [Verdict, readonly number[]])[] = [
  ['accepted', [200, 201, 202, 204]],
  ['refused', [400, 405, 406, 409, 410, 413, 415, 422]],
  ['later', [425, 429]],
  ['later, may have arrived', [408, 500, 502, 503, 504, 599]],
  ['later, once a person has put it right', [301, 302, 307, 308, 401, 403, 404, 407]],
]

describe('an answer is judged by its status', () => {
  for (const [verdict, statuses] of VERDICTS) {
    for (const status of statuses) it(`${status}: ${verdict}`, () => assert.equal(verdictOn(status), verdict))
  }

  it('how long to wait comes with it', () => {
    const judged = judgeAnswer({ kind: 'answer', status: 429, retryAfter: '30', body: '' }, OPTIONS)
    assert.equal(judged.outcome === 'failed' && judged.retryAfter, 30_000)
  })

  it('a fault may have arrived only when the connection stood', () => {
    for (const wasConnected of [true, false]) {
      const judged = judgeAnswer({ kind: 'fault', detail: 'dropped', wasConnected }, OPTIONS)
      assert.equal(judged.outcome === 'failed' && judged.mayHaveArrived, wasConnected)
    }
  })
})

const DETAILS: readonly { readonly name: string; readonly body: string; readonly detail: string }[] = [
  {
    name: 'the message and errors of PagerDuty',
    body: '{"status":"invalid event","message":"Event object is invalid","errors":["a is missing",7,"b is short"]}',
    detail: 'HTTP 400: Event object is invalid; a is missing; b is short',
  },
  { name: 'nothing', body: '', detail: 'HTTP 400' },
  { name: 'an empty object', body: '{}', detail: 'HTTP 400' },
  { name: 'plain words', body: ' no such\n  channel ', detail: 'HTTP 400: no such channel' },
  { name: 'a page for people is left out', body: '<!doctype html><html>…', detail: 'HTTP 400' },
  { name: 'JSON of another shape', body: '{"error":"x"}', detail: 'HTTP 400: {"error":"x"}' },
  { name: 'JSON that is no object', body: 'null', detail: 'HTTP 400: null' },
  { name: 'what steers a terminal', body: 'a\u001b[31mb\u202ec\u0000d', detail: 'HTTP 400: a [31mb c d' },
  { name: 'a secret that is echoed', body: `key ${SECRET} is wrong`, detail: 'HTTP 400: key *** is wrong' },
  { name: 'more than anybody reads', body: 'x'.repeat(4000), detail: `HTTP 400: ${'x'.repeat(239)}…` },
]

describe('of the other side’s words, a short printable line stays', () => {
  for (const { name, body, detail } of DETAILS) {
    it(name, () => {
      assert.equal(judgeAnswer({ kind: 'answer', status: 400, retryAfter: undefined, body }, OPTIONS).detail, detail)
    })
  }
})
