import type { LogType } from '../../log-type.ts'
import { PAYLOAD, resolveCloudTrailField } from './field-mapping.ts'
import { mapCloudTrail } from './map-record.ts'
import { CLOUDTRAIL_PATHS } from './paths.ts'
import { isCloudTrail, kindOf } from './record-kind.ts'
import { identifyCloudTrail, idPathOfCloudTrail, timeOfCloudTrail } from './record-identity.ts'
import { unwrapCloudTrail } from './unwrap.ts'

/** AWS CloudTrail: API calls, console sign-ins, acts of services, and the records that are none of these. */
export const cloudtrail: LogType = {
  name: 'aws/cloudtrail',
  dataset: 'aws.cloudtrail',
  module: 'aws',
  kind: 'audit',
  payload: PAYLOAD,
  paths: CLOUDTRAIL_PATHS,
  secrets: {
    members: [
      'sessionToken',
      'secretAccessKey',
      'accessToken',
      'refreshToken',
      'idToken',
      'servicePassword',
      'serviceCredentialSecret',
      'masterUserPassword',
      'X-Amz-Signature',
      'X-Amz-Security-Token',
    ],
    queryParameters: ['X-Amz-Signature', 'X-Amz-Security-Token'],
  },
  sources: [{ product: 'aws', service: 'cloudtrail' }],
  resolve: resolveCloudTrailField,
  unwrap: unwrapCloudTrail,
  recognise: isCloudTrail,
  timeOf: timeOfCloudTrail,
  identity: identifyCloudTrail,
  sourceOf: (record) => {
    const kind = kindOf(record)
    return kind === 'call' || CALLS.has(kind) ? 0 : -1
  },
  idPathOf: idPathOfCloudTrail,
  map: mapCloudTrail,
}

/** Kinds that rules see. Counts, anomalies and look-alikes hold names of calls that they are not. */
const CALLS: ReadonlySet<string> = new Set(['call', 'sign-in', 'service', 'network'])
