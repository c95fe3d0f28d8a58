import type { JsonObject } from '../../../core/json.ts'
import type { Topic } from '../../../record/event-builder.ts'
import { eventField } from '../../../record/event-field.ts'
import type { FieldReader } from '../../../record/field-reader.ts'
import { arnName, isAccountId, parseArn } from './arn.ts'
import type { Call } from './call.ts'
import { asList, textMember } from './json-values.ts'
import { PATH } from './paths.ts'

const FIELD = {
  id: eventField('tocsin.resource.id'),
  type: eventField('tocsin.resource.type'),
  name: eventField('tocsin.resource.name'),
  region: eventField('tocsin.resource.region'),
  account: eventField('tocsin.resource.account'),
  all: eventField('tocsin.resources'),
}

/** One thing that a call touched. Empty text where the record does not say. */
export interface Resource {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly region: string
  readonly account: string
}

/** A resource from an id, which may be an ARN and then says more; `arn` for who has taken it apart already. */
export function resourceOf(id: string, type: string, name = '', account = '', arn = parseArn(id)): Resource {
  const owner = isAccountId(account) ? account : arn !== null && isAccountId(arn.account) ? arn.account : ''
  return { id, type, name: name || (arn === null ? '' : arnName(arn)), region: arn?.region ?? '', account: owner }
}

const LISTED: Topic = { paths: [PATH.resources] }

/** The record's own `resources[]`, in its order. */
export function listedResources(call: Call): readonly Resource[] {
  const { event, record } = call
  return record.tokenKind(PATH.resources) === 'array' ? event.once(LISTED, record, readListed, record) : NONE
}

function readListed(record: FieldReader): readonly Resource[] {
  const value = record.get(PATH.resources)
  if (!Array.isArray(value) || value.length === 0) return NONE
  const found: Resource[] = []
  for (const item of asList(value)) {
    const id = textMember(item, 'ARN') ?? textMember(item, 'arn') ?? textMember(item, 'ARNPrefix')
    if (id === undefined) continue
    found.push(resourceOf(id, textMember(item, 'type') ?? '', '', textMember(item, 'accountId') ?? ''))
  }
  return found
}

const NONE: readonly Resource[] = []

/**
 * Fills in the main resource, and all of them where there are several. `main` is what the call is about, with further
 * ones of its kind behind it.
 */
export function mapResources(call: Call, main: readonly Resource[], listed: readonly Resource[]): void {
  const first = main[0] ?? listed[0]
  if (first === undefined) return
  const { event } = call
  event.set(FIELD.id, first.id)
  event.set(FIELD.type, first.type)
  event.set(FIELD.name, first.name)
  event.set(FIELD.region, first.region)
  event.set(FIELD.account, first.account)
  if (main.length + listed.length < 2) return
  const byId = new Map<string, Resource>()
  for (const resource of [...main, ...listed]) if (!byId.has(resource.id)) byId.set(resource.id, resource)
  if (byId.size > 1) event.set(FIELD.all, [...byId.values()].map(asObject))
}

function asObject(resource: Resource): JsonObject {
  const object: JsonObject = {}
  for (const [name, text] of Object.entries(resource)) if (text !== '') object[name] = text as string
  return object
}
