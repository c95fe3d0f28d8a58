import { isAbsolute, join, resolve } from 'node:path'

/** Files that somebody is still writing or that belong to an editor; they get their real name when complete. */
const UNFINISHED = /\.(?:tmp|temp|part|partial|filepart|crdownload|swp|swx)$|~$/i

const PATTERN_CHARACTERS = /[*?[\]{}]/

/** More than so many ways to fill in the braces of one pattern is a mistake. */
const MOST_ALTERNATIVES = 1000

/** One step of a pattern: what a name has to look like; `any`: any number of folders. */
type Step = RegExp | 'any'

/** Where in its steps a pattern is: ascending numbers; the number of steps itself means *all below here*. */
export type WatchState = readonly number[]

/** What is watched below one folder, or the one file or folder itself. */
export interface Watch {
  /** the same for the same pattern, and for no other */
  readonly id: string
  /** absolute path that has to exist */
  readonly base: string
  /** none: the file, or everything below the folder */
  readonly steps: readonly Step[]
}

/** True for names that a folder's reader passes over: hidden ones, and those of files that are not finished. */
export function isPassedOver(name: string): boolean {
  return name.startsWith('.') || UNFINISHED.test(name)
}

/** True when a text has to be read as a pattern, should there be no file of that name. */
export function hasPatternCharacters(text: string): boolean {
  return PATTERN_CHARACTERS.test(text)
}

/** The path itself. */
export function watchPath(path: string): Watch {
  const base = resolve(path)
  return { id: base, base, steps: [] }
}

/**
 * What a glob pattern names: `*` and `?` within a name, `**` over any number of folders, `[a-z]` and `[!a-z]`, and
 * `{a,b}`. A star does not match a leading dot. One watch for each way to fill in the braces.
 */
export function watchesOfPattern(pattern: string): readonly Watch[] {
  return alternativesOf(pattern).map((alternative) => {
    const parts = alternative.split('/')
    const first = parts.findIndex(hasPatternCharacters)
    const fixed = first < 0 ? parts : parts.slice(0, first)
    const steps = first < 0 ? [] : parts.slice(first).filter((part) => part !== '' && part !== '.')
    const base = isAbsolute(pattern) ? join('/', ...fixed) : resolve(...fixed)
    return { id: JSON.stringify([base, ...steps]), base, steps: steps.map(stepOf) }
  })
}

/** The state at the watch's base. */
export function startOf({ steps }: Watch): WatchState {
  return reached(steps, [0])
}

/** The state within the folder `name`, or of the file; empty when the watch has nothing to do with it. */
export function enter({ steps }: Watch, state: WatchState, name: string): WatchState {
  const next: number[] = []
  for (const at of state) {
    const step = steps[at]
    if (step === undefined) {
      if (!isPassedOver(name)) next.push(at)
    } else if (step === 'any') {
      if (!name.startsWith('.')) next.push(at)
    } else if (step.test(name)) next.push(at + 1)
  }
  return next.length === 0 ? next : reached(steps, next)
}

/** True when a file in this state is wanted, or a folder with all that is in it. */
export function isWanted({ steps }: Watch, state: WatchState): boolean {
  return state.at(-1) === steps.length
}

/** `**` may also stand for no folder at all. */
function reached(steps: readonly Step[], state: readonly number[]): WatchState {
  const all = new Set<number>()
  for (const at of state) {
    all.add(at)
    for (let next = at; steps[next] === 'any'; next += 1) all.add(next + 1)
  }
  return [...all].toSorted((left, right) => left - right)
}

function stepOf(part: string): Step {
  if (part === '**') return 'any'
  const hidden = part.startsWith('.') ? '' : '(?!\\.)'
  let source = ''
  for (let at = 0; at < part.length; at += 1) {
    const character = part.charAt(at)
    const close = character === '[' ? part.indexOf(']', at + 2) : -1
    if (character === '*') source += source.endsWith('[^/]*') ? '' : '[^/]*'
    else if (character === '?') source += '[^/]'
    else if (close > 0) {
      source += classOf(part.slice(at + 1, close))
      at = close
    } else source += escaped(character)
  }
  return new RegExp(`^${hidden}${source}$`, 's')
}

function classOf(inside: string): string {
  const isNot = inside.startsWith('!') || inside.startsWith('^')
  const characters = (isNot ? inside.slice(1) : inside).replaceAll(/[\\\][^]/g, '\\$&')
  const source = `[${isNot ? '^/' : ''}${characters}]`
  return isExpression(source) ? source : escaped(`[${inside}]`)
}

/** False for a range that goes backwards. */
function isExpression(source: string): boolean {
  try {
    return new RegExp(source).source !== ''
  } catch {
    return false
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** Fills in the first braces with each of their parts, then those that are left. */
function alternativesOf(pattern: string): readonly string[] {
  const done: string[] = []
  const waiting = [pattern]
  for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
    const braces = bracesOf(text)
    if (braces === null || done.length + waiting.length > MOST_ALTERNATIVES) done.push(text)
    else waiting.push(...braces)
  }
  return done
}

function bracesOf(text: string): readonly string[] | null {
  for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
    const commas: number[] = []
    let depth = 0
    for (let at = open; at < text.length; at += 1) {
      const character = text.charAt(at)
      if (character === '{') depth += 1
      else if (character === ',' && depth === 1) commas.push(at)
      else if (character === '}') depth -= 1
      if (depth > 0) continue
      if (commas.length === 0) break
      const bounds = [open, ...commas, at]
      return commas
        .concat(at)
        .map((end, index) => text.slice(0, open) + text.slice((bounds[index] ?? 0) + 1, end) + text.slice(at + 1))
    }
  }
  return null
}
