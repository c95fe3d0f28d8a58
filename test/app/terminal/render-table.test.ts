import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { renderTable, type Cell, type Column } from '../../../services/app/terminal/render-table.ts'

const COLUMNS: readonly Column[] = [{ title: 'name' }, { title: 'who', cut: 'middle' }, { title: 'events' }]
const ARN = 'arn:aws:sts::111122223333:assumed-role/deploy/session-EXAMPLE'

interface Case {
  readonly name: string
  readonly columns?: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  readonly width: number
  readonly color?: boolean
  readonly lines: readonly string[]
}

const CASES: readonly Case[] = [
  {
    name: 'as narrow as its content, numbers on the right',
    rows: [
      ['Root login', 'root', 5000],
      ['日本', 'Zoë', 7],
    ],
    width: 80,
    lines: ['NAME        WHO   EVENTS', 'Root login  root   5,000', '日本        Zoë        7'],
  },
  {
    name: 'the widest column gives way, in its middle if told so',
    rows: [['Root login', ARN, 1]],
    width: 48,
    lines: ['NAME        WHO                           EVENTS', 'Root login  arn:aws:sts::…ession-EXAMPLE       1'],
  },
  {
    name: 'several wide columns give way together',
    rows: [['A rule with a long title that goes on', ARN, 1]],
    width: 48,
    lines: ['NAME                 WHO                  EVENTS', 'A rule with a long…  arn:aws:s…n-EXAMPLE       1'],
  },
  {
    name: 'a terminal that is too narrow for anything',
    rows: [['A rule with a long title', ARN, 1]],
    width: 12,
    lines: ['…  …  EVENTS', '…  …       1'],
  },
  { name: 'no rows', rows: [], width: 80, lines: ['NAME  WHO  EVENTS'] },
  { name: 'missing cells are empty', rows: [['a']], width: 80, lines: ['NAME  WHO  EVENTS', 'a'] },
  {
    name: 'hostile text stays on its line',
    rows: [['a\n\u001b[2Jb', 'x', 1]],
    width: 80,
    lines: ['NAME         WHO  EVENTS', String.raw`a\n\x1b[2Jb  x         1`],
  },
  {
    name: 'styles cover the word, not the blanks',
    columns: [{ title: 'level' }, { title: 'name' }],
    rows: [[{ text: 'LOW', styles: ['cyan'] }, 'a']],
    width: 80,
    color: true,
    lines: ['\u001b[2mLEVEL\u001b[22m  \u001b[2mNAME\u001b[22m', '\u001b[36mLOW\u001b[39m    a'],
  },
]

describe('a table', () => {
  for (const { name, columns, rows, width, color, lines } of CASES) {
    test(name, () => {
      assert.deepEqual(renderTable(columns ?? COLUMNS, rows, { width, color: color ?? false }).split('\n'), lines)
    })
  }

  test('of values that fill the screen is drawn at once', () => {
    const huge = '日'.repeat(1_000_000)
    const start = performance.now()
    renderTable(
      COLUMNS,
      Array.from({ length: 20 }, () => [huge, huge, 1]),
      { width: 80, color: false },
    )
    assert.ok(performance.now() - start < 2000)
  })
})
