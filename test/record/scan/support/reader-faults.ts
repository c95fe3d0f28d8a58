import type { JsonValue } from '../../../../services/core/json.ts'
import { createRecordReader } from '../../../../services/record/create-record-reader.ts'
import type { FieldPath } from '../../../../services/record/field-path.ts'
import type { RecordReader } from '../../../../services/record/field-reader.ts'
import type { ReaderMaker } from './compared-records.ts'
import { WalkingScanner, type ScanFault } from './walking-scanner.ts'

/** A reader over a scanner with a fault. */
export function withScanFault(fault: ScanFault | null): ReaderMaker {
  return (tables, watched) =>
    createRecordReader(tables, watched, (paths, names) => new WalkingScanner(paths, names, fault))
}

export const SCAN_FAULTS: readonly ScanFault[] = [
  'the first of repeated keys wins',
  'what a repeated key had below stays',
  'keys that say several keys at once are not refused',
  'escaped keys are not refused',
  'strings with escapes count as plain',
  'strings with letters beyond ASCII count as plain',
  'tokens end one byte early',
  'tokens start one byte late',
  'null is nothing',
  'false is true',
  'empty arrays are nothing',
  'objects in arrays are entered',
  'long integers are not told',
  'watched names are not told',
  'line breaks are not told',
  'trailing commas are allowed',
  'leading zeros are allowed',
  'raw control characters are allowed',
]

type Change = (right: RecordReader) => Partial<RecordReader>

/** Mistakes of a reader: what it does differently from one that is right. */
const CHANGES: Readonly<Record<string, Change>> = {
  'a text is taken for another one of its length and ends': (right) => {
    const kept = new Map<string, string>()
    return {
      text: (path) => {
        const text = right.text(path)
        const key = text && `${text.length}${text.slice(0, 4)}${text.slice(-2)}`
        if (key !== undefined && !kept.has(key)) kept.set(key, text ?? '')
        return key === undefined ? undefined : kept.get(key)
      },
    }
  },
  'an object of the record before is given again': (right) => {
    const kept = new Map<FieldPath, JsonValue>()
    return {
      get: (path) => {
        const value = right.get(path)
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
        if (!kept.has(path)) kept.set(path, value)
        return kept.get(path)
      },
    }
  },
  'an object is used again for the next record': (right) => {
    const shared: Record<string, JsonValue> = {}
    return {
      get: (path) => {
        const value = right.get(path)
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
        for (const name of Object.keys(shared)) delete shared[name]
        return Object.assign(shared, value)
      },
    }
  },
  'arrays are not fanned out': (right) => ({
    collect: (path, into) => {
      const value = right.reach(path)
      if (value !== undefined && into.length < 4096) into.push(value)
      return value !== undefined && into.length < 4096
    },
  }),
  'null is not collected': (right) => ({
    collect: (path, into) => {
      const values: JsonValue[] = []
      const isReached = right.collect(path, values)
      if (into.length < 4096) into.push(...values.filter((value) => value !== null).slice(0, 4096 - into.length))
      return isReached
    },
  }),
  'more values are collected than there may be': (right) => ({
    collect: (path, into) => {
      const values: JsonValue[] = []
      const isReached = right.collect(path, values)
      into.push(...values)
      return isReached
    },
  }),
  'an array on the way is not reached': (right) => ({ reach: (path) => right.get(path) }),
  'a literal key does not win': (right) => ({
    reach: (path) => right.get(path) ?? right.reach(path),
  }),
  'the empty text is given': (right) => ({
    text: (path) => (right.get(path) === '' ? '' : right.text(path)),
  }),
  'minus zero is zero': (right) => ({
    get: (path) => (Object.is(right.get(path), -0) ? 0 : right.get(path)),
  }),
  'long integers are rounded': (right) => ({
    get: (path) => {
      const value = right.get(path)
      return right.tokenKind(path) === 'number' ? Number(value) : value
    },
  }),
  'long integers are no text': (right) => ({
    text: (path) => (right.tokenKind(path) === 'string' ? right.text(path) : undefined),
  }),
  'huge numbers are text': (right) => ({
    get: (path) => (right.get(path) === Infinity ? right.token(path) : right.get(path)),
  }),
  'numbers lose what stands behind their point': (right) => ({
    token: (path) => (right.tokenKind(path) === 'number' ? JSON.stringify(right.get(path)) : right.token(path)),
  }),
  'days that do not exist are days': (right) => ({
    isoTime: (path) => Date.parse(right.text(path)?.replace('02-30T', '03-02T') ?? ''),
  }),
  'copied tokens may end outside': (right) => ({
    copyToken: (path, into, at) => {
      const token = right.token(path)
      return token === undefined ? -1 : at + Buffer.from(token).copy(into, at)
    },
  }),
  'copied strings have lost their quotes': (right) => ({
    copyToken: (path, into, at) => right.copyToken(path, into, at) - (right.tokenKind(path) === 'string' ? 1 : 0),
  }),
  'tokens are found one byte late': (right) => ({ tokenStart: (path) => right.tokenStart(path) + 1 }),
  'kinds of scalars are mixed up': (right) => ({
    tokenKind: (path) => (right.tokenKind(path) === 'null' ? 'none' : right.tokenKind(path)),
  }),
  'faults have no reason': (right) => ({
    load: (bytes) => {
      const fault = right.load(bytes)
      return fault && { ...fault, reason: 'not-json' }
    },
  }),
  'after a fault the record before is still there': (right) => {
    let json = ''
    return {
      json: () => {
        if (right.bytes().length > 0) json = right.json()
        return json
      },
    }
  },
  'bytes are a copy': (right) => ({ bytes: () => Uint8Array.from(right.bytes()) }),
  'long integers of the whole record are rounded': (right) => ({
    root: () => JSON.parse(right.bytes().length > 0 ? right.json() : '{}') as Record<string, JsonValue>,
  }),
}

/** Every question, passed on. */
function forwarding(right: RecordReader): RecordReader {
  return {
    get isScanned() {
      return right.isScanned
    },
    get mayHoldWatchedName() {
      return right.mayHoldWatchedName
    },
    get mayHoldLineBreak() {
      return right.mayHoldLineBreak
    },
    load: (bytes) => right.load(bytes),
    use: (table) => right.use(table),
    get: (path) => right.get(path),
    text: (path) => right.text(path),
    collect: (path, into) => right.collect(path, into),
    reach: (path) => right.reach(path),
    token: (path) => right.token(path),
    tokenKind: (path) => right.tokenKind(path),
    copyToken: (path, into, at) => right.copyToken(path, into, at),
    copyPlainText: (path, into, at) => right.copyPlainText(path, into, at),
    isText: (path, text) => right.isText(path, text),
    textNumber: (path) => right.textNumber(path),
    textVersion: (number) => right.textVersion(number),
    tokenStart: (path) => right.tokenStart(path),
    tokenEnd: (path) => right.tokenEnd(path),
    isoTime: (path) => right.isoTime(path),
    root: () => right.root(),
    bytes: () => right.bytes(),
    json: () => right.json(),
  }
}

/** By what is wrong: readers that are right but for that. */
export const READER_FAULTS: ReadonlyMap<string, ReaderMaker> = new Map(
  Object.entries(CHANGES).map(([name, change]) => [
    name,
    (tables, watched) => {
      const right = createRecordReader(tables, watched)
      return Object.assign(forwarding(right), change(right))
    },
  ]),
)
