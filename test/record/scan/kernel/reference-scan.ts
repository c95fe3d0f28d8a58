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
  TRUE,
} from '../../../../services/record/scan/scanner.ts'

/** What a scan must tell. */
export interface Expected {
  /** by the name of a slot, where something stands: its kind and its token, one character for each byte */
  readonly found: ReadonlyMap<string, { kind: number; token: string }>
  readonly mayHoldLongInteger: boolean
  readonly mayHoldWatchedName: boolean
  readonly hasBlanks: boolean
}

const TOKEN = /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|([-+.\w]+))/gy
const LEVELS = 64
const PLAIN_TEXT = /^[\x20-\x7f]*$/

/** What a scanner is made of. */
export interface Wanted {
  readonly paths: readonly (readonly string[])[]
  readonly names: readonly string[]
}

/** What is wanted, by names of slots as they stand in bytes. */
interface Plan {
  readonly slots: ReadonlySet<string>
  /** those below which something is wanted */
  readonly inner: ReadonlySet<string>
  readonly traps: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

/** Says slowly and plainly what the kernel must say of a record; a text where it must refuse it: the reason. */
export function createReference({ paths, names }: Wanted): (bytes: Uint8Array) => Expected | string {
  const [slots, inner, traps] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const keys of paths) {
    for (let size = 1; size <= keys.length; size += 1) {
      slots.add(inBytes(keys.slice(0, size)))
      if (size === keys.length) continue
      inner.add(inBytes(keys.slice(0, size)))
      traps.add(inBytes([...keys.slice(0, size - 1), keys.slice(size - 1).join('.')]))
    }
  }
  const plan = { slots, inner, traps, names: new Set(names.map((name) => name.toLowerCase())) }
  return (bytes) => {
    // JSON.parse decides on text as it will be read; from there on one character stands for each byte.
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    if (!isJsonObject(buffer.toString('utf8'))) return 'no JSON object'
    const text = buffer.toString('latin1')
    const reader = new Reference(text, plan)
    reader.value([], 1)
    if (reader.refusal !== null) return reader.refusal
    const { found, mayHoldLongInteger, mayHoldWatchedName } = reader
    const hasBlanks = /[\r\n]/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, ''))
    return { found, mayHoldLongInteger, mayHoldWatchedName, hasBlanks }
  }
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text))
  } catch {
    return false
  }
}

/** Reads tokens of valid JSON, value by value. */
class Reference {
  readonly found = new Map<string, { kind: number; token: string }>()
  mayHoldLongInteger = false
  mayHoldWatchedName = false
  refusal: string | null = null
  readonly #text: string
  readonly #plan: Plan
  #at = 0
  #start = 0

  constructor(text: string, plan: Plan) {
    this.#text = text
    this.#plan = plan
  }

  /** Reads a value. `path`: its keys where it may be wanted, else null. `level`: of the container that it may be. */
  value(path: readonly string[] | null, level: number): void {
    const first = this.#token()
    const start = this.#start
    if ((first === '{' || first === '[') && level > LEVELS) this.refusal ??= 'too deep'
    if (first === '{') this.#members(path, level)
    else if (first === '[') this.#items(level)
    if (/^[-\d]/.test(first) && first.length > 15) this.mayHoldLongInteger = true
    if (path === null || path.length === 0) return
    const name = path.join('\0')
    if (this.#plan.slots.has(name))
      this.found.set(name, { kind: kindOf(first), token: this.#text.slice(start, this.#at) })
  }

  #members(path: readonly string[] | null, level: number): void {
    if (this.#peek() === '}') return void this.#token()
    // Below a wanted path nothing is looked at unless some path goes on.
    const isWanted = path !== null && (path.length === 0 || this.#plan.inner.has(path.join('\0')))
    do {
      const key = this.#token().slice(1, -1)
      const isOdd = key.includes('\\') || !PLAIN_TEXT.test(key)
      if (isOdd) this.mayHoldWatchedName = true
      if (isOdd && isWanted) this.refusal ??= 'odd key'
      if (this.#plan.names.has(key.toLowerCase())) this.mayHoldWatchedName = true
      this.#token()
      if (isWanted && this.#plan.traps.has([...path, key].join('\0'))) this.refusal ??= 'trap'
      if (isWanted) this.#forget([...path, key].join('\0'))
      this.value(isWanted ? [...path, key] : null, level + 1)
    } while (this.#token() === ',')
  }

  #items(level: number): void {
    if (this.#peek() === ']') return void this.#token()
    do this.value(null, level + 1)
    while (this.#token() === ',')
  }

  /** The last of several equal names counts, with all that is below it. */
  #forget(name: string): void {
    if (!this.found.has(name)) return
    for (const each of this.found.keys()) {
      if (each === name || each.startsWith(`${name}\0`)) this.found.delete(each)
    }
  }

  #token(): string {
    TOKEN.lastIndex = this.#at
    const match = TOKEN.exec(this.#text)
    if (!match) throw new Error(`no token at ${this.#at}`)
    const token = match[1] ?? match[2] ?? match[3] ?? ''
    this.#at = TOKEN.lastIndex
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

function inBytes(keys: readonly string[]): string {
  return Buffer.from(keys.join('\0')).toString('latin1')
}

function kindOf(first: string): number {
  if (first.startsWith('"')) return !first.includes('\\') && PLAIN_TEXT.test(first) ? PLAIN : ODD
  const kinds: Readonly<Record<string, number>> = { '{': OBJECT, '[': ARRAY, t: TRUE, f: FALSE, n: NULL }
  return kinds[first.charAt(0)] ?? (first === '' ? ABSENT : NUMBER)
}
