import { isObject, type JsonValue } from '../../../../services/core/json.ts'
import type { TestRandom } from '../../../support/random.ts'

/** A value as it will be written: scalars as their tokens, members as pairs, so that a name can be repeated. */
type Tree = string | Tree[] | TreeObject

interface TreeObject {
  members: [name: string, value: Tree][]
}

/** What is put into records: values at paths, names of members, dotted ones among them, and tokens of values. */
export interface Vocabulary {
  readonly paths: readonly (readonly string[])[]
  readonly names: readonly string[]
  readonly tokens: readonly string[]
}

const JUNK = [
  '01',
  '1.',
  '+1',
  '1e',
  '-',
  'tru',
  '"\t"',
  '"\\x"',
  '"\\u12"',
  '[1,]',
  '{"a":1,}',
  '[1 2]',
  "'a'",
  'NaN',
  '',
]
const ESCAPES: readonly ((name: string) => string)[] = [
  (name) => name.replace(/^[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
  (name) => `${name}\u212a`,
  (name) => name.toUpperCase(),
]

/** Changes a record, given as JSON text, in its structure, in the way it is written, and now and then in its bytes. */
export function mutateRecord(text: string, random: TestRandom, vocabulary: Vocabulary): Buffer {
  const root = treeOf(JSON.parse(text) as JsonValue)
  if (typeof root !== 'string' && !Array.isArray(root)) {
    for (let count = 1 + random.int(4); count > 0; count -= 1) {
      if (random.chance(0.5)) place(root, random, vocabulary)
      else mutate(random.pick(objectsIn(root)), random, vocabulary)
    }
  }
  const blanks = random.chance(0.15) ? [' ', '\t', '\r\n', '\n', ''] : ['']
  const whole = random.chance(0.01) ? random.pick<Tree>([[root], random.pick(vocabulary.tokens)]) : root
  const bytes = Buffer.from(write(whole, () => random.pick(blanks)))
  return random.chance(0.15) ? damage(bytes, random) : bytes
}

function treeOf(value: JsonValue): Tree {
  if (Array.isArray(value)) return value.map(treeOf)
  if (!isObject(value)) return JSON.stringify(value)
  return { members: Object.entries(value).map(([name, member]) => [JSON.stringify(name).slice(1, -1), treeOf(member)]) }
}

function objectsIn(tree: TreeObject): readonly TreeObject[] {
  const found = [tree]
  for (const object of found) {
    const left = object.members.map(([, value]) => value)
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (Array.isArray(next)) left.push(...next)
      else if (typeof next !== 'string') found.push(next)
    }
  }
  return found
}

/** Puts values where paths lead to, through the objects that are there or through new ones. */
function place(root: TreeObject, random: TestRandom, vocabulary: Vocabulary): void {
  const keys = random.pick(vocabulary.paths)
  let object = root
  for (const [at, key] of keys.slice(0, -1).entries()) {
    if (random.chance(0.05)) object.members.push([keys.slice(at).join('.'), newValue(random, vocabulary, 1)])
    const found = random.chance(0.9) ? object.members.findLast(([name]) => name === key)?.[1] : undefined
    const next = typeof found === 'object' && !Array.isArray(found) ? found : { members: [] }
    if (next !== found) object.members.push([key, random.chance(0.1) ? [next] : next])
    object = next
  }
  object.members.push([keys.at(-1) ?? '', newValue(random, vocabulary, 2)])
}

function mutate(object: TreeObject, random: TestRandom, vocabulary: Vocabulary): void {
  const { members } = object
  const at = random.int(members.length + 1)
  const member = members[random.int(Math.max(members.length, 1))]
  random.pick<() => void>([
    () => void (object.members = random.shuffle(members)),
    () => void members.splice(at, 0, [random.pick(vocabulary.names), newValue(random, vocabulary, 2)]),
    () => void members.splice(at, 0, [random.pick(vocabulary.names), newValue(random, vocabulary, 2)]),
    () => void (member && members.splice(at, 0, [member[0], repeated(member[1], random, vocabulary)])),
    () => void (member && (member[1] = newValue(random, vocabulary, 2))),
    () => void (member && (member[1] = [member[1], newValue(random, vocabulary, 1)])),
    () => void (member && (member[0] = random.pick(vocabulary.names))),
    () => void (member && (member[0] = random.pick(ESCAPES)(member[0]))),
    () => void members.splice(at, 1),
    () => void (member && random.chance(0.3) && (member[1] = nested(member[1], random))),
    () => void (member && random.chance(0.3) && (member[1] = random.pick(JUNK))),
  ])()
}

/** What stands under a name that is there already: the same, a part of it, something else. */
function repeated(value: Tree, random: TestRandom, vocabulary: Vocabulary): Tree {
  if (typeof value === 'string' || Array.isArray(value) || random.chance(0.3)) return newValue(random, vocabulary, 2)
  return { members: value.members.filter(() => random.chance(0.5)) }
}

function newValue(random: TestRandom, vocabulary: Vocabulary, depth: number): Tree {
  if (depth === 0 || random.chance(0.6)) return random.pick(vocabulary.tokens)
  const values = Array.from({ length: random.int(4) }, () => newValue(random, vocabulary, depth - 1))
  if (random.chance(0.5)) return values
  return { members: values.map((value) => [random.pick(vocabulary.names), value]) }
}

/** Around the number of levels that is allowed. */
function nested(value: Tree, random: TestRandom): Tree {
  let tree = value
  for (let level = 58 + random.int(8); level > 0; level -= 1)
    tree = random.chance(0.5) ? [tree] : { members: [['a', tree]] }
  return tree
}

function write(tree: Tree, blank: () => string): string {
  if (typeof tree === 'string') return tree
  if (Array.isArray(tree)) return `[${tree.map((item) => blank() + write(item, blank) + blank()).join(',')}]`
  const members = tree.members.map(
    ([name, value]) => `${blank()}"${name}"${blank()}:${blank()}${write(value, blank)}${blank()}`,
  )
  return `{${members.join(',')}}`
}

/** Cuts, inserts, deletes, changes, repeats or glues bytes. */
function damage(bytes: Buffer, random: TestRandom): Buffer {
  const at = random.int(bytes.length + 1)
  const to = Math.min(bytes.length, at + 1 + random.int(4))
  const byte = Buffer.from([random.chance(0.5) ? random.int(256) : random.pick([...Buffer.from('"\\{}[]:, \n0-.e')])])
  return random.pick([
    () => bytes.subarray(0, at),
    () => Buffer.concat([bytes.subarray(0, at), byte, bytes.subarray(at)]),
    () => Buffer.concat([bytes.subarray(0, at), byte, bytes.subarray(to)]),
    () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]),
    () => Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]),
    () => Buffer.concat([bytes, bytes.subarray(at)]),
  ])()
}
