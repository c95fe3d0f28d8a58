/** Alerts for the tests of what is shown of them. */
import type { Alert, AlertEventRef, AlertRule } from '../../../services/core/alert.ts'

export const ROOT_RULE: AlertRule = {
  id: '5c1f0a52-4c0e-4b7a-9a58-3f0a6f0c1a01',
  title: 'Root account was used',
  level: 'critical',
  tags: ['attack.initial-access', 'attack.t1078.004', 'cis_aws.4.3'],
  hash: '0f0f',
  description: 'The root user of an account acted. Nobody needs it for daily work, and no policy can restrict it.',
  falsepositives: ['Closing an account or changing its payment details, announced before'],
  runbook: `Ask the owner of the account whether it was them, by phone.

1. If nobody did it, change the password and the second factor of root at once and delete all of its access keys.
2. List everything the session did: tocsin events search 'tocsin.actor.type:root and @timestamp >= now-1d'`,
}

export const LOGGING_RULE: AlertRule = {
  id: '5c1f0a52-4c0e-4b7a-9a58-3f0a6f0c1a02',
  title: 'CloudTrail was stopped, deleted or made blind by event selectors',
  level: 'high',
  tags: ['attack.t1562.008'],
  hash: '0f0e',
  description: '',
  falsepositives: [],
  runbook: '',
}

export const LIST_RULE: AlertRule = {
  ...LOGGING_RULE,
  id: 'bucket-list-EXAMPLE',
  title: 'Buckets listed',
  level: 'informational',
}

/** An event of {@link sampleAlert} with what is different about it. */
export function sampleEvent(time: string, change: Partial<AlertEventRef> = {}): AlertEventRef {
  return {
    eventId: '01J0EXAMPLE',
    providerId: 'EXAMPLE',
    time: Date.parse(time),
    action: 'ConsoleLogin',
    actor: 'root',
    address: '192.0.2.44',
    target: '',
    outcome: 'success',
    region: 'us-east-1',
    object: 'trail.json.gz',
    position: 1,
    ...change,
  }
}

/** An alert about these events with what is different about it. */
export function sampleAlert(events: readonly AlertEventRef[], change: Partial<Alert> = {}): Alert {
  const times = events.map((event) => event.time)
  return {
    id: 'K3ZQ8MDA5T7EXAMP',
    version: 1,
    kind: 'rule',
    status: 'open',
    rule: ROOT_RULE,
    group: { 'cloud.account.id': '111122223333', 'tocsin.actor.id': 'arn:aws:iam::111122223333:root' },
    first: Math.min(...times),
    last: Math.max(...times),
    count: events.length,
    actor: 'root',
    account: '111122223333',
    region: 'us-east-1',
    events,
    truncated: false,
    continues: null,
    acknowledged: null,
    closed: null,
    notes: [],
    deliveries: [],
    ...change,
  }
}

/** The root of an account logs in, at the second attempt, and makes itself a key. */
export const ROOT_ALERT = sampleAlert([
  sampleEvent('2026-03-14T08:17:45Z', { outcome: 'failure' }),
  sampleEvent('2026-03-14T08:18:00Z'),
  sampleEvent('2026-03-14T08:19:02Z', { action: 'CreateAccessKey', target: 'AKIAEXAMPLE', address: '198.51.100.7' }),
])

/** One event, a long title and long names, acknowledged. */
export const LOGGING_ALERT = sampleAlert(
  [
    sampleEvent('2026-03-14T09:00:00Z', {
      action: 'StopLogging',
      target: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/management-events-of-all-accounts',
      region: 'eu-central-1',
      address: '2001:db8:1:2:3:4:5:6',
    }),
  ],
  {
    id: '7HEXAMPLE000000A',
    status: 'acknowledged',
    rule: LOGGING_RULE,
    group: { 'cloud.account.id': '111122223333', 'tocsin.actor.id': 'AIDAEXAMPLE', 'user_agent.name': 'aws-cli' },
    actor: 'alice@example.com',
    region: 'eu-central-1',
    continues: 'K3ZQ8MDA5T7EXAMP',
    acknowledged: { at: Date.parse('2026-03-14T09:10:00Z'), by: 'ann', text: 'this is the planned move of the trail' },
    notes: [{ at: Date.parse('2026-03-14T09:30:00Z'), by: 'bob', text: 'confirmed' }],
  },
)

/** So many events that the alert points to some of them only; names that a log could hold to harm a terminal. */
export const LIST_ALERT = sampleAlert(
  [
    sampleEvent('2026-03-15T09:00:00Z', { action: 'ListBuckets', outcome: 'failure' }),
    sampleEvent('2026-03-15T09:59:00Z', { action: 'ListBuckets', outcome: 'failure', region: 'ap-south-1' }),
  ],
  {
    id: '9HEXAMPLE000000A',
    rule: LIST_RULE,
    group: { 'cloud.account.id': '444455556666', 'tocsin.actor.id': '' },
    count: 5000,
    truncated: true,
    actor: 'mallory\u001b[2J\n',
    account: '444455556666',
  },
)

/** A second rule that rang about root, later on the same day. */
export const ROOT_LIST_ALERT = sampleAlert([sampleEvent('2026-03-14T09:30:00Z', { action: 'ListBuckets' })], {
  id: 'AHEXAMPLE000000A',
  rule: LIST_RULE,
})

const GUESSED_RULE: AlertRule = {
  ...LOGGING_RULE,
  id: 'guessed-password-EXAMPLE',
  title: 'Console logins failed, then one succeeded',
  tags: [],
}

/** What a rule over several events found: a password is guessed, and used from somewhere else. */
export const GUESSED_ALERT = sampleAlert(
  [
    ...[0, 20, 40].map((second) =>
      sampleEvent(`2026-03-14T08:10:${String(second).padStart(2, '0')}Z`, { actor: 'alice', outcome: 'failure' }),
    ),
    sampleEvent('2026-03-14T08:11:05Z', { actor: 'alice' }),
    sampleEvent('2026-03-14T08:12:00Z', {
      actor: 'alice-admin',
      action: 'CreateAccessKey',
      target: 'AKIAEXAMPLE',
      address: '198.51.100.7',
    }),
  ],
  {
    id: 'BHEXAMPLE000000A',
    kind: 'correlation',
    rule: GUESSED_RULE,
    group: { 'cloud.account.id': '111122223333', 'user.name': 'alice', 'source.address': '' },
    actor: 'alice',
  },
)
