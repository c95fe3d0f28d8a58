import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Alert } from '../../../services/core/alert.ts'
import { LEVELS } from '../../../services/core/rule.ts'
import { displayWidth } from '../../../services/app/terminal/display-width.ts'
import { renderAlertLine } from '../../../services/app/terminal/render-alert-line.ts'
import { renderAlert } from '../../../services/app/terminal/render-alert.ts'
import { renderTimeline } from '../../../services/app/terminal/render-timeline.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'
import { LIST_ALERT, LOGGING_ALERT, ROOT_ALERT, ROOT_LIST_ALERT, sampleAlert, sampleEvent } from './sample-alerts.ts'

const NOON = Date.parse('2026-03-14T12:00:00Z')

const BLOCKS: readonly {
  readonly alert: Alert
  readonly width: number
  readonly now: number | undefined
  readonly lines: readonly string[]
}[] = [
  {
    alert: ROOT_ALERT,
    width: 80,
    now: undefined,
    lines: [
      'CRITICAL  Root account was used',
      '  when    2026-03-14 08:17:45 – 08:19:02Z (1 min 17 s), 3 events',
      '  who     root (arn:aws:iam::111122223333:root)',
      '  where   account 111122223333, us-east-1, from 192.0.2.44, 198.51.100.7',
      '  what    ConsoleLogin ×2 (1 failed), CreateAccessKey',
      '  on      AKIAEXAMPLE',
      '  why     The root user of an account acted. Nobody needs it for daily work, and',
      '          no policy can restrict it.',
      '  do      Ask the owner of the account whether it was them, by phone.',
      '',
      '          1. If nobody did it, change the password and the second factor of root',
      '             at once and delete all of its access keys.',
      '          2. List everything the session did: tocsin events search',
      "             'tocsin.actor.type:root and @timestamp >= now-1d'",
      '  unless  Closing an account or changing its payment details, announced before',
      '  rule    5c1f0a52-4c0e-4b7a-9a58-3f0a6f0c1a01, attack.initial-access,',
      '          attack.t1078.004, cis_aws.4.3',
      '  alert   K3ZQ8MDA5T7EXAMP, open',
    ],
  },
  {
    alert: LOGGING_ALERT,
    width: 80,
    now: NOON,
    lines: [
      'HIGH      CloudTrail was stopped, deleted or made blind by event selectors',
      '  when    2026-03-14 09:00:00Z, 1 event, 3 h ago',
      '  who     alice@example.com (AIDAEXAMPLE)',
      '  where   account 111122223333, eu-central-1, from 2001:db8:1:2:3:4:5:6',
      '  what    StopLogging',
      '  on      arn:aws:cloudtrail:us-east-1:11112…l/management-events-of-all-accounts',
      '  group   user_agent.name aws-cli',
      '  rule    5c1f0a52-4c0e-4b7a-9a58-3f0a6f0c1a02, attack.t1562.008',
      '  alert   7HEXAMPLE000000A, acknowledged, continues K3ZQ8MDA5T7EXAMP',
      '  notes   2026-03-14 09:10:00Z ann acknowledged: this is the planned move of the',
      '          trail',
      '          2026-03-14 09:30:00Z bob: confirmed',
    ],
  },
  {
    alert: LIST_ALERT,
    width: 80,
    now: undefined,
    lines: [
      'INFO      Buckets listed',
      '  when    2026-03-15 09:00:00 – 09:59:00Z (59 min), 5,000 events',
      String.raw`  who     mallory\x1b[2J\n`,
      '  where   account 444455556666, us-east-1, ap-south-1, from 192.0.2.44',
      '  what    ListBuckets ×2 (failed), counted in 2 of the 5,000 events',
      '  rule    bucket-list-EXAMPLE, attack.t1562.008',
      '  alert   9HEXAMPLE000000A, open',
    ],
  },
  {
    alert: ROOT_ALERT,
    width: 120,
    now: undefined,
    lines: [
      'CRITICAL  Root account was used',
      '  when    2026-03-14 08:17:45 – 08:19:02Z (1 min 17 s), 3 events',
      '  who     root (arn:aws:iam::111122223333:root)',
      '  where   account 111122223333, us-east-1, from 192.0.2.44, 198.51.100.7',
      '  what    ConsoleLogin ×2 (1 failed), CreateAccessKey',
      '  on      AKIAEXAMPLE',
      '  why     The root user of an account acted. Nobody needs it for daily work, and no policy can restrict it.',
      '  do      Ask the owner of the account whether it was them, by phone.',
      '',
      '          1. If nobody did it, change the password and the second factor of root at once and delete all of its',
      '             access keys.',
      "          2. List everything the session did: tocsin events search 'tocsin.actor.type:root and @timestamp >=",
      "             now-1d'",
      '  unless  Closing an account or changing its payment details, announced before',
      '  rule    5c1f0a52-4c0e-4b7a-9a58-3f0a6f0c1a01, attack.initial-access, attack.t1078.004, cis_aws.4.3',
      '  alert   K3ZQ8MDA5T7EXAMP, open',
    ],
  },
  {
    alert: LOGGING_ALERT,
    width: 120,
    now: NOON,
    lines: [
      'HIGH      CloudTrail was stopped, deleted or made blind by event selectors',
      '  when    2026-03-14 09:00:00Z, 1 event, 3 h ago',
      '  who     alice@example.com (AIDAEXAMPLE)',
      '  where   account 111122223333, eu-central-1, from 2001:db8:1:2:3:4:5:6',
      '  what    StopLogging',
      '  on      arn:aws:cloudtrail:us-east-1:111122223333:trail/management-events-of-all-accounts',
      '  group   user_agent.name aws-cli',
      '  rule    5c1f0a52-4c0e-4b7a-9a58-3f0a6f0c1a02, attack.t1562.008',
      '  alert   7HEXAMPLE000000A, acknowledged, continues K3ZQ8MDA5T7EXAMP',
      '  notes   2026-03-14 09:10:00Z ann acknowledged: this is the planned move of the trail',
      '          2026-03-14 09:30:00Z bob: confirmed',
    ],
  },
  {
    alert: LIST_ALERT,
    width: 120,
    now: undefined,
    lines: [
      'INFO      Buckets listed',
      '  when    2026-03-15 09:00:00 – 09:59:00Z (59 min), 5,000 events',
      String.raw`  who     mallory\x1b[2J\n`,
      '  where   account 444455556666, us-east-1, ap-south-1, from 192.0.2.44',
      '  what    ListBuckets ×2 (failed), counted in 2 of the 5,000 events',
      '  rule    bucket-list-EXAMPLE, attack.t1562.008',
      '  alert   9HEXAMPLE000000A, open',
    ],
  },
]

describe('an alert as a block', () => {
  for (const { alert, width, now, lines } of BLOCKS) {
    test(`${alert.rule.title}, ${width} columns`, () => {
      assert.deepEqual(renderAlert(alert, { width, color: false }, now).split('\n'), lines)
    })
  }

  test('in colour', () => {
    assert.deepEqual(renderAlert(LOGGING_ALERT, { width: 80, color: true }).split('\n'), [
      '\u001b[1m\u001b[31mHIGH\u001b[39m\u001b[22m      \u001b[1mCloudTrail was stopped, deleted or made blind by event selectors\u001b[22m',
      '\u001b[2m  when    \u001b[22m2026-03-14 09:00:00Z, 1 event',
      '\u001b[2m  who     \u001b[22malice@example.com (AIDAEXAMPLE)',
      '\u001b[2m  where   \u001b[22maccount 111122223333, eu-central-1, from 2001:db8:1:2:3:4:5:6',
      '\u001b[2m  what    \u001b[22mStopLogging',
      '\u001b[2m  on      \u001b[22marn:aws:cloudtrail:us-east-1:11112…l/management-events-of-all-accounts',
      '\u001b[2m  group   \u001b[22muser_agent.name aws-cli',
      '\u001b[2m  rule    \u001b[22m5c1f0a52-4c0e-4b7a-9a58-3f0a6f0c1a02, attack.t1562.008',
      '\u001b[2m  alert   \u001b[22m7HEXAMPLE000000A, acknowledged, continues K3ZQ8MDA5T7EXAMP',
      '\u001b[2m  notes   \u001b[22m2026-03-14 09:10:00Z ann acknowledged: this is the planned move of the',
      '          trail',
      '          2026-03-14 09:30:00Z bob: confirmed',
    ])
  })
})

const LINES: readonly { readonly alert: Alert; readonly width: number; readonly line: string }[] = [
  { alert: ROOT_ALERT, width: 40, line: '08:19:02Z  CRITICAL  … ×3 · … · … · K3ZQ8MDA' },
  { alert: LOGGING_ALERT, width: 40, line: '09:00:00Z  HIGH      … · … · … · 7HEXAMPL' },
  { alert: LIST_ALERT, width: 40, line: '09:59:00Z  INFO      … ×5,000 · … · … · 9HEXAMPL' },
  {
    alert: ROOT_ALERT,
    width: 80,
    line: '08:19:02Z  CRITICAL  Root account was used ×3 · root · 192.0.2.44 +1 · K3ZQ8MDA',
  },
  {
    alert: LOGGING_ALERT,
    width: 80,
    line: '09:00:00Z  HIGH      CloudTrail was s… · alice@exa… · 2001:db…3:4:5:6 · 7HEXAMPL',
  },
  {
    alert: LIST_ALERT,
    width: 80,
    line: String.raw`09:59:00Z  INFO      Buckets listed ×5,000 · mallory\x1… · 192.0.2.44 · 9HEXAMPL`,
  },
  {
    alert: ROOT_ALERT,
    width: 120,
    line: '2026-03-14 08:19:02Z  CRITICAL  Root account was used ×3 · root · 192.0.2.44 +1 · 111122223333 · us-east-1 · K3ZQ8MDA',
  },
  {
    alert: LOGGING_ALERT,
    width: 120,
    line: '2026-03-14 09:00:00Z  HIGH      CloudTrail was stopped, deleted o… · alice@example.com · 2001:db8:1:2:3:4:5:6 · 7HEXAMPL',
  },
  {
    alert: LIST_ALERT,
    width: 120,
    line: String.raw`2026-03-15 09:59:00Z  INFO      Buckets listed ×5,000 · mallory\x1b[2J\n · 192.0.2.44 · 444455556666 · 9HEXAMPL`,
  },
]

describe('an alert as a line', () => {
  for (const { alert, width, line } of LINES) {
    test(`${alert.rule.title}, ${width} columns`, () => {
      assert.equal(renderAlertLine(alert, { width, color: false }), line)
    })
  }

  test('in colour', () => {
    assert.equal(
      renderAlertLine(LOGGING_ALERT, { width: 80, color: true }),
      '09:00:00Z  \u001b[1m\u001b[31mHIGH\u001b[39m\u001b[22m      \u001b[1mCloudTrail was s…\u001b[22m · alice@exa… · 2001:db…3:4:5:6\u001b[2m · 7HEXAMPL\u001b[22m',
    )
  })
})

const TIMELINES: readonly { readonly width: number; readonly lines: readonly string[] }[] = [
  {
    width: 80,
    lines: [
      '  WHEN            LEVEL     ALERT                   EVENTS  FROM',
      '111122223333 · root  2 alerts',
      '  03-14 08:17:45  CRITICAL  Root account was used        3  192.0.2.44 +1',
      '        09:30:00  INFO      Buckets listed               1  192.0.2.44',
      '',
      '111122223333 · alice@example.com  1 alert',
      '  03-14 09:00:00  HIGH      CloudTrail was stoppe…       1  2001:db8:1:2:3:4:5:6',
      '',
      String.raw`444455556666 · mallory\x1b[2J\n  1 alert`,
      '  03-15 09:00:00  INFO      Buckets listed           5,000  192.0.2.44',
      '',
      'LEVEL     RULE                        EVENTS  FIRST             LAST',
      'CRITICAL  Root account was used            3  2026-03-14 08:17  2026-03-14 08:19',
      'HIGH      CloudTrail was stopped, d…       1  2026-03-14 09:00  2026-03-14 09:00',
      'INFO      Buckets listed               5,001  2026-03-14 09:30  2026-03-15 09:59',
      '',
      '4 alerts (1 critical, 1 high, 2 informational) · 3 rules · 2 accounts · 3 actors',
    ],
  },
  {
    width: 120,
    lines: [
      '  WHEN                 LEVEL     ALERT                       EVENTS  ACTION           FROM                  REGION',
      '111122223333 · root  2 alerts',
      '  2026-03-14 08:17:45  CRITICAL  Root account was used            3  ConsoleLogin +1  192.0.2.44 +1         us-east-1',
      '             09:30:00  INFO      Buckets listed                   1  ListBuckets      192.0.2.44            us-east-1',
      '',
      '111122223333 · alice@example.com  1 alert',
      '  2026-03-14 09:00:00  HIGH      CloudTrail was stopped, d…       1  StopLogging      2001:db8:1:2:3:4:5:6  eu-central-1',
      '',
      String.raw`444455556666 · mallory\x1b[2J\n  1 alert`,
      '  2026-03-15 09:00:00  INFO      Buckets listed               5,000  ListBuckets      192.0.2.44            us-east-1',
      '',
      'LEVEL     RULE                                                ALERTS  EVENTS  FIRST                 LAST',
      'CRITICAL  Root account was used                                    1       3  2026-03-14 08:17:45Z  2026-03-14 08:19:02Z',
      'HIGH      CloudTrail was stopped, deleted or made blind by …       1       1  2026-03-14 09:00:00Z  2026-03-14 09:00:00Z',
      'INFO      Buckets listed                                           2   5,001  2026-03-14 09:30:00Z  2026-03-15 09:59:00Z',
      '',
      '4 alerts (1 critical, 1 high, 2 informational) · 3 rules · 2 accounts · 3 actors',
    ],
  },
  {
    width: 150,
    lines: [
      '  WHEN                        FOR  LEVEL     ALERT                                         EVENTS  ACTION           FROM                  REGION',
      '111122223333 · root  2 alerts',
      '  2026-03-14 08:17:45  1 min 17 s  CRITICAL  Root account was used                              3  ConsoleLogin +1  192.0.2.44 +1         us-east-1',
      '             09:30:00              INFO      Buckets listed                                     1  ListBuckets      192.0.2.44            us-east-1',
      '',
      '111122223333 · alice@example.com  1 alert',
      '  2026-03-14 09:00:00              HIGH      CloudTrail was stopped, deleted or made bli…       1  StopLogging      2001:db8:1:2:3:4:5:6  eu-central-1',
      '',
      String.raw`444455556666 · mallory\x1b[2J\n  1 alert`,
      '  2026-03-15 09:00:00      59 min  INFO      Buckets listed                                 5,000  ListBuckets      192.0.2.44            us-east-1',
      '',
      'LEVEL     RULE                                        ALERTS  EVENTS  FIRST                 LAST                  RULE ID',
      'CRITICAL  Root account was used                            1       3  2026-03-14 08:17:45Z  2026-03-14 08:19:02Z  5c1f0a52-4c0e-4b7a-9a58-3f0a6f0c1a01',
      'HIGH      CloudTrail was stopped, deleted or made b…       1       1  2026-03-14 09:00:00Z  2026-03-14 09:00:00Z  5c1f0a52-4c0e-4b7a-9a58-3f0a6f0c1a02',
      'INFO      Buckets listed                                   2   5,001  2026-03-14 09:30:00Z  2026-03-15 09:59:00Z  bucket-list-EXAMPLE',
      '',
      '4 alerts (1 critical, 1 high, 2 informational) · 3 rules · 2 accounts · 3 actors',
    ],
  },
]

describe('the timeline of a hunt', () => {
  for (const { width, lines } of TIMELINES) {
    test(`in ${width} columns`, () => {
      const alerts = [LIST_ALERT, ROOT_LIST_ALERT, LOGGING_ALERT, ROOT_ALERT]
      assert.deepEqual(renderTimeline(alerts, { width, color: false }).split('\n'), lines)
    })
  }

  test('in colour', () => {
    assert.deepEqual(renderTimeline([ROOT_ALERT], { width: 80, color: true }).split('\n'), [
      '  \u001b[2mWHEN\u001b[22m            \u001b[2mLEVEL\u001b[22m     \u001b[2mALERT\u001b[22m                  \u001b[2mEVENTS\u001b[22m  \u001b[2mFROM\u001b[22m',
      '\u001b[1m111122223333 · root\u001b[22m\u001b[2m  1 alert\u001b[22m',
      '  03-14 08:17:45  \u001b[1m\u001b[37m\u001b[41mCRITICAL\u001b[49m\u001b[39m\u001b[22m  Root account was used       3  192.0.2.44 +1',
      '',
      '\u001b[2mLEVEL\u001b[22m     \u001b[2mRULE\u001b[22m                   \u001b[2mEVENTS\u001b[22m  \u001b[2mFIRST\u001b[22m             \u001b[2mLAST\u001b[22m',
      '\u001b[1m\u001b[37m\u001b[41mCRITICAL\u001b[49m\u001b[39m\u001b[22m  Root account was used       3  2026-03-14 08:17  2026-03-14 08:19',
      '',
      '1 alert (1 critical) · 1 rule · 1 account · 1 actor',
    ])
  })

  test('of nothing says so', () => assert.equal(renderTimeline([], { width: 80, color: false }), 'no alerts'))

  test('of many alerts is drawn quickly', () => {
    const alerts = Array.from({ length: 20_000 }, (_, at) => ({
      ...ROOT_ALERT,
      id: `EXAMPLE${at}`,
      actor: `user-${at % 500}`,
    }))
    const start = performance.now()
    renderTimeline(alerts, { width: 120, color: true })
    assert.ok(performance.now() - start < 5000, `${performance.now() - start} ms`)
  })
})

const PIECES = [
  'a',
  'role/Admin',
  ' ',
  '日本語',
  '👩‍💻',
  '\u001b[2J',
  '\n',
  '\r',
  '\t',
  '\u202e',
  '\u200b',
  '\u0301',
  '\ud83d',
  '192.0.2.1',
  'x'.repeat(90),
]

function hostile(random: TestRandom): string {
  return Array.from({ length: random.int(8) }, () => random.pick(PIECES)).join('')
}

function hostileAlert(random: TestRandom): Alert {
  const text = (): string => hostile(random)
  const events = Array.from({ length: 1 + random.int(20) }, () =>
    sampleEvent(new Date(Math.floor(random.next() * 2e12)).toISOString(), {
      action: text(),
      actor: text(),
      address: text(),
      target: text(),
      region: text(),
      outcome: random.pick(['success', 'failure', 'unknown']),
    }),
  )
  const note = { at: NOON, by: text(), text: text() }
  return sampleAlert(events, {
    kind: random.pick(['rule', 'correlation']),
    ...(random.chance(0.3) ? { inexact: true } : {}),
    ...(random.chance(0.3) ? { superseded: random.pick(['', '7HEXAMPLE000000A']) } : {}),
    count: random.int(1_000_000),
    truncated: random.chance(0.5),
    actor: text(),
    account: text(),
    group: { 'tocsin.actor.id': text(), [text()]: text() },
    rule: {
      ...ROOT_ALERT.rule,
      id: text(),
      title: text(),
      level: random.pick(LEVELS),
      runbook: text(),
      description: text(),
      tags: [text()],
      falsepositives: [text()],
    },
    acknowledged: random.chance(0.5) ? note : null,
    closed: random.chance(0.5) ? note : null,
    notes: Array.from({ length: random.int(14) }, () => note),
  })
}

test('whatever a log holds, lines stay within the terminal and cannot steer it', () => {
  const random = testRandom(815)
  for (let run = 0; run < 200 * SCALE; run += 1) {
    const alerts = Array.from({ length: 1 + random.int(5) }, () => hostileAlert(random))
    const width = 40 + random.int(120)
    const terminal = { width, color: false }
    const alert = alerts[0] ?? ROOT_ALERT
    for (const text of [
      renderAlert(alert, terminal, NOON),
      renderAlertLine(alert, terminal),
      renderTimeline(alerts, terminal),
    ]) {
      for (const line of text.split('\n')) {
        const place = `seed ${random.seed}, run ${run}, width ${width}: ${JSON.stringify(line)}`
        assert.ok(!/[\p{Cc}\p{Cs}\u202e\u200b]/u.test(line), place)
        assert.equal(line, line.trimEnd(), place)
        // What never gives way needs some 70 columns.
        if (width >= 80) assert.ok(displayWidth(line) <= width, place)
      }
    }
  }
})
