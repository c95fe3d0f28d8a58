import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { renderAlerts } from '../../../services/app/commands/alerts.ts'
import { huntAlertJson, storedAlertJson } from '../../../services/app/json/alert-json.ts'
import { renderAlertLine } from '../../../services/app/terminal/render-alert-line.ts'
import { renderAlert } from '../../../services/app/terminal/render-alert.ts'
import { renderTimeline } from '../../../services/app/terminal/render-timeline.ts'
import type { Alert } from '../../../services/core/alert.ts'
import { GUESSED_ALERT, ROOT_ALERT, sampleAlert, sampleEvent } from './sample-alerts.ts'

const WIDE = { width: 100, color: false }
const shown = (alert: Alert, width = 100): readonly string[] => renderAlert(alert, { width, color: false }).split('\n')
const withLabel = (alert: Alert, label: string): readonly string[] =>
  shown(alert).filter((line) => line.startsWith(`  ${label} `))

describe('an alert of a rule over several events', () => {
  test('shows its group and its events one after the other', () => {
    assert.deepEqual(shown(GUESSED_ALERT, 80), [
      'HIGH      Console logins failed, then one succeeded',
      '  when    2026-03-14 08:10:00 – 08:12:00Z (2 min), 5 events',
      '  who     alice',
      '  where   account 111122223333, us-east-1, from 192.0.2.44, 198.51.100.7',
      '  what    ConsoleLogin ×4 (3 failed), CreateAccessKey',
      '  on      AKIAEXAMPLE',
      '  group   cloud.account.id 111122223333, user.name alice, source.address (empty)',
      '  events  08:10:00Z  ConsoleLogin (failed) from 192.0.2.44',
      '          08:10:20Z  ConsoleLogin (failed) from 192.0.2.44',
      '          08:10:40Z  ConsoleLogin (failed) from 192.0.2.44',
      '          08:11:05Z  ConsoleLogin from 192.0.2.44',
      '          08:12:00Z  CreateAccessKey by alice-admin from 198.51.100.7',
      '  rule    guessed-password-EXAMPLE',
      '  alert   BHEXAMPLE000000A, open',
    ])
    const wider = '          08:12:00Z  CreateAccessKey by alice-admin from 198.51.100.7 on AKIAEXAMPLE'
    assert.ok(shown(GUESSED_ALERT, wider.length).includes(wider))
  })
  test('shows of many events the earliest and the latest, and the day when there are several', () => {
    const events = Array.from({ length: 40 }, (_, hour) =>
      sampleEvent(new Date(Date.parse('2026-03-14T08:00:00Z') + hour * 3_600_000).toISOString()),
    )
    const alert = {
      ...GUESSED_ALERT,
      ...sampleAlert(events),
      kind: 'correlation',
      count: 4000,
      truncated: true,
    } as const
    const lines = shown(alert)
    const at = lines.findIndex((line) => line.startsWith('  events'))
    assert.deepEqual(lines.slice(at, at + 13), [
      '  events  2026-03-14 08:00:00Z  ConsoleLogin',
      ...[9, 10, 11, 12, 13, 14].map(
        (hour) => `          2026-03-14 ${String(hour).padStart(2, '0')}:00:00Z  ConsoleLogin`,
      ),
      '          … 3,988 more',
      ...[19, 20, 21, 22, 23].map((hour) => `          2026-03-15 ${hour}:00:00Z  ConsoleLogin`),
    ])
    assert.ok(shown({ ...alert, inexact: true }).includes('          … at least 3,988 more'))
  })
  test('with one event, as of a silence, shows it', () => {
    const alert = sampleAlert([sampleEvent('2026-03-14T08:00:00Z', { action: '' })], { kind: 'correlation' })
    assert.deepEqual(withLabel(alert, 'events'), ['  events  08:00:00Z  unknown action'])
  })
})

describe('a count that a limit has cut', () => {
  const alert = { ...GUESSED_ALERT, inexact: true, count: 1200, truncated: true }
  test('is a least one in the block', () => {
    assert.deepEqual(withLabel(alert, 'when'), [
      '  when    2026-03-14 08:10:00 – 08:12:00Z (2 min), at least 1,200 events',
    ])
    assert.deepEqual(withLabel(alert, 'what'), [
      '  what    ConsoleLogin ×4 (3 failed), CreateAccessKey, counted in 5 of at least 1,200 events',
    ])
  })
  test('has a plus in a line and in tables, which stay aligned', () => {
    assert.match(renderAlertLine(alert, WIDE), /one suc… ×1,200\+ · alice/)
    const table = renderAlerts([alert, ROOT_ALERT], { ...WIDE, isTty: false }).split('\n')
    assert.match(table[1] ?? '', / {2}1,200\+ {2}Console/)
    assert.match(table[2] ?? '', / {7}3 {2}Root/)
    const timeline = renderTimeline([alert, { ...GUESSED_ALERT, id: 'x' }, ROOT_ALERT], WIDE)
    assert.match(timeline, / 1,200\+ /)
    assert.match(timeline, /Console logins failed, then one succeeded +1,205\+/)
  })
  test('is told to scripts', () => {
    assert.equal(huntAlertJson(alert)['inexact'], true)
    assert.ok(!('inexact' in huntAlertJson(GUESSED_ALERT)))
  })
})

describe('an alert that does not hold any more', () => {
  const CASES: readonly { superseded: string; says: string; by: string | null }[] = [
    {
      superseded: '7HEXAMPLE000000A',
      says: 'superseded by 7HEXAMPLE000000A: an earlier event came late',
      by: '7HEXAMPLE000000A',
    },
    {
      superseded: '',
      says: 'this alert does not hold any more, and no other is in its place: an earlier event came late',
      by: null,
    },
  ]
  for (const { superseded, says, by } of CASES) {
    const alert: Alert = { ...GUESSED_ALERT, superseded, status: 'closed' }
    test(`says so first, ${by === null ? 'also without one in its place' : 'with the one in its place'}`, () => {
      assert.equal(shown(alert, 120)[1], `  void    ${says}`)
      assert.deepEqual(withLabel(alert, 'alert'), ['  alert   BHEXAMPLE000000A, superseded'])
      assert.match(renderAlerts([alert], { ...WIDE, isTty: false }), /superseded$/)
    })
    test(`is told to scripts, ${by === null ? 'also without one in its place' : 'with the one in its place'}`, () => {
      const { status, superseded: isSuperseded, superseded_by: replacement } = storedAlertJson(alert)
      assert.deepEqual([status, isSuperseded, replacement], ['closed', true, by])
    })
  }
  test('others say nothing of it', () => {
    assert.deepEqual(withLabel(GUESSED_ALERT, 'void'), [])
    assert.ok(!('superseded' in storedAlertJson(GUESSED_ALERT)))
  })
})
