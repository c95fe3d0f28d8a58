import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Alert, AlertEventRef } from '../../../services/core/alert.ts'
import { LEVELS } from '../../../services/core/rule.ts'
import { pagerDutyEvent, SEVERITIES } from '../../../services/deliver/pagerduty/pagerduty-event.ts'
import { SAMPLE_TIME, sampleAlert } from '../../support/stored-samples.ts'
import { testRandom } from '../../support/random.ts'

const KEY = 'EXAMPLEKEY0123456789012345678901'

function ref(n: number, changes: Partial<AlertEventRef> = {}): AlertEventRef {
  return {
    eventId: `E${n}`,
    providerId: `EXAMPLE-${n}`,
    time: SAMPLE_TIME + n,
    action: 'StopLogging',
    actor: 'alice',
    address: '192.0.2.7',
    target: 'main-trail',
    outcome: 'success',
    region: 'eu-central-1',
    object: 'a.json',
    position: n,
    ...changes,
  }
}

function eventOf(alert: Alert, references: readonly string[] = []): { text: string; event: PagerDutyEvent } {
  const text = pagerDutyEvent({ alert, routingKey: KEY, references, programName: 'tocsin' })
  return { text, event: JSON.parse(text) as PagerDutyEvent }
}

/** What the API asks for. */
interface PagerDutyEvent {
  readonly routing_key: string
  readonly event_action: string
  readonly dedup_key: string
  readonly links: readonly { readonly href: string; readonly text: string }[]
  readonly payload: {
    readonly summary: string
    readonly severity: string
    readonly source: string
    readonly timestamp: string
    readonly component?: string
    readonly custom_details: Record<string, unknown> & { readonly events: readonly unknown[] }
  }
}

describe('an event for PagerDuty', () => {
  it('says what happened, and opens under the id of the alert', () => {
    const alert = sampleAlert({ id: 'K3ZQ8MDA5T7EXAMP', events: [ref(1), ref(2)], count: 2 })
    const { event } = eventOf(alert)
    const { payload, ...rest } = event
    assert.deepEqual(rest, {
      routing_key: KEY,
      event_action: 'trigger',
      dedup_key: 'K3ZQ8MDA5T7EXAMP',
      client: 'Tocsin',
      links: [],
    })
    const { custom_details: details, ...facts } = payload
    assert.deepEqual(facts, {
      summary: 'Logging stopped: alice in 111122223333, eu-central-1 (2 events)',
      severity: 'error',
      source: '111122223333 eu-central-1',
      component: 'main-trail',
      group: '111122223333',
      class: 'rule-1',
      timestamp: '2026-03-14T08:00:00.000Z',
    })
    assert.equal(details['look_at_it'], 'tocsin alerts show K3ZQ8MDA5T7EXAMP')
    assert.deepEqual([details['count'], details['more_events'], details.events.length], [2, 0, 2])
    assert.deepEqual(details.events[0], {
      id: 'EXAMPLE-1',
      at: '2026-03-14T08:00:00.001Z',
      action: 'StopLogging',
      outcome: 'success',
      actor: 'alice',
      address: '192.0.2.7',
      target: 'main-trail',
      region: 'eu-central-1',
    })
  })

  it('has a severity that PagerDuty knows for every level', () => {
    const severities = LEVELS.map((level) => SEVERITIES[level])
    assert.deepEqual(severities, ['info', 'info', 'warning', 'error', 'critical'])
  })

  it('says something where the record says nothing', () => {
    const rule = { ...sampleAlert({ id: 'A' }).rule, title: ' ' }
    const { payload } = eventOf(sampleAlert({ id: 'A', rule, actor: '', account: '', region: '', events: [] })).event
    assert.equal(payload.summary, 'untitled rule: unknown actor')
    assert.equal(payload.source, 'unknown account')
    assert.ok(!('component' in payload))
  })

  it('links to what the rule refers to, if that is on the web', () => {
    const references = [
      'https://example.com/a?b=c',
      'javascript:alert(1)',
      'RFC 1234',
      'https://',
      `https://example.com/${'x'.repeat(2000)}`,
      ...Array.from({ length: 20 }, (_, n) => `http://example.com/${n}`),
    ]
    const { links } = eventOf(sampleAlert({ id: 'A' }), references).event
    assert.equal(links.length, 10)
    assert.deepEqual(links[0], { href: 'https://example.com/a?b=c', text: 'https://example.com/a?b=c' })
    assert.ok(links.every(({ href }) => href.startsWith('http')))
  })
})

/** Texts that somebody could put into a log to break what carries them. */
const HOSTILE: readonly string[] = [
  'x'.repeat(300_000),
  '\u0000'.repeat(5000),
  '"\\\n'.repeat(5000),
  '\ud800'.repeat(5000),
  '👍'.repeat(5000),
  '東'.repeat(100_000),
  '\u202e\u2066evil\u001b]0;title\u0007',
  '__proto__',
  '{"routing_key":"other"}',
]

describe('whatever stands in a log, the event stays one that PagerDuty takes', () => {
  const random = testRandom(41)
  for (let round = 0; round < 40; round += 1) {
    it(`round ${round} of seed ${random.seed}`, () => {
      const text = (): string => random.pick(HOSTILE)
      const events = Array.from({ length: random.int(60) }, (_, n) =>
        ref(n, { action: text(), actor: text(), address: text(), target: text(), outcome: text(), providerId: text() }),
      )
      const many = Array.from({ length: random.int(300) }, text)
      const alert = sampleAlert({
        id: 'K3ZQ8MDA5T7EXAMP',
        rule: {
          ...sampleAlert({ id: 'A' }).rule,
          title: text(),
          description: text(),
          runbook: text(),
          tags: many,
          falsepositives: many,
        },
        group: Object.fromEntries(many.map((value, n) => [`${text()}${n}`, value])),
        actor: text(),
        account: text(),
        region: text(),
        events,
        count: events.length,
      })
      const { text: body, event } = eventOf(alert, many)
      assert.ok(Buffer.byteLength(body) < 512_000, `${Buffer.byteLength(body)} bytes`)
      const { payload } = event
      assert.ok(payload.summary.length > 0 && payload.summary.length <= 1024)
      assert.ok(payload.source.length > 0 && payload.source.length <= 255)
      assert.equal(event.routing_key, KEY)
      assert.equal(event.dedup_key, alert.id)
      assert.doesNotMatch(
        body,
        /\\u00[01]|\\ud[89a-f]|\u202e/,
        'control characters, halves and direction marks are gone',
      )
      assert.equal(payload.custom_details['look_at_it'], `tocsin alerts show ${alert.id}`)
    })
  }
})
