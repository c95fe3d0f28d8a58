/**
 * Records of one object (a file, a bucket object, a page of an API), cut apart but unread, in the order in which they
 * stand there. A batch and not single records, so that nothing is allocated per record that a batch can share.
 */
export interface RawBatch {
  /** log type the records are expected to be, or `auto` */
  readonly type: string
  /** name of the configured source */
  readonly source: string
  /** where they stood: a path, `s3://bucket/key`, … */
  readonly object: string
  /** when we received them, milliseconds since 1970 */
  readonly received: number
  /** 1-based place of the first record within the object; the others follow without a gap */
  readonly firstPosition: number
  /** each record's bytes exactly as they arrived */
  readonly records: readonly Uint8Array[]
}

/** One record of a {@link RawBatch} with what is known of its way to us. */
export interface RawRecord {
  readonly bytes: Uint8Array
  readonly type: string
  readonly source: string
  readonly object: string
  /** 1-based place within the object */
  readonly position: number
  readonly received: number
}
