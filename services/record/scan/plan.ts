import { MAX_DEPTH } from '../collect.ts'
import { WATCHED_NAME } from './instantiate-kernel.ts'

/** Fixed places in the kernel's memory, the same as in scripts/kernel/source. */
const MASKS = 64
const WATCH = 128
const PLAN = 2048

const BLOCK = 16
const ENTRY_HEAD = 32
const NODE_HEAD = 16
/** A table of hashes has so many places for each key. */
const ROOM = 4
/** So many hashes are made in search of factors with which no two keys of a node meet. Those that do stand one after the other. */
const HASHES = 4000
/** A multiplier that spreads well: 2^32 divided by the golden ratio. */
const FACTOR = 0x9e3779b1

/** What the kernel looks for: the image of the lower part of its memory, and where things are in it. */
export interface ScanPlan {
  /** from address 0 on */
  readonly image: Uint8Array
  readonly root: number
  readonly watched: number
  readonly watchedEnd: number
  /** slot of each wanted path and of each proper prefix of one, by its keys joined with NUL */
  readonly slotOf: ReadonlyMap<string, number>
}

/** A wanted key, what is wanted below it, and which names say more than one key at once. */
interface Branch {
  readonly key: Buffer
  readonly members: Map<string, Branch>
  readonly traps: Set<string>
  slot: number
  last: number
}

/** Lays out the trie of wanted paths and the list of watched names as the kernel reads them. */
export function planScan(paths: readonly (readonly string[])[], names: readonly string[]): ScanPlan {
  const trie = branch('')
  for (const keys of paths) if (keys.length <= MAX_DEPTH && keys.every(isKey)) addPath(trie, keys)
  const slotOf = new Map<string, number>()
  numberSlots(trie, '', slotOf)
  const image = new Image(PLAN)
  image.fill(MASKS, BLOCK, 0xff)
  const watchedNames = new Set(names.map((each) => each.toLowerCase()))
  const root = writeNode(image, trie, watchedNames)
  const watched = image.end
  for (const name of watchedNames) writeName(image, Buffer.from(name))
  const watchedEnd = image.end
  return { image: image.bytes(), root, watched, watchedEnd, slotOf }
}

/** A NUL would make the names of slots ambiguous. */
function isKey(key: string): boolean {
  return key !== '' && !key.includes('\0')
}

function branch(key: string): Branch {
  return { key: Buffer.from(key), members: new Map(), traps: new Set(), slot: -1, last: -1 }
}

function addPath(trie: Branch, keys: readonly string[]): void {
  let at = trie
  for (const [place, key] of keys.entries()) {
    if (place < keys.length - 1) at.traps.add(keys.slice(place).join('.'))
    let next = at.members.get(key)
    if (!next) at.members.set(key, (next = branch(key)))
    at = next
  }
}

/** Depth first, so that all slots below one follow it. */
function numberSlots(parent: Branch, prefix: string, slotOf: Map<string, number>): void {
  for (const [key, child] of parent.members) {
    const name = prefix + key
    child.slot = slotOf.size
    slotOf.set(name, child.slot)
    numberSlots(child, `${name}\0`, slotOf)
    child.last = slotOf.size - 1
  }
}

/** What is looked up in a node: the place of the entry and the numbers that its hash is made of. */
interface Pair {
  readonly entry: number
  readonly x: number
  readonly y: number
}

function writeNode(image: Image, node: Branch, watched: ReadonlySet<string>): number {
  const pairs: Pair[] = []
  for (const [key, child] of node.members) {
    if (node.traps.has(key)) continue
    const below = child.members.size > 0 ? writeNode(image, child, watched) : 0
    const facts = watched.has(key.toLowerCase()) ? WATCHED_NAME : 0
    pairs.push(writeEntry(image, child.key, [child.slot, child.last, below, facts]))
  }
  for (const trap of node.traps) pairs.push(writeEntry(image, Buffer.from(trap), TRAP))
  return writeTable(image, pairs)
}

/** A last slot before the first one says that the record must be refused. */
const TRAP: readonly number[] = [1, 0, 0, 0]

/** `head`: slot, last slot below it, node of the members, facts. */
function writeEntry(image: Image, key: Buffer, head: readonly number[]): Pair {
  const entry = image.take(ENTRY_HEAD + Math.ceil(key.length / BLOCK) * BLOCK)
  for (const [at, value] of [key.length, ...head].entries()) image.write(entry + at * 4, value)
  image.copy(key, entry + ENTRY_HEAD)
  return { entry, ...numbersOf(key) }
}

/** Two bytes at the start, at the end and in the middle, as they stand in a record: a quote follows the key and one is before it. */
function numbersOf(key: Buffer): { x: number; y: number } {
  const quoted = Buffer.concat([QUOTE, key, QUOTE])
  const length = key.length
  const x = quoted.readUInt16LE(1) + quoted.readUInt16LE(length - 1) * 0x10000
  const y = quoted.readUInt16LE(1 + (length >>> 1)) | (length << 16)
  return { x, y }
}

const QUOTE = Buffer.from('"')

function writeTable(image: Image, pairs: readonly Pair[]): number {
  const bits = Math.max(2, Math.ceil(Math.log2(pairs.length * ROOM + 1)))
  let [first, second] = [FACTOR, FACTOR]
  let fewest = Infinity
  const attempts = Math.max(1, Math.min(100, HASHES / pairs.length))
  for (let seed = 1, attempt = 0; attempt < attempts && fewest > 0; attempt += 1) {
    const one = (seed = Math.imul(seed, FACTOR) + attempt) | 1
    const two = (seed = Math.imul(seed, FACTOR) + attempt) | 1
    const met = pairs.length - new Set(pairs.map((pair) => hashOf(pair, one, two) >>> (32 - bits))).size
    if (met < fewest) [first, second, fewest] = [one, two, met]
  }
  // What runs over the end finds room behind it, and at the very end always an empty place.
  const node = image.take(NODE_HEAD + (2 ** bits + pairs.length + 1) * 8)
  for (const [at, value] of [first, second, 32 - bits].entries()) image.write(node + at * 4, value)
  for (const pair of pairs) {
    const hash = hashOf(pair, first, second)
    let at = node + NODE_HEAD + (hash >>> (32 - bits)) * 8
    while (image.read(at + 4) !== 0) at += 8
    image.write(at, hash)
    image.write(at + 4, pair.entry)
  }
  return node
}

function hashOf({ x, y }: Pair, first: number, second: number): number {
  return (Math.imul(x, first) + Math.imul(y, second)) >>> 0
}

/** Names of other scripts are not listed: the kernel tells of every name that is not ASCII. */
function writeName(image: Image, name: Buffer): void {
  if (name.length === 0 || name.some((byte) => byte > 127)) return
  const at = image.end
  image.take(4 + name.length)
  image.write(at, name.length)
  image.copy(name, at + 4)
  const row = WATCH + (name.length & 63) * 4
  image.write(row, image.read(row) | (1 << ((name[0] ?? 0) & 31)))
}

/** Bytes that grow. Places are taken from them one after the other. */
class Image {
  #bytes: Buffer = Buffer.alloc(64 * 1024)
  #end: number

  constructor(end: number) {
    this.#end = end
  }

  get end(): number {
    return this.#end
  }

  take(size: number): number {
    const at = this.#end
    this.#end += size
    if (this.#end > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#end)])
    }
    return at
  }

  read(at: number): number {
    return this.#bytes.readUInt32LE(at)
  }

  write(at: number, value: number): void {
    this.#bytes.writeInt32LE(value | 0, at)
  }

  fill(at: number, size: number, value: number): void {
    this.#bytes.fill(value, at, at + size)
  }

  copy(from: Buffer, at: number): void {
    from.copy(this.#bytes, at)
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#end)
  }
}
