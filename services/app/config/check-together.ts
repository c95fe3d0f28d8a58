import { isObject } from '../../core/json.ts'
import { parseSize } from './build-config.ts'
import { checkDeliver } from './check-deliver.ts'
import type { PathProblem } from './config-path.ts'

/**
 * Checks what no setting can say alone: names that are taken, bounds that contradict each other. Looks only at what has
 * the right shape, so that a file with other mistakes is told these as well.
 */
export function checkTogether(content: unknown): readonly PathProblem[] {
  const file = isObject(content) ? content : {}
  return [
    ...repeatedSources(file['sources']),
    ...repeatedLists(file['lists']),
    ...contraryLimits(file['limits']),
    ...smallStore(file['store']),
    ...checkDeliver(file['deliver']),
  ]
}

function repeatedSources(sources: unknown): readonly PathProblem[] {
  if (!Array.isArray(sources)) return []
  const names = sources.map((source: unknown) => (isObject(source) ? source['name'] : undefined))
  return names.flatMap((name, at): PathProblem[] => {
    const first = names.indexOf(name)
    if (typeof name !== 'string' || first === at) return []
    const hint = 'every source needs its own: reading goes on under this name'
    return [{ path: ['sources', at, 'name'], about: 'value', message: `sources[${first}] has this name already`, hint }]
  })
}

function repeatedLists(lists: unknown): readonly PathProblem[] {
  const names = isObject(lists) ? Object.keys(lists) : []
  const firsts = new Map<string, string>()
  return names.flatMap((name): PathProblem[] => {
    const first = firsts.get(name.toLowerCase())
    if (first === undefined) {
      firsts.set(name.toLowerCase(), name)
      return []
    }
    const message = `the list ${first} has this name already: capitals do not count`
    return [{ path: ['lists', name], about: 'key', message, hint: 'join the two lists' }]
  })
}

function contraryLimits(limits: unknown): readonly PathProblem[] {
  if (!isObject(limits)) return []
  const { max_record: record = '16MB', max_inflated: inflated = '8GB' } = limits
  if (typeof record !== 'string' || typeof inflated !== 'string' || !(parseSize(inflated) < parseSize(record)))
    return []
  const path = ['limits', limits['max_inflated'] === undefined ? 'max_record' : 'max_inflated']
  return [{ path, about: 'value', message: 'max_inflated must be at least as large as max_record', hint: '' }]
}

/** Below this, the store's own overhead would leave no room for events. */
const SMALLEST_STORE = '64MB'

function smallStore(store: unknown): readonly PathProblem[] {
  const size = isObject(store) ? store['max_size'] : undefined
  if (typeof size !== 'string' || !(parseSize(size) < parseSize(SMALLEST_STORE))) return []
  return [{ path: ['store', 'max_size'], about: 'value', message: `must be at least ${SMALLEST_STORE}`, hint: '' }]
}
