import type { CliContext } from '../cli/context.ts'
import { formatNumberOf } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'
import type { ProgressBar } from '../terminal/progress-bar.ts'
import type { Unreadable } from './scan-files.ts'

/** Tells a person, or a script, what could not be read. */
export interface FaultReport {
  readonly report: (fault: Unreadable) => Promise<void>
  /** how many there were that were not told one by one */
  readonly summary: () => Promise<void>
  /** whether anything was reported at all */
  readonly isAny: () => boolean
  /** whether more than single records are missing from the results */
  readonly isIncomplete: () => boolean
}

/** So many are told one by one to a person; a script gets all of them. */
const TOLD = 10

/** Reports on standard error: a line for a person, one JSON object a line (`file`, `position`, `reason`, `detail`) for scripts. */
export function createFaultReport(options: {
  readonly context: CliContext
  readonly isJson: boolean
  readonly bar: Pick<ProgressBar, 'clear'> | null
}): FaultReport {
  const { context, isJson, bar } = options
  let count = 0
  let isIncomplete = false
  return {
    report: async (fault) => {
      count += 1
      isIncomplete ||= fault.isIncomplete
      if (!isJson && count > TOLD) return
      bar?.clear()
      const { file, position, reason, detail } = fault
      await context.err.line(isJson ? JSON.stringify({ file, position, reason, detail }) : sentence(fault))
      await context.err.flush()
    },
    summary: async () => {
      if (!isJson && count > TOLD)
        await context.err.line(
          `… and ${formatNumberOf(count - TOLD, 'more record')} that could not be read (all of them: --json)`,
        )
    },
    isAny: () => count > 0,
    isIncomplete: () => isIncomplete,
  }
}

function sentence({ file, position, reason, detail }: Unreadable): string {
  const place = position > 0 ? `${file}, record ${position}` : file
  return printable(`cannot read ${place}: ${reason === 'unreadable' ? '' : `${reason}: `}${detail}`)
}
