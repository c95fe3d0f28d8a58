import type { EventBuilder, Topic } from '../../../record/event-builder.ts'
import { eventField } from '../../../record/event-field.ts'
import type { FieldReader } from '../../../record/field-reader.ts'
import { AWS_OPERATIONS } from '../../generated/operations.ts'
import type { Actor } from './actor.ts'
import { openCall, readHead, responseOf, type Call, type CallHead } from './call.ts'
import { mapCategories } from './categories.ts'
import { mapChanges, mayChangeValues } from './changes.ts'
import { mapExposure, mayExpose } from './exposure/map-exposure.ts'
import { mapIamChanges, mayChangeRights } from './iam-changes.ts'
import { textMember, valueAt, asText } from './json-values.ts'
import { mapActor } from './map-actor.ts'
import { mapClient } from './map-client.ts'
import { mapScope } from './map-scope.ts'
import { mapOutcome, type Outcome } from './outcome.ts'
import { IDENTITY, PATH } from './paths.ts'
import { mapPolicy } from './policy/map-policy.ts'
import { mayCarryPolicy } from './policy/policy-sources.ts'
import { kindOf } from './record-kind.ts'
import { regionScope } from './region-scope.ts'
import { listedResources, mapResources } from './resources.ts'
import { mapTargets, mayMeanCaller } from './targets.ts'

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
  const isPlain = isPlainCall(record)
  const input = { record, event }
  const { head, outcome, isSpecial } = isPlain ? event.once(PLAIN_START, record, start, input) : start(input)
  const call = openCall(head, record, event)
  if (!isRegionScopeSet(call)) event.set(FIELD.regionScope, regionScope(call))
  mapOperationKey(call)
  if (call.kind === 'aggregate' || call.kind === 'digest') return
  mapClient(call)
  if (call.kind === 'insight') return
  const actor = isPlain && call.service !== 'signin' ? event.once(PLAIN_ACTOR, record, mapActor, call) : mapActor(call)
  if (call.kind === 'partner') return
  const content = { call, actor, outcome, isSpecial }
  if (isPlain && isEmpty(record) && !mayMeanCaller(call)) event.once(EMPTY_CONTENT, record, mapContent, content)
  else mapContent(content)
}

/** What the first topic gives to all others. */
interface Start {
  readonly head: CallHead
  readonly outcome: Outcome
  /** the operation stands in one of the tables of policies, exposure, rights and values */
  readonly isSpecial: boolean
}

interface Input {
  readonly record: FieldReader
  readonly event: EventBuilder
}

interface Content {
  readonly call: Call
  readonly actor: Actor
  readonly outcome: Outcome
  readonly isSpecial: boolean
}

// Most records are calls that succeeded, in an account that is named: of these the same few say the same again and again.
// What the topics depend on besides their paths is in the questions that are asked before.

const PLAIN_START: Topic = {
  paths: [PATH.eventSource, PATH.eventName, PATH.awsRegion, PATH.recipientAccountId, PATH.readOnly],
}
const PLAIN_ACTOR: Topic = { paths: [IDENTITY.whole, PATH.recipientAccountId, PATH.sessionCredentialFromConsole] }
const EMPTY_CONTENT: Topic = {
  paths: [PATH.eventSource, PATH.eventName, PATH.awsRegion, PATH.recipientAccountId, PATH.resources],
}

/** Whether it is a call in a named account, without any error. */
function isPlainCall(record: FieldReader): boolean {
  if (!record.isScanned || kindOf(record) !== 'call' || record.text(PATH.recipientAccountId) === undefined) return false
  for (const path of ERROR_PATHS) if (record.tokenKind(path) !== 'none') return false
  return true
}

const ERROR_PATHS = [PATH.errorCode, PATH.errorMessage, PATH.responseErrorCode, PATH.responseErrorMessage]

/** Whether neither parameters nor results were recorded. */
function isEmpty(record: FieldReader): boolean {
  for (const path of CONTENT_PATHS) {
    const kind = record.tokenKind(path)
    if (kind !== 'none' && kind !== 'null') return false
  }
  return true
}

const CONTENT_PATHS = [PATH.requestParameters, PATH.responseElements, PATH.serviceEventDetails]

function start({ record, event }: Input): Start {
  const head = readHead(record)
  const call = openCall(head, record, event)
  mapHead(call)
  const outcome = mapOutcome(call)
  mapCategories(call, outcome)
  const isFailedStep = outcome.result === 'failure' && call.key === 'signin:CredentialVerification'
  // Identity Center reports a success at the end of the sign-in, a failure only at the step that failed.
  event.set(FIELD.operation, isFailedStep ? 'auth.login' : AWS_OPERATIONS.get(call.key))
  return { head, outcome, isSpecial: isInTables(call.key) }
}

function isInTables(key: string): boolean {
  return mayCarryPolicy(key) || mayExpose(key) || mayChangeRights(key) || mayChangeValues(key)
}

function mapContent({ call, actor, outcome, isSpecial }: Content): void {
  const listed = listedResources(call)
  mapResources(call, mapTargets(call, actor, outcome, listed), listed)
  if (isSpecial) {
    const policy = mapPolicy(call, outcome)
    mapExposure(call, outcome, policy)
    mapIamChanges(call, policy)
    mapChanges(call)
  }
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
  if (call.service !== '' && isRegionScopeSet(call)) event.set(FIELD.regionScope, regionScope(call))
}

/** Whether the service alone says what the region means. */
function isRegionScopeSet({ service }: CallHead): boolean {
  return service !== 'sts' && service !== 'wafv2'
}

/** The key that joins the records which several accounts get of one act. */
function mapOperationKey(call: Call): void {
  const { event, record } = call
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
