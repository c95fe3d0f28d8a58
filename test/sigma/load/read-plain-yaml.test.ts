import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { canonicalJson } from '../../../services/core/json.ts'
import { canonicalText } from '../../../services/sigma/load/canonical-text.ts'
import { readPlainYaml } from '../../../services/sigma/load/read-plain-yaml.ts'
import { readAnyYaml } from '../../../services/sigma/load/read-yaml.ts'
import { problemLog } from '../../../services/sigma/load/source-text.ts'
import { plainValue } from '../../../services/sigma/load/yaml-node.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const CORPUS = path.resolve(ROOT, '../shared/corpora/sigma')

/** What the quick reader gives has to be what the whole parser gives, without a word of complaint. True when it gave anything. */
function agrees(text: string, about: string): boolean {
  const quick = readPlainYaml(text)
  if (quick === null) return false
  const log = problemLog({ file: 'f.yml', text })
  const whole = readAnyYaml({ file: 'f.yml', text }, log)
  assert.deepEqual(log.problems, [], `${about}: the whole parser complains\n${text}`)
  assert.deepEqual(quick, whole, `${about}: other values\n${text}`)
  return true
}

const QUICK: readonly { name: string; text: string }[] = [
  { name: 'nothing', text: '' },
  { name: 'comments only', text: '# a\n\n  # b\n' },
  { name: 'a map', text: 'title: a b c\nlevel: 3\nis: true\nnone: ~\n' },
  { name: 'no line break at the end', text: 'a: b' },
  { name: 'keys without values', text: 'a:\nb: # nothing\nc:\n  d:\ne: 1\n' },
  { name: 'lists at the column of their key, and deeper', text: 'a:\n- 1\n- 2\nb:\n    - 3\n    - 4\nc: 5\n' },
  { name: 'maps in lists', text: 'a:\n  - b: 1\n    c: 2\n  - d:\n      - e\n    "f": g\n  - \'h\' : i\n' },
  { name: 'texts in quotes', text: `a: 'it''s'\nb: "x \\" \\\\ \\n y"\nc: '# no comment' # a comment\n'd': ''\n` },
  { name: 'colons and hashes that mean nothing', text: 'a: b:c#d\ne: http://example.com/#x\nf: -g\n"h:i": C:\\\\j\n' },
  { name: 'comments behind values and between lines', text: 'a: b # c\n# d\n   # e\nf:\n # g\n  - h # i\n' },
  {
    name: 'block texts',
    text: 'a: |\n  one\n\n   two\n  # three\nb: >-\n  four\n  five\n\n\nc:\n  - |+\n    six\n\nd: 7\n',
  },
  { name: 'several documents', text: '---\na: 1\n---\n# nothing\n---\nb: 2\n---\n' },
  { name: 'letters of other alphabets', text: 'a: ä – “ü”\nключ: 値\n' },
  { name: 'names that objects inherit', text: '__proto__: 1\nconstructor:\n  toString: |\n    x\n' },
]

/** What the quick reader has to leave to the other one, whether it is right or wrong. */
const LEFT: readonly { name: string; text: string }[] = [
  { name: 'a key twice', text: 'a: 1\na: 2\n' },
  { name: 'a merge key', text: 'a: 1\n<<: b\n' },
  { name: 'an anchor', text: 'a: &x 1\nb: *x\n' },
  { name: 'a tag', text: 'a: !t b\n' },
  { name: 'a flow list', text: 'a: [1, 2]\n' },
  { name: 'a text that goes on', text: 'a: one\n  two\n' },
  { name: 'a text that goes on behind a blank line', text: 'a:\n  - one\n\n   two\n' },
  { name: 'a quoted text of two lines', text: 'a: "one\n  two"\n' },
  { name: 'a hash right behind a quotation mark', text: "a: 'b'#c\n" },
  { name: 'a colon too many', text: 'a: b: c\n' },
  { name: 'a dash behind a key', text: 'a: - b\n' },
  { name: 'a key too deep', text: 'a: 1\n  b: 2\n' },
  { name: 'a key between two columns', text: 'a:\n    b: 1\n  c: 2\n' },
  { name: 'tabs', text: 'a:\tb\n' },
  { name: 'line breaks of Windows', text: 'a: b\r\n' },
  { name: 'a byte order mark', text: '\ufeffa: b\n' },
  { name: 'the end of a document', text: 'a: b\n...\n' },
  { name: 'a key that looks like it', text: '... : b\n' },
  { name: 'a directive', text: '%YAML 1.2\n---\na: b\n' },
  { name: 'a document on the line of its mark', text: '--- a\n' },
  { name: 'an escape that JSON has not', text: 'a: "\\x41"\n' },
  { name: 'a block text with a width', text: 'a: |2\n  b\n' },
  { name: 'a block text that begins with a blank line', text: 'a: |\n\n  b\n' },
  { name: 'a block text without lines', text: 'a: |\nb: c\n' },
  { name: 'a header of a block that objects inherit', text: 'a: |constructor\n  b\n' },
  { name: 'no map', text: '- a\n- b\n' },
  {
    name: 'maps below maps without end',
    text: Array.from({ length: 60 }, (_, at) => `${' '.repeat(at)}a:\n`).join(''),
  },
]

describe('the quick reader of rule files', () => {
  for (const { name, text } of QUICK) {
    it(`reads ${name} as the whole parser does`, () => assert.ok(agrees(text, name)))
  }

  for (const { name, text } of LEFT) {
    it(`leaves ${name} to the whole parser`, () => assert.equal(agrees(text, name), false))
  }

  const random = testRandom(61)
  const count = Math.round(3000 * SCALE)
  it(`agrees with the whole parser on ${count} damaged files`, () => {
    const sources = [...QUICK.map(({ text }) => text), ...LEFT.map(({ text }) => text), ...ownRules()]
    let read = 0
    for (let round = 0; round < count; round += 1) {
      if (agrees(damaged(random.pick(sources), random), `seed ${random.seed}, file ${round}`)) read += 1
    }
    assert.ok(read > count / 20, `only ${read} of ${count} could be read`)
  })

  it(
    'reads nearly all of SigmaHQ’s files, as the whole parser does',
    { skip: !existsSync(CORPUS) && 'no corpus' },
    () => {
      const files = yamlFiles(CORPUS)
      const step = SCALE >= 10 ? 1 : 8
      const some = files.filter((_, at) => at % step === 0)
      const read = some.filter((file) => agrees(readFileSync(file, 'utf8'), file))
      assert.ok(read.length > some.length * 0.98, `${read.length} of ${some.length}`)
    },
  )
})

describe('the text that documents are hashed by', () => {
  it('is the canonical JSON of their data', () => {
    for (const text of [
      ...QUICK.map((one) => one.text),
      ...ownRules(),
      'a: &x {c: [1, -0, ""], b: *x }',
      '10: a\n9: b\n',
    ]) {
      const log = problemLog({ file: 'f.yml', text })
      for (const node of readAnyYaml({ file: 'f.yml', text }, log)) {
        assert.equal(canonicalText(node), canonicalJson(plainValue(node)))
      }
    }
  })
})

function ownRules(): string[] {
  return yamlFiles(path.join(ROOT, 'detections')).map((file) => readFileSync(file, 'utf8'))
}

function yamlFiles(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.yml')).map((name) => path.join(directory, name))
}

const PIECES = [
  ...Array.from(' :-#\'"|>[]{},&*!?%@`~<.\\\n\t\ra0é'),
  ': ',
  '- ',
  ' #',
  '\n  ',
  '\n',
  '---\n',
  '...\n',
  '\n\n',
  "''",
  '\\"',
  '|\n',
  '>-\n',
  'a: ',
  '- - ',
  '\u2028',
  '\ud800',
  '\u00a0',
  '\ufeff',
]

/** A few pieces put in, characters taken away, lines repeated, swapped, indented. */
function damaged(text: string, random: TestRandom): string {
  let result = text
  for (let times = 1 + random.int(4); times > 0; times -= 1) {
    const at = random.int(result.length + 1)
    const lines = result.split('\n')
    const line = random.int(lines.length)
    const content = lines[line] ?? ''
    switch (random.int(6)) {
      case 0:
      case 1:
        result = result.slice(0, at) + random.pick(PIECES) + result.slice(at)
        break
      case 2:
        result = result.slice(0, at) + result.slice(at + 1 + random.int(3))
        break
      case 3:
        result = lines.toSpliced(line, 0, random.pick(lines)).join('\n')
        break
      case 4:
        result = lines.toSpliced(line, 1, ' '.repeat(random.int(6)) + content.trimStart()).join('\n')
        break
      default:
        result = lines.toSpliced(line, 1).join('\n')
    }
  }
  return result
}
