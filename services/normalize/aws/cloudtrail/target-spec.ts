import type { FieldPath } from '../../../record/field-path.ts'
import { operationKeys } from './categories.ts'
import { CLOUDTRAIL_PATHS } from './paths.ts'
import type { TargetKindName } from './target-kinds.ts'

/** A row of the target tables, as it is written; see `target-table.ts`. */
export interface TargetSpec {
  readonly kind: TargetKindName
  /** `iam: A B; sts: C`, or a bare service */
  readonly operations: string
  /** the caller is meant when the request names nobody */
  readonly isSelf?: boolean
  /** how the id follows from the parts: a bucket's ARN from its name, an object's from bucket and key */
  readonly build?: 'bucket' | 'object'
  readonly id?: readonly string[]
  readonly name?: readonly string[]
  /** the role or policy that is granted */
  readonly role?: readonly string[]
  /** the key or session that comes of it */
  readonly credential?: readonly string[]
  /** an address that the act is about */
  readonly url?: readonly string[]
}

/** One place, taken apart: which part of the record, and the keys below it. */
export interface Place {
  readonly part: 'request' | 'response' | 'details'
  readonly keys: readonly string[]
  /** of the member that the first of the keys names */
  readonly path: FieldPath
}

/** A row, ready to use. */
export interface Target {
  readonly kind: TargetKindName
  readonly isSelf: boolean
  readonly build: 'bucket' | 'object' | ''
  readonly id: readonly Place[]
  readonly name: readonly Place[]
  readonly role: readonly Place[]
  readonly credential: readonly Place[]
  readonly url: readonly Place[]
}

/** Rows by `service:Operation`, and by `service` for the operations that have none of their own. */
export function indexTargets(specs: readonly TargetSpec[]): ReadonlyMap<string, readonly Target[]> {
  const index = new Map<string, Target[]>()
  for (const spec of specs) {
    const target = compile(spec)
    const keys = spec.operations.includes(':') ? operationKeys(spec.operations) : [spec.operations]
    for (const key of keys) index.set(key, [...(index.get(key) ?? []), target])
  }
  return index
}

function compile(spec: TargetSpec): Target {
  return {
    kind: spec.kind,
    isSelf: spec.isSelf ?? false,
    build: spec.build ?? '',
    id: places(spec.id),
    name: places(spec.name),
    role: places(spec.role),
    credential: places(spec.credential),
    url: places(spec.url),
  }
}

function places(texts: readonly string[] = []): Place[] {
  return texts.map(placeOf)
}

/** `rp.a.b` is `a.b` in the request; `re.` stands for the response, `sd.` for the details of a service's event. */
export function placeOf(text: string): Place {
  const [word = '', ...keys] = text.split('.')
  const [part, member] = PARTS[word] ?? REQUEST
  return { part, keys, path: CLOUDTRAIL_PATHS.add(`${member}.${keys[0] ?? ''}`) }
}

const REQUEST = ['request', 'requestParameters'] as const
const PARTS: Readonly<Record<string, readonly [Place['part'], string]>> = {
  rp: REQUEST,
  re: ['response', 'responseElements'],
  sd: ['details', 'serviceEventDetails'],
}
