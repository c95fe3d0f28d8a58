/** What somebody wants done with an alert. */
export type CommandKind = 'acknowledge' | 'close' | 'note'

/**
 * A wish about an alert. People, the API and paging services write commands; only `correlate` changes alerts. Applying a
 * command twice is the same as once.
 */
export interface Command {
  /** unique; made by whoever issues the command */
  readonly id: string
  readonly alertId: string
  readonly kind: CommandKind
  /** who wants it */
  readonly by: string
  /** milliseconds since 1970 */
  readonly at: number
  /** what they said; may be empty */
  readonly text: string
}

/** What became of a command. */
export interface CommandResult {
  readonly commandId: string
  /** `applied`; `no-alert` when there is no such alert; `no-change` when the alert was in that state already */
  readonly outcome: 'applied' | 'no-alert' | 'no-change'
}
