import type { JsonValue } from '../../../core/json.ts'
import { damaged, isReadable, savedList, savedNumber, savedText } from '../extensions/saved.ts'
import { GroupTable } from '../windows/group-table.ts'
import type { Group } from '../windows/group.ts'
import { loadGroups, saveGroups } from '../windows/saved-groups.ts'
import type { WindowContext } from '../windows/window-context.ts'
import { NO_CELL } from './cell-pool.ts'
import { GroupHasher } from './group-hasher.ts'
import { LOUD } from './packed-groups.ts'
import type { QuietGroups } from './quiet-groups.ts'
import { HASH_WORDS } from './sip-hash.ts'
import { WordReader, WordWriter } from './words.ts'

/** All that makes the state of a rule with packed groups. */
export interface PackedParts {
  readonly context: WindowContext
  /** of the groups' hashes */
  readonly key: Int32Array
  readonly quiet: QuietGroups
  /** groups of objects, by cell */
  readonly loud: Map<number, Group>
}

/**
 * The state as JSON: what rules with groups of objects save (here of those that are such groups), and the quiet groups as base64,
 * all in the order in which they were hit, with a mark where a group of objects stands between them.
 */
export function savePacked({ context, key, quiet, loud }: PackedParts): JsonValue {
  const writer = new WordWriter()
  const objects: Group[] = []
  for (let cell = quiet.groups.oldest; cell !== NO_CELL; cell = quiet.groups.after(cell)) {
    const group = loud.get(cell)
    if (group === undefined) quiet.save(cell, writer)
    else {
      objects.push(group)
      writer.put(LOUD)
    }
  }
  return { key: [...key], quiet: [...writer.texts()], groups: saveGroups(context, objects) }
}

/**
 * Fills empty parts, and sets the watermark and the key. It takes what {@link savePacked} gave and what rules with groups of objects save.
 * False when it is neither.
 */
export function loadPacked(saved: JsonValue, parts: PackedParts): boolean {
  return isReadable(() => {
    if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) {
      loadObjects(saved, parts)
      return
    }
    const { key, quiet, groups } = saved
    const words = savedList(key).map(savedNumber)
    if (words.length !== HASH_WORDS) damaged('another key')
    parts.key.set(words)
    const texts = savedList(quiet).map(savedText)
    const objects = new GroupTable()
    if (!loadGroups(groups ?? null, parts.context, objects)) damaged('groups')
    loadQuiet(new WordReader(texts), [...objects], parts)
  })
}

function loadObjects(saved: JsonValue, parts: PackedParts): void {
  const objects = new GroupTable()
  if (!loadGroups(saved, parts.context, objects)) damaged('groups')
  const hasher = new GroupHasher(parts.context.rule, parts.key)
  for (const group of objects) takeIn(group, hasher, parts)
}

function loadQuiet(reader: WordReader, objects: readonly Group[], parts: PackedParts): void {
  const hasher = new GroupHasher(parts.context.rule, parts.key)
  const hash = new Int32Array(HASH_WORDS)
  let taken = 0
  while (!reader.isAtEnd) {
    const count = reader.next()
    if (count === LOUD) {
      const group = objects[taken] ?? damaged('a group is missing')
      takeIn(group, hasher, parts)
      taken += 1
      continue
    }
    for (let word = 0; word < HASH_WORDS; word += 1) hash[word] = reader.next()
    parts.quiet.load(parts.quiet.groups.touch(hash), count, reader)
  }
  if (taken !== objects.length) damaged('groups that stand nowhere')
}

function takeIn(group: Group, hasher: GroupHasher, { quiet, loud }: PackedParts): void {
  hasher.hashValues(group.values)
  const cell = quiet.groups.touch(hasher.words)
  if (!quiet.calm(cell, group)) loud.set(cell, group)
}
