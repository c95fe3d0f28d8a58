/** How far one source has come, as told by what it brought. */
export interface SourceProgress {
  /** name of the source */
  readonly source: string
  /** `event.dataset` of the records; null when the source says it of everything it has: a poll that found nothing new */
  readonly dataset: string | null
  /** the newest event time, milliseconds since 1970; of an empty poll: the time up to which nothing is missing */
  readonly newest: number
  /** when it was received, milliseconds since 1970 */
  readonly received: number
}
