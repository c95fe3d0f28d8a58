import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeDelivery } from '../../../services/app/terminal/describe-delivery.ts'
import { renderAlert } from '../../../services/app/terminal/render-alert.ts'
import type { AlertDelivery } from '../../../services/core/delivery.ts'
import { ROOT_ALERT } from './sample-alerts.ts'

const TOLD: AlertDelivery = {
  destination: 'oncall',
  kind: 'opened',
  at: Date.parse('2026-03-14T08:17:46Z'),
  outcome: 'accepted',
  attempts: 1,
  detail: 'HTTP 202: Event processed',
  possiblyRepeated: false,
}

const CASES: readonly { readonly changes: Partial<AlertDelivery>; readonly line: string }[] = [
  { changes: {}, line: 'oncall accepted 2026-03-14 08:17:46Z' },
  {
    changes: { attempts: 3, possiblyRepeated: true },
    line: 'oncall accepted 2026-03-14 08:17:46Z, 3 attempts, possibly repeated',
  },
  {
    changes: { outcome: 'refused', detail: 'HTTP 400: no\u001b[2J' },
    line: 'oncall REFUSED, not tried again 2026-03-14 08:17:46Z: HTTP 400: no\\x1b[2J',
  },
  {
    changes: { outcome: 'failing', detail: 'no answer within 10 s' },
    line: 'oncall not told yet, trying again 2026-03-14 08:17:46Z, 1 attempt: no answer within 10 s',
  },
  {
    changes: { outcome: 'expired', attempts: 0, detail: 'too old' },
    line: 'oncall NOT told 2026-03-14 08:17:46Z: too old',
  },
]

describe('the delivery trail', () => {
  for (const { changes, line } of CASES) it(line, () => assert.equal(describeDelivery({ ...TOLD, ...changes }), line))

  it('stands on the alert, one destination a line', () => {
    const alert = { ...ROOT_ALERT, deliveries: [TOLD, { ...TOLD, destination: 'soc' }] }
    const text = renderAlert(alert, { width: 80, color: false })
    assert.match(text, /^ {2}told {4}oncall accepted 2026-03-14 08:17:46Z\n {10}soc accepted 2026-03-14 08:17:46Z$/m)
  })
})
