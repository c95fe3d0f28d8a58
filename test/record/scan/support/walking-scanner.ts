import { isObject } from '../../../../services/core/json.ts'
import {
  ABSENT,
  ARRAY,
  FALSE,
  NULL,
  NUMBER,
  OBJECT,
  ODD,
  PLAIN,
  type Scanner,
  TRUE,
} from '../../../../services/record/scan/scanner.ts'

/** Mistakes that a scanner could make; the differential test must find each of them. */
export type ScanFault =
  | 'the first of repeated keys wins'
  | 'what a repeated key had below stays'
  | 'keys that say several keys at once are not refused'
  | 'escaped keys are not refused'
  | 'strings with escapes count as plain'
  | 'strings with letters beyond ASCII count as plain'
  | 'tokens end one byte early'
  | 'tokens start one byte late'
  | 'null is nothing'
  | 'false is true'
  | 'empty arrays are nothing'
  | 'objects in arrays are entered'
  | 'long integers are not told'
  | 'watched names are not told'
  | 'line breaks are not told'
  | 'trailing commas are allowed'
  | 'leading zeros are allowed'
  | 'raw control characters are allowed'

const TOKEN = /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|([-+.\w]+))/suy
const LEVELS = 64
const LONG = 15

/** A scanner that reads token by token with a regular expression: slow, plain, and with one fault if it is asked to. */
export class WalkingScanner implements Scanner {
  readonly slotOf: ReadonlyMap<string, number>
  readonly slots: number
  readonly kinds: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly recordStart = 0
  view = Buffer.alloc(0)
  mayHoldLongInteger = false
  mayHoldWatchedName = false
  hasBlanks = false
  readonly #fault: ScanFault | null
  readonly #names: ReadonlySet<string>
  readonly #traps: ReadonlySet<string>
  #text = ''
  #at = 0
  #start = 0
  #isRefused = false

  constructor(paths: readonly (readonly string[])[], names: readonly string[], fault: ScanFault | null = null) {
    const usable = paths.filter((keys) => keys.every((key) => key !== '' && !key.includes('\0')))
    const prefixes = usable.flatMap((keys) => keys.map((_key, at) => keys.slice(0, at + 1).join('\0')))
    const ordered = [...new Set(prefixes)].toSorted()
    this.slotOf = new Map(ordered.map((name, slot) => [name, slot]))
    this.#traps = new Set(usable.flatMap((keys) => keys.slice(0, -1).map((_key, at) => trapOf(keys, at))))
    this.#names = new Set(names.map((name) => name.toLowerCase()))
    this.slots = ordered.length
    this.kinds = new Uint8Array(this.slots)
    this.starts = new Int32Array(this.slots)
    this.ends = new Int32Array(this.slots)
    this.#fault = fault
  }

  scan(bytes: Uint8Array): boolean {
    this.view = Buffer.from(bytes)
    this.kinds.fill(ABSENT)
    this.mayHoldLongInteger = false
    this.mayHoldWatchedName = false
    this.#isRefused = false
    this.#text = this.view.toString('latin1')
    this.#at = 0
    if (!isRecord(this.#leniently(this.view.toString('utf8')))) return false
    this.hasBlanks =
      !this.#has('line breaks are not told') && /[\r\n]/.test(this.#text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, ''))
    this.#value('', true, 1)
    return !this.#isRefused
  }

  #has(fault: ScanFault): boolean {
    return this.#fault === fault
  }

  /** What a scanner that allows too much would still take. */
  #leniently(text: string): string {
    if (this.#has('trailing commas are allowed')) return text.replaceAll(/,(?=\s*[}\]])/g, '')
    if (this.#has('leading zeros are allowed')) return text.replaceAll(/(?<=[:[,]-?)0+(?=\d)/g, '')
    if (!this.#has('raw control characters are allowed')) return text
    return text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, (token) => token.replaceAll(/[^ -\xff]/g, '?'))
  }

  /** Reads a value. `name`: of its slot; `isWanted`: whether it may have one. */
  #value(name: string, isWanted: boolean, level: number): void {
    const first = this.#token()
    const start = this.#start
    if ((first === '{' || first === '[') && level > LEVELS) this.#isRefused = true
    const slot = isWanted ? (this.slotOf.get(name) ?? -1) : -1
    if (first === '{') this.#members(name, isWanted, level)
    else if (first === '[') this.#items(name, isWanted, level)
    const isLong = /^[-\d]/.test(first) && first.length > LONG
    if (isLong && !this.#has('long integers are not told')) this.mayHoldLongInteger = true
    if (slot < 0) return
    const isEmptyArray = first === '[' && /^\[\s*\]$/.test(this.#text.slice(start, this.#at))
    this.kinds[slot] = isEmptyArray && this.#has('empty arrays are nothing') ? ABSENT : this.#kindOf(first)
    this.starts[slot] = start + (this.#has('tokens start one byte late') ? 1 : 0)
    this.ends[slot] = this.#at - (this.#has('tokens end one byte early') ? 1 : 0)
  }

  #members(name: string, isWanted: boolean, level: number): void {
    if (this.#peek() === '}') return void this.#token()
    const isInner = isWanted && (level === 1 || [...this.slotOf.keys()].some((slot) => slot.startsWith(`${name}\0`)))
    const seen = new Set<string>()
    do {
      const raw = this.#token().slice(1, -1)
      const key = this.#has('escaped keys are not refused') ? raw.replaceAll(/\\u00(..)/g, 'u00$1') : raw
      const isOdd = /[^\x20-\x7f]|\\/.test(key)
      this.#watch(key, isOdd)
      const member = level === 1 ? key : `${name}\0${key}`
      const isTrap = this.#traps.has(member) && !this.#has('keys that say several keys at once are not refused')
      if (isInner && (isOdd || isTrap)) this.#isRefused = true
      this.#token()
      const isLate = seen.has(member) && this.#has('the first of repeated keys wins')
      if (isInner && !isLate) this.#forget(member)
      this.#value(member, isInner && !isLate, level + 1)
      seen.add(member)
    } while (this.#token() === ',' && this.#peek() !== '}')
  }

  #items(name: string, isWanted: boolean, level: number): void {
    if (this.#peek() === ']') return void this.#token()
    const isEntered = isWanted && this.#has('objects in arrays are entered')
    do this.#value(name, isEntered, level + 1)
    while (this.#token() === ',' && this.#peek() !== ']')
  }

  #watch(key: string, isOdd: boolean): void {
    if (this.#has('watched names are not told')) return
    if (isOdd || this.#names.has(key.toLowerCase())) this.mayHoldWatchedName = true
  }

  #forget(name: string): void {
    const keeps = this.#has('what a repeated key had below stays')
    for (const [each, slot] of this.slotOf) {
      if (each === name || (each.startsWith(`${name}\0`) && !keeps)) this.kinds[slot] = ABSENT
    }
  }

  #kindOf(first: string): number {
    if (first === '{') return OBJECT
    if (first === '[') return ARRAY
    if (first.startsWith('t')) return TRUE
    if (first.startsWith('f')) return this.#has('false is true') ? TRUE : FALSE
    if (first.startsWith('n')) return this.#has('null is nothing') ? ABSENT : NULL
    if (!first.startsWith('"')) return NUMBER
    const isEscaped = first.includes('\\') && !this.#has('strings with escapes count as plain')
    const isForeign = /[^\x20-\x7f]/.test(first) && !this.#has('strings with letters beyond ASCII count as plain')
    return isEscaped || isForeign ? ODD : PLAIN
  }

  #token(): string {
    TOKEN.lastIndex = this.#at
    const match = TOKEN.exec(this.#text)
    const token = match?.[1] ?? match?.[2] ?? match?.[3] ?? ''
    this.#at = match ? TOKEN.lastIndex : this.#text.length
    this.#start = this.#at - token.length
    return token
  }

  #peek(): string {
    const at = this.#at
    const token = this.#token()
    this.#at = at
    return token
  }
}

/** The name of a member that says all keys of a path from `at` on at once. */
function trapOf(keys: readonly string[], at: number): string {
  return [...keys.slice(0, at), keys.slice(at).join('.')].join('\0')
}

function isRecord(text: string): boolean {
  try {
    return isObject(JSON.parse(text))
  } catch {
    return false
  }
}
