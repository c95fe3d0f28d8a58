import type { EventBuilder } from '../../../record/event-builder.ts'
import { eventField } from '../../../record/event-field.ts'
import type { FieldReader } from '../../../record/field-reader.ts'
import { AWS_OPERATIONS } from '../../generated/operations.ts'
import { openCall, responseOf, type Call } from './call.ts'
import { mapCategories } from './categories.ts'
import { mapChanges } from './changes.ts'
import { mapExposure } from './exposure/map-exposure.ts'
import { mapIamChanges } from './iam-changes.ts'
import { textMember, valueAt, asText } from './json-values.ts'
import { mapActor } from './map-actor.ts'
import { mapClient } from './map-client.ts'
import { mapScope } from './map-scope.ts'
import { mapOutcome, type Outcome } from './outcome.ts'
import { PATH } from './paths.ts'
import { mapPolicy } from './policy/map-policy.ts'
import { regionScope } from './region-scope.ts'
import { listedResources, mapResources } from './resources.ts'
import { mapTargets } from './targets.ts'

const FIELD = {
  kind: eventField('event.kind'),
  action: eventField('event.action'),
  provider: eventField('event.provider'),
  cloud: eventField('cloud.provider'),
  account: eventField('cloud.account.id'),
  region: eventField('cloud.region'),
  service: eventField('cloud.service.name'),
  operation: eventField('tocsin.operation.name'),
  operationKey: eventField('tocsin.operation.key'),
  regionScope: eventField('tocsin.region.scope'),
  relatedHash: eventField('related.hash'),
}

/** The mapping of `aws/cloudtrail`; see the README for what it fills in. */
export function mapCloudTrail(record: FieldReader, event: EventBuilder): void {
  const call = openCall(record, event)
  mapHead(call)
  const outcome = mapOutcome(call)
  mapCategories(call, outcome)
  mapOperation(call, outcome)
  if (call.kind === 'aggregate' || call.kind === 'digest') return
  mapClient(call)
  if (call.kind === 'insight') return
  const actor = mapActor(call)
  if (call.kind === 'partner') return
  const listed = listedResources(call)
  mapResources(call, mapTargets(call, actor, outcome, listed), listed)
  const policy = mapPolicy(call, outcome)
  mapExposure(call, outcome, policy)
  mapIamChanges(call, policy)
  mapChanges(call)
  mapScope(call)
  mapHashes(call)
}

function mapHead(call: Call): void {
  const { event } = call
  if (call.kind === 'aggregate') event.set(FIELD.kind, 'metric')
  if (call.kind === 'digest') event.set(FIELD.kind, 'state')
  event.set(FIELD.provider, call.source)
  event.set(FIELD.action, call.name)
  event.set(FIELD.cloud, 'aws')
  event.set(FIELD.account, call.account)
  event.set(FIELD.region, call.region)
  event.set(FIELD.service, call.service)
  if (call.service !== '') event.set(FIELD.regionScope, regionScope(call))
}

/** The cross-cloud verb, and the key that joins the records which several accounts get of one act. */
function mapOperation(call: Call, outcome: Outcome): void {
  const { event, record } = call
  const isFailedStep = outcome.result === 'failure' && call.key === 'signin:CredentialVerification'
  // Identity Center reports a success at the end of the sign-in, a failure only at the step that failed.
  event.set(FIELD.operation, isFailedStep ? 'auth.login' : AWS_OPERATIONS.get(call.key))
  const shared = record.text(PATH.sharedEventID) ?? record.text(PATH.originalEventID)
  const signIn = call.service === 'signin' ? record.get(PATH.additionalEventData) : undefined
  event.set(FIELD.operationKey, shared ?? textMember(signIn, 'AuthWorkflowID'))
}

/** Hashes of code and images that were put in place. */
function mapHashes(call: Call): void {
  if (call.service === 'lambda') call.event.add(FIELD.relatedHash, textMember(responseOf(call), 'codeSha256'))
  if (call.key === 'ecr:PutImage') {
    call.event.add(FIELD.relatedHash, asText(valueAt(responseOf(call), ['image', 'imageId', 'imageDigest'])))
  }
}
