import type { JsonValue } from '../../core/json.ts'
import { parseIsoTime } from '../../core/time.ts'
import { resolveEventField } from '../../record/event-field.ts'
import { PathTable } from '../../record/field-path.ts'
import type { FieldReader } from '../../record/field-reader.ts'
import type { LogType } from '../log-type.ts'

const PAYLOAD = 'unknown.record'
const PATHS = new PathTable()

/** Where records commonly say when they happened, the most telling names first. */
const TIMES = [
  'eventTime',
  '@timestamp',
  'timestamp',
  'time',
  'event.time',
  'detail.eventTime',
  'detail.timestamp',
  'detail.time',
  'detail.updatedAt',
  'event_time',
  'eventTimestamp',
  'receiveTimestamp',
  'Timestamp',
  'TimeGenerated',
  'CreationTime',
  'createdDateTime',
  'datetime',
  'date',
].map((text) => PATHS.add(text))

/** What no log type claims: kept whole, searchable, and seen by no rule. */
export const unknown: LogType = {
  name: 'unknown',
  dataset: 'unknown',
  module: 'unknown',
  kind: 'unknown',
  payload: PAYLOAD,
  paths: PATHS,
  secrets: {
    members: [
      'sessionToken',
      'secretAccessKey',
      'password',
      'passwd',
      'secret',
      'clientSecret',
      'client_secret',
      'accessToken',
      'access_token',
      'refreshToken',
      'refresh_token',
      'idToken',
      'id_token',
      'privateKey',
      'private_key',
      'apiKey',
      'api_key',
      'authorization',
    ],
    queryParameters: ['X-Amz-Signature', 'X-Amz-Security-Token', 'X-Goog-Signature', '&sig', '?sig', 'access_token'],
  },
  sources: [],
  resolve: (name, taxonomy, paths) => {
    if (name.startsWith(`${PAYLOAD}.`)) return [{ from: 'record', path: paths.add(name.slice(PAYLOAD.length + 1)) }]
    const ref = resolveEventField(name)
    if (ref !== null && ref.field.type !== 'payload') return [{ from: 'event', ref }]
    return taxonomy === 'sigma' && !name.startsWith('tocsin.') ? [{ from: 'record', path: paths.add(name) }] : []
  },
  unwrap: () => null,
  recognise: () => true,
  timeOf,
  identity: (record) => ({ time: timeOf(record), account: '', providerId: '', discriminator: '' }),
  sourceOf: () => -1,
  map: () => {},
}

function timeOf(record: FieldReader): number {
  for (const path of TIMES) {
    const time = readTime(record.get(path))
    if (!Number.isNaN(time)) return time
  }
  return Number.NaN
}

/** ISO text, or seconds, milli-, micro- or nanoseconds since 1970 as a number or digits; NaN for everything else. */
function readTime(value: JsonValue | undefined): number {
  if (typeof value === 'string' && !/^\d{9,19}(?:\.\d{1,9})?$/.test(value)) return parseIsoTime(value)
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN
  if (!(number > 1e8)) return Number.NaN
  const digits = Math.floor(Math.log10(number))
  // 2001 to 2286 has ten digits of seconds; three more for each finer unit.
  const scale = digits < 11 ? 1000 : digits < 14 ? 1 : digits < 17 ? 1e-3 : 1e-6
  const time = Math.floor(number * scale)
  return time <= LAST_TIME ? time : Number.NaN
}

const LAST_TIME = Date.UTC(9999, 11, 31)
