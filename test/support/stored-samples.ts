import { AppError, type ErrorCode } from '../../services/core/errors.ts'
import type { Alert } from '../../services/core/alert.ts'
import { deadLetterId, type DeadLetter } from '../../services/core/dead-letter.ts'
import { EVENT_KEY_FIELDS, type EventDocument, type EventKeys } from '../../services/core/event.ts'
import type { Hit } from '../../services/core/hit.ts'
import { documentId } from '../../services/core/ids.ts'
import type { JsonObject, JsonValue } from '../../services/core/json.ts'
import { formatTime } from '../../services/core/time.ts'

/** 2026-03-14T08:00:00Z */
export const SAMPLE_TIME = 1_773_475_200_000

/** What is special about a sample event. */
export interface SampleEvent {
  /** tells events of the same time apart */
  readonly n?: number
  readonly time?: number
  readonly dataset?: string
  readonly keys?: Partial<EventKeys>
  /** further fields of the document */
  readonly fields?: JsonObject
}

const NO_KEYS: EventKeys = {
  account: '',
  actorId: '',
  actorName: '',
  action: '',
  address: '',
  region: '',
  outcome: '',
}

/** An event whose document has the fields that its keys say, as the normalizer makes it. */
export function sampleEvent({
  n = 0,
  time = SAMPLE_TIME + n,
  dataset = 'aws.cloudtrail',
  ...rest
}: SampleEvent): EventDocument {
  const keys = { ...NO_KEYS, ...rest.keys }
  const identity = { time, dataset, account: '111122223333', providerId: `EXAMPLE-${n}`, discriminator: '' }
  const id = documentId(identity)
  const document: JsonObject = { '@timestamp': formatTime(time) }
  setField(document, 'event.dataset', dataset)
  setField(document, 'tocsin.id', id)
  for (const key of Object.keys(keys) as (keyof EventKeys)[]) {
    if (keys[key] !== '') setField(document, EVENT_KEY_FIELDS[key], keys[key])
  }
  return { id, time, dataset, keys, text: JSON.stringify({ ...document, ...rest.fields }) }
}

function setField(document: JsonObject, name: string, value: JsonValue): void {
  const keys = name.split('.')
  const last = keys.pop() ?? ''
  let at = document
  for (const key of keys) {
    const inner = (at[key] ??= {}) as JsonObject
    at = inner
  }
  at[last] = value
}

/** A hit of rule `ruleId` on an event. */
export function sampleHit(event: EventDocument, ruleId = 'rule-1'): Hit {
  return {
    ruleId,
    ruleHash: 'hash',
    eventId: event.id,
    providerId: '',
    time: event.time,
    group: { 'cloud.account.id': '111122223333' },
    actor: 'alice',
    account: '111122223333',
    region: 'eu-central-1',
    action: 'StopLogging',
    address: '192.0.2.7',
    target: 'trail',
    outcome: 'success',
    object: 'a.json',
    position: 1,
  }
}

/** An open alert; `changes` replace what it says. */
export function sampleAlert(changes: Partial<Alert> & { readonly id: string }): Alert {
  return {
    version: 1,
    kind: 'rule',
    status: 'open',
    rule: {
      id: 'rule-1',
      title: 'Logging stopped',
      level: 'high',
      tags: [],
      hash: 'hash',
      description: '',
      falsepositives: [],
      runbook: '',
    },
    group: { 'cloud.account.id': '111122223333' },
    first: SAMPLE_TIME,
    last: SAMPLE_TIME,
    count: 1,
    actor: 'alice',
    account: '111122223333',
    region: 'eu-central-1',
    events: [],
    truncated: false,
    continues: null,
    acknowledged: null,
    closed: null,
    notes: [],
    deliveries: [],
    ...changes,
  }
}

/** A dead letter at a place of its own. */
export function sampleDeadLetter(changes: Partial<DeadLetter> & { readonly position: number }): DeadLetter {
  const bytes = Buffer.from(`{"broken": ${changes.position}`)
  return {
    id: deadLetterId('files', 'a.json', changes.position, bytes),
    reason: 'not-json',
    detail: 'the text ends too early',
    type: 'auto',
    source: 'files',
    object: 'a.json',
    received: SAMPLE_TIME + changes.position,
    bytes,
    size: bytes.length,
    ...changes,
  }
}

/** All that a search gives. */
export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** For `assert.rejects` and `assert.throws`: an AppError with this code. */
export function appError(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof AppError && error.code === code
}
