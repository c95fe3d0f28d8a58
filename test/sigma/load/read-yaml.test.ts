import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonValue } from '../../../services/core/json.ts'
import { readYaml } from '../../../services/sigma/load/read-yaml.ts'
import { problemLog } from '../../../services/sigma/load/source-text.ts'
import { plainValue } from '../../../services/sigma/load/yaml-node.ts'

function read(text: string): { values: JsonValue[]; problems: string[] } {
  const log = problemLog({ file: 'f.yml', text })
  const values = readYaml({ file: 'f.yml', text }, log).map((node) => plainValue(node))
  return { values, problems: log.problems.map(({ line, column, message }) => `${line}:${column} ${message}`) }
}

const SCALARS: readonly { text: string; value: JsonValue }[] = [
  { text: 'word', value: 'word' },
  { text: '', value: null },
  { text: '~', value: null },
  { text: 'NULL', value: null },
  { text: 'nULL', value: 'nULL' },
  { text: 'true', value: true },
  { text: 'FALSE', value: false },
  { text: 'yes', value: 'yes' },
  { text: 'off', value: 'off' },
  { text: '22', value: 22 },
  { text: '-7', value: -7 },
  { text: '+7', value: 7 },
  { text: '0', value: 0 },
  { text: '1.50', value: 1.5 },
  { text: '1e3', value: 1000 },
  { text: '.5', value: 0.5 },
  { text: '0x1F', value: 31 },
  { text: '0o17', value: 15 },
  { text: '017', value: '017' },
  { text: '00000429', value: '00000429' },
  { text: '111122223333', value: 111_122_223_333 },
  { text: '9007199254740991', value: 9_007_199_254_740_991 },
  { text: '9007199254740993', value: '9007199254740993' },
  { text: '1e400', value: '1e400' },
  { text: '.inf', value: '.inf' },
  { text: '.nan', value: '.nan' },
  { text: '1_000', value: '1_000' },
  { text: '12:30:45', value: '12:30:45' },
  { text: '2026-03-01', value: '2026-03-01' },
  { text: '192.0.2.0/24', value: '192.0.2.0/24' },
  { text: "'22'", value: '22' },
  { text: '"true"', value: 'true' },
  { text: '"a\\tb\\u00e4"', value: 'a\tbä' },
  { text: "'it''s'", value: "it's" },
]

describe('a scalar in a rule file', () => {
  for (const { text, value } of SCALARS) {
    it(`${text === '' ? 'nothing' : text} is ${JSON.stringify(value)}`, () => {
      assert.deepEqual(read(`a: ${text}\nb: [x]`).values, [{ a: value, b: ['x'] }])
    })
  }
})

describe('a rule file', () => {
  it('has documents, each read on its own', () => {
    const { values, problems } = read('a: 1\n---\nb: 2\nb: 3\n---\n# nothing\n---\n!t c\n---\nd: 4\n...\n')
    assert.deepEqual(values, [{ a: 1 }, { d: 4 }])
    assert.deepEqual(problems, ['4:1 the key “b” stands twice in one map', '8:1 tags like “!t” are not read'])
  })

  it('has keys that are text, whatever they look like', () => {
    const { values } = read('1: a\ntrue: b\n1.0: c\nnull: d\n"x y": e\n__proto__: f\n')
    const [value] = values
    assert.deepEqual(
      Object.entries(value ?? {}),
      Object.entries(JSON.parse('{"1":"a","true":"b","1.0":"c","null":"d","x y":"e","__proto__":"f"}') as object),
    )
  })

  it('may repeat a value by an alias, within its document', () => {
    assert.deepEqual(read('a: &x [1, 2]\nb: *x\nc: *x').values, [{ a: [1, 2], b: [1, 2], c: [1, 2] }])
    assert.deepEqual(read('a: &x 1\n---\nb: *x').problems, ['3:4 nothing before this place is named “&x”'])
  })

  it('keeps line breaks of block texts and joins folded ones', () => {
    assert.deepEqual(read('a: |\n  one\n  two\nb: >-\n  one\n  two\n').values, [{ a: 'one\ntwo\n', b: 'one two' }])
  })

  it('may begin with a byte order mark and end its lines like Windows', () => {
    const { values, problems } = read('\ufeffa: 1\r\nb: [x,\r\n  y]\r\nb: 2\r\n')
    assert.deepEqual(values, [])
    assert.deepEqual(problems, ['4:1 the key “b” stands twice in one map'])
  })

  it('tells where its syntax breaks', () => {
    assert.deepEqual(
      read('a: 1\nb: "x\n').problems.map((problem) => problem.split(':')[0]),
      ['3'],
    )
    assert.match(read('a: 1\n\tb: 2\n').problems[0] ?? '', /^2:/)
  })
})
