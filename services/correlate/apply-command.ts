import type { Alert, AlertNote } from '../core/alert.ts'
import type { Command, CommandResult } from '../core/command.ts'
import { readDelivery, withDelivery } from '../core/delivery.ts'

/** The alert after a command, and what became of the command. The same command again is `no-change`. */
export function applyCommand(
  alert: Alert | null,
  command: Command,
): { readonly alert: Alert | null; readonly result: CommandResult } {
  const settle = (outcome: CommandResult['outcome'], changed: Alert | null): ReturnType<typeof applyCommand> => ({
    alert: changed,
    result: { commandId: command.id, outcome },
  })
  if (!alert) return settle('no-alert', null)
  const note: AlertNote = { at: command.at, by: command.by, text: command.text }
  const version = alert.version + 1
  switch (command.kind) {
    case 'acknowledge':
      if (alert.status !== 'open') return settle('no-change', null)
      return settle('applied', { ...alert, version, status: 'acknowledged', acknowledged: note })
    case 'close':
      if (alert.status === 'closed') return settle('no-change', null)
      return settle('applied', { ...alert, version, status: 'closed', closed: note })
    case 'note':
      if (command.text === '' || alert.notes.some((known) => isSame(known, note))) return settle('no-change', null)
      return settle('applied', { ...alert, version, notes: [...alert.notes, note] })
    case 'delivery': {
      const news = readDelivery(command)
      const deliveries = news && withDelivery(alert.deliveries, news)
      return deliveries ? settle('applied', { ...alert, version, deliveries }) : settle('no-change', null)
    }
    case 'redrive':
      return settle('refused', null)
  }
}

function isSame(a: AlertNote, b: AlertNote): boolean {
  return a.at === b.at && a.by === b.by && a.text === b.text
}
