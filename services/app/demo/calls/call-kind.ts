import type { Caller, CallerGroup } from '../caller.ts'
import type { Random } from '../random.ts'
import type { CallError, CloudTrailCall } from '../record-text.ts'
import type { Site } from '../site.ts'

/** The circumstances of one call, from which its details are told. */
export interface Scene {
  readonly random: Random
  /** `length` random base64 characters, at most 4,096 */
  readonly noise: (length: number) => string
  readonly site: Site
  readonly caller: Caller
  /** milliseconds since 1970 */
  readonly at: number
  readonly requestId: string
}

/** What a call says about itself, as JSON text; what is not given is `null` or missing in the record. */
export interface CallDetail {
  readonly request?: string
  readonly response?: string
  readonly extra?: string
  readonly resources?: string
  /** `serviceEventDetails` */
  readonly details?: string
  readonly sharedId?: string
}

/** A kind of call that happens on a usual day. */
export interface CallKind {
  /** first part of `eventSource` */
  readonly service: string
  readonly name: string
  /** how often, relative to the other kinds */
  readonly weight: number
  readonly by: readonly CallerGroup[]
  readonly readOnly: boolean
  readonly detail?: (scene: Scene) => CallDetail
  /** default `1.11` */
  readonly version?: string
  readonly type?: CloudTrailCall['type']
  readonly category?: CloudTrailCall['category']
  /** where global services record, whatever the site's region */
  readonly region?: string
  /** what this kind answers when the thing that was asked for is not there */
  readonly missing?: CallError
}

/** What a line of the tables below adds to service, name, weight and callers. */
export type CallOptions = Omit<CallKind, 'service' | 'name' | 'weight' | 'by' | 'readOnly'>

/** A kind of call that only reads. */
export function reads(
  service: string,
  name: string,
  weight: number,
  by: readonly CallerGroup[],
  options: CallOptions = {},
): CallKind {
  return { service, name, weight, by, readOnly: true, ...options }
}

/** A kind of call that changes something. */
export function writes(
  service: string,
  name: string,
  weight: number,
  by: readonly CallerGroup[],
  options: CallOptions = {},
): CallKind {
  return { service, name, weight, by, readOnly: false, ...options }
}

/** People and the pipelines: everybody who looks after the company's things. */
export const OPERATORS: readonly CallerGroup[] = ['console', 'terminal', 'terminal', 'pipelines', 'pipelines']

/** Programs in servers, functions and containers. */
export const PROGRAMS: readonly CallerGroup[] = ['servers', 'functions', 'tasks']
