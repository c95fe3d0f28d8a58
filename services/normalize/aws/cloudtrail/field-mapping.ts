import { resolveEventField } from '../../../record/event-field.ts'
import type { FieldAccess, Taxonomy } from '../../../record/field-access.ts'
import type { PathTable } from '../../../record/field-path.ts'

/** Where the record stands in the document. */
export const PAYLOAD = 'aws.cloudtrail'

/**
 * The field mapping of `aws/cloudtrail`. Rules of Sigma's own taxonomy name the record's members (`eventName`,
 * `userIdentity.type`); names of ours and of ECS read the event; `aws.cloudtrail.…` reads the record in both.
 */
export function resolveCloudTrailField(name: string, taxonomy: Taxonomy, paths: PathTable): readonly FieldAccess[] {
  if (name.startsWith(`${PAYLOAD}.`)) return [{ from: 'record', path: paths.add(name.slice(PAYLOAD.length + 1)) }]
  const ref = resolveEventField(name)
  if (ref !== null && ref.field.type !== 'payload') return [{ from: 'event', ref }]
  const isOurs = name.startsWith('tocsin.') || name.startsWith('@')
  return taxonomy === 'sigma' && !isOurs ? [{ from: 'record', path: paths.add(name) }] : []
}
