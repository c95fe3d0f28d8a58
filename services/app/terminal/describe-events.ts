import type { Alert, AlertEventRef } from '../../core/alert.ts'
import { countOf } from './alert-facts.ts'
import { cutEnd, cutMiddle, displayWidth } from './display-width.ts'
import { formatDay, formatInstant, formatTimeOfDay } from './format.ts'
import { printableValue } from './printable.ts'

/** So many of the earliest and of the latest events are shown. */
const FIRST = 7
const LAST = 5

/** A name longer than that is cut, so that what stands behind it is still seen. */
const LONGEST_NAME = 40
/** Less of the name of what was touched says nothing. */
const SHORTEST_TARGET = 12

/** What is said of each event: not what is the same for all of them, since that stands above. */
interface Said {
  readonly day: boolean
  readonly address: boolean
  readonly target: boolean
}

/**
 * The events of an alert in their order, a line each, none wider than `width`: when and what; who else, from where and on what
 * where events differ in it. Of many the earliest and the latest.
 */
export function describeEvents(alert: Alert, width: number): readonly string[] {
  const { events, count, inexact = false } = alert
  const differs = (field: 'address' | 'target'): boolean => new Set(events.map((event) => event[field])).size > 1
  const day = formatDay(alert.first) !== formatDay(alert.last)
  const said: Said = { day, address: differs('address'), target: differs('target') }
  const line = (event: AlertEventRef): string => describeEvent(event, alert.actor, said, width)
  if (events.length <= FIRST + LAST + 1 && !alert.truncated) return events.map(line)
  const first = events.slice(0, FIRST)
  const last = events.slice(Math.max(FIRST, events.length - LAST))
  const hidden = count - first.length - last.length
  const gap = hidden > 0 ? [`… ${countOf({ count: hidden, inexact })} more`] : []
  return [...first.map(line), ...gap, ...last.map(line)]
}

function describeEvent(event: AlertEventRef, actor: string, said: Said, width: number): string {
  const named = (word: string, value: string, most: number): string =>
    value === '' ? '' : ` ${word} ${cutMiddle(printableValue(value), most)}`
  const time = said.day ? formatInstant(event.time) : `${formatTimeOfDay(event.time)}Z`
  const action = event.action === '' ? 'unknown action' : cutMiddle(printableValue(event.action), LONGEST_NAME)
  const failed = event.outcome === 'failure' ? ' (failed)' : ''
  const by = event.actor === actor ? '' : named('by', event.actor, LONGEST_NAME)
  const from = said.address ? named('from', event.address, LONGEST_NAME) : ''
  const start = cutEnd(`${time}  ${action}${failed}${by}${from}`, width)
  const room = width - displayWidth(start) - ' on '.length
  const needed = Math.min(SHORTEST_TARGET, displayWidth(printableValue(event.target)))
  return said.target && room >= needed ? start + named('on', event.target, room) : start
}
