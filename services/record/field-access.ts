import type { EventFieldRef } from './event-field.ts'
import type { FieldPath, PathTable } from './field-path.ts'

/** Where a field that a rule names is read: in the record, or in the event that was built from it. */
export type FieldAccess =
  | { readonly from: 'record'; readonly path: FieldPath }
  | { readonly from: 'event'; readonly ref: EventFieldRef }

/** How field names of rules are meant: `sigma` = the provider's own names, `ecs` = ECS and `tocsin.*` names. */
export type Taxonomy = 'sigma' | 'ecs'

/**
 * The field mapping of a log type. Gives the places that a name may be read at; with several, a value at any of them
 * counts. An empty list means that records of this type never have such a field. Paths are added to `paths`.
 */
export type FieldResolver = (name: string, taxonomy: Taxonomy, paths: PathTable) => readonly FieldAccess[]
