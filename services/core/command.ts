/** What somebody wants done with an alert. */
export type CommandKind = 'acknowledge' | 'close' | 'note' | 'redrive' | 'delivery'

/**
 * A wish about an alert. People, the API and paging services write commands; only `correlate` changes alerts. Applying a
 * command twice is the same as once.
 */
export interface Command {
  /** unique; made by whoever issues the command */
  readonly id: string
  /** empty when the command is not about an alert */
  readonly alertId: string
  readonly kind: CommandKind
  /** who wants it */
  readonly by: string
  /** milliseconds since 1970 */
  readonly at: number
  /**
   * what they said; may be empty. Of `redrive`: which dead letters, in the query language; empty = all. Of `delivery`: an
   * AlertDelivery as JSON (delivery.ts)
   */
  readonly text: string
}

/** What became of a command. */
export interface CommandResult {
  readonly commandId: string
  /**
   * `applied`; `no-alert` when there is no such alert; `no-change` when the alert was in that state already; `refused`
   * when the command makes no sense; `under-way` when it is not settled yet and only its progress is told
   */
  readonly outcome: 'applied' | 'no-alert' | 'no-change' | 'refused' | 'under-way'
  /** text that the one who applied it wrote for the one who waits: JSON of counts for `redrive`, why it was refused */
  readonly detail?: string
}

/** Whether the command is a wish about one alert, which `correlate` applies. */
export function isAboutAlert({ kind }: Pick<Command, 'kind'>): boolean {
  return kind !== 'redrive'
}
