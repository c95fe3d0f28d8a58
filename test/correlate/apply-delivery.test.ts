import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deliveryCommand, readDelivery, type AlertDelivery } from '../../services/core/delivery.ts'
import type { Alert } from '../../services/core/alert.ts'
import { applyCommand } from '../../services/correlate/apply-command.ts'
import { sampleAlert } from '../support/stored-samples.ts'

const ENTRY = { id: 'ENTRY', alertId: 'ALERT' }

function news(changes: Partial<AlertDelivery> = {}): AlertDelivery {
  const rest = { kind: 'opened', at: 5, outcome: 'accepted', attempts: 1, detail: '', possiblyRepeated: false } as const
  return { destination: 'oncall', ...rest, ...changes }
}

function told(...all: readonly AlertDelivery[]): Alert {
  return all.reduce<Alert>(
    (alert, delivery) => applyCommand(alert, deliveryCommand(ENTRY, delivery)).alert ?? alert,
    sampleAlert({ id: 'ALERT' }),
  )
}

describe('news of a delivery', () => {
  it('stand on the alert, one entry for each destination', () => {
    const [first, second] = [news(), news({ destination: 'soc', outcome: 'refused', detail: 'HTTP 400' })]
    const alert = told(first, second)
    assert.deepEqual(alert.deliveries, [first, second])
    assert.deepEqual([alert.version, alert.status], [3, 'open'])
  })

  it('twice are the same as once', () => {
    const alert = told(news())
    const again = applyCommand(alert, deliveryCommand(ENTRY, news({ at: 9 })))
    assert.deepEqual([again.alert, again.result.outcome], [null, 'no-change'])
  })

  it('in any order end with what is final, and else with the latest attempt', () => {
    const [one, four] = [news({ outcome: 'failing' }), news({ outcome: 'failing', attempts: 4 })]
    const end = news({ attempts: 5 })
    assert.deepEqual(told(one, four).deliveries, [four])
    assert.deepEqual(told(four, one).deliveries, [four])
    for (const order of [
      [one, four, end],
      [end, four, one],
      [four, end, one],
    ])
      assert.deepEqual(told(...order).deliveries, [end])
  })

  it('of an alert that is gone, and what is no news, change nothing', () => {
    assert.equal(applyCommand(null, deliveryCommand(ENTRY, news())).result.outcome, 'no-alert')
    for (const text of ['', 'null', '{}', '[', JSON.stringify({ ...news(), outcome: 'lost' })]) {
      const command = { ...deliveryCommand(ENTRY, news()), text }
      assert.equal(readDelivery(command), null)
      assert.equal(applyCommand(sampleAlert({ id: 'ALERT' }), command).result.outcome, 'no-change')
    }
  })

  it('have the same id when they are the same, and another one otherwise', () => {
    const id = (delivery: AlertDelivery): string => deliveryCommand(ENTRY, delivery).id
    assert.equal(id(news()), id(news({ at: 77, detail: 'x' })))
    const others = [news({ destination: 'soc' }), news({ attempts: 2 }), news({ outcome: 'failing' })]
    assert.equal(new Set([news(), ...others].map(id)).size, 4)
  })
})
