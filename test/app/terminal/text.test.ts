import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cutEnd, cutMiddle, displayWidth, padLeft, padRight } from '../../../services/app/terminal/display-width.ts'
import { nearestName } from '../../../services/app/terminal/nearest-name.ts'
import { printable, printableValue } from '../../../services/app/terminal/printable.ts'
import { terminalOf } from '../../../services/app/terminal/terminal.ts'
import { wrapItems, wrapText } from '../../../services/app/terminal/wrap-text.ts'

describe('printable text cannot steer a terminal', () => {
  const cases: readonly { readonly name: string; readonly text: string; readonly shown: string }[] = [
    {
      name: 'plain text stays',
      text: 'arn:aws:iam::111122223333:user/Zoë 日本',
      shown: 'arn:aws:iam::111122223333:user/Zoë 日本',
    },
    { name: 'line breaks', text: 'a\r\nb\tc', shown: String.raw`a\r\nb\tc` },
    { name: 'colours and cursor movements', text: '\u001b[31mred\u001b[2J', shown: String.raw`\x1b[31mred\x1b[2J` },
    { name: 'window titles', text: '\u001b]0;owned\u0007', shown: String.raw`\x1b]0;owned\x07` },
    { name: 'one-byte control sequences', text: '\u009b31m', shown: String.raw`\x9b31m` },
    { name: 'backspace and delete', text: 'ab\b\u007f', shown: String.raw`ab\x08\x7f` },
    { name: 'zero bytes', text: 'a\0b', shown: String.raw`a\x00b` },
    { name: 'text that runs backwards', text: 'exe.\u202etxt', shown: String.raw`exe.\u202etxt` },
    {
      name: 'direction isolates and marks',
      text: '\u2066a\u2069\u200f\u061c',
      shown: String.raw`\u2066a\u2069\u200f\u061c`,
    },
    { name: 'separators of lines and paragraphs', text: 'a\u2028b\u2029', shown: String.raw`a\u2028b\u2029` },
    {
      name: 'invisible characters',
      text: 'ad\u200bmin\u00ad\ufeff\u2060',
      shown: String.raw`ad\u200bmin\xad\ufeff\u2060`,
    },
    { name: 'invisible tags', text: 'a\u{e0041}', shown: String.raw`a\u{e0041}` },
    { name: 'halves of characters', text: 'a\ud83d', shown: String.raw`a\ud83d` },
    {
      name: 'piles of marks',
      text: `a${'\u0301'.repeat(6)}`,
      shown: `a${'\u0301'.repeat(4)}${String.raw`\u0301\u0301`}`,
    },
    { name: 'joined emoji stay', text: '👩‍💻', shown: '👩‍💻' },
  ]
  for (const { name, text, shown } of cases) test(name, () => assert.equal(printable(text), shown))

  test('a value that fills the screen loses its middle', () => {
    const shown = printableValue(`${'a'.repeat(1_000_000)}${'b'.repeat(1_000_000)}`)
    assert.equal(shown, `${'a'.repeat(1000)}…${'b'.repeat(1000)}`)
  })
})

describe('text is measured in columns', () => {
  const cases: readonly { readonly text: string; readonly width: number }[] = [
    { text: '', width: 0 },
    { text: 'abc', width: 3 },
    { text: 'Zoë', width: 3 },
    { text: 'Zoe\u0308', width: 3 },
    { text: '日本', width: 4 },
    { text: '한국', width: 4 },
    { text: 'ｆｕ', width: 4 },
    { text: '🔥', width: 2 },
    { text: '👩‍💻', width: 2 },
    { text: '👍🏽', width: 2 },
    { text: '🇦🇹', width: 2 },
    { text: '❤️', width: 2 },
    { text: '…–·█', width: 4 },
    { text: 'Привет', width: 6 },
    { text: '𠮷', width: 2 },
  ]
  for (const { text, width } of cases) test(`${text} has ${width}`, () => assert.equal(displayWidth(text), width))
})

describe('text is cut and padded by columns', () => {
  const cases: readonly { readonly name: string; readonly got: string; readonly wanted: string }[] = [
    { name: 'short text stays', got: cutEnd('abc', 3), wanted: 'abc' },
    { name: 'the end is cut', got: cutEnd('abcdef', 4), wanted: 'abc…' },
    { name: 'a wide character is not halved', got: cutEnd('日本語', 4), wanted: '日…' },
    { name: 'no room at all', got: cutEnd('abc', 0), wanted: '' },
    { name: 'room for the mark alone', got: cutEnd('abc', 1), wanted: '…' },
    { name: 'the middle is cut', got: cutMiddle('abcdefghij', 7), wanted: 'abc…hij' },
    { name: 'the middle of an even number', got: cutMiddle('abcdefghij', 6), wanted: 'ab…hij' },
    { name: 'the middle of wide characters', got: cutMiddle('日本語日本語', 7), wanted: '日本…語' },
    { name: 'padded on the right', got: padRight('日', 4), wanted: '日  ' },
    { name: 'padded on the left', got: padLeft('7', 3), wanted: '  7' },
    { name: 'never cut by padding', got: padLeft('1234', 3), wanted: '1234' },
  ]
  for (const { name, got, wanted } of cases) test(name, () => assert.equal(got, wanted))
})

describe('text is wrapped', () => {
  const cases: readonly {
    readonly name: string
    readonly text: string
    readonly width: number
    readonly lines: readonly string[]
  }[] = [
    { name: 'between words', text: 'one two three', width: 8, lines: ['one two', 'three'] },
    { name: 'at its own line breaks', text: 'one\n\ntwo', width: 8, lines: ['one', '', 'two'] },
    {
      name: 'with items hanging',
      text: '1. one two three\n- four five',
      width: 8,
      lines: ['1. one', '   two', '   three', '- four', '  five'],
    },
    { name: 'with its indentation', text: 'a:\n  one two three', width: 8, lines: ['a:', '  one', '  two', '  three'] },
    { name: 'inside words that are too long', text: 'a abcdefghij', width: 4, lines: ['a', 'abcd', 'efgh', 'ij'] },
    { name: 'by columns', text: '日本 語', width: 5, lines: ['日本', '語'] },
    { name: 'without surrounding blanks', text: '\n  a  \n', width: 5, lines: ['a'] },
    { name: 'harmlessly', text: 'a\u001b[2Jb', width: 20, lines: [String.raw`a\x1b[2Jb`] },
  ]
  for (const { name, text, width, lines } of cases) test(name, () => assert.deepEqual(wrapText(text, width), lines))

  test('items stay whole where they can', () => {
    assert.deepEqual(wrapItems(['one two', 'three', 'four'], 10), ['one two,', 'three,', 'four'])
  })
})

describe('a terminal is recognised', () => {
  const tty = { isTTY: true, columns: 120 }
  const cases: readonly { readonly name: string; readonly got: unknown; readonly wanted: unknown }[] = [
    { name: 'a person watches', got: terminalOf(tty, {}), wanted: { width: 120, color: true, isTty: true } },
    { name: 'a pipe', got: terminalOf({}, {}), wanted: { width: 100, color: false, isTty: false } },
    { name: 'no colour wanted', got: terminalOf(tty, { NO_COLOR: '1' }).color, wanted: false },
    { name: 'an empty NO_COLOR says nothing', got: terminalOf(tty, { NO_COLOR: '' }).color, wanted: true },
    { name: 'colour wanted in a pipe', got: terminalOf({}, { FORCE_COLOR: '1' }).color, wanted: true },
    { name: 'colour switched off by force', got: terminalOf(tty, { FORCE_COLOR: '0' }).color, wanted: false },
    { name: 'force decides', got: terminalOf(tty, { FORCE_COLOR: '', NO_COLOR: '1' }).color, wanted: true },
    { name: 'a dumb terminal', got: terminalOf(tty, { TERM: 'dumb' }).color, wanted: false },
    { name: 'a terminal without a size', got: terminalOf({ isTTY: true, columns: 0 }, {}).width, wanted: 100 },
    { name: 'a tiny terminal', got: terminalOf({ isTTY: true, columns: 10 }, {}).width, wanted: 40 },
  ]
  for (const { name, got, wanted } of cases) test(name, () => assert.deepEqual(got, wanted))
})

describe('the name that was meant is found', () => {
  const names = ['collector', 'paths', 'poll', 'name']
  const cases: readonly { readonly wrong: string; readonly meant: string | null }[] = [
    { wrong: 'colector', meant: 'collector' },
    { wrong: 'Collector', meant: 'collector' },
    { wrong: 'path', meant: 'paths' },
    { wrong: 'plol', meant: 'poll' },
    { wrong: 'destination', meant: null },
    { wrong: 'x', meant: null },
    { wrong: 'collector'.repeat(100), meant: null },
  ]
  for (const { wrong, meant } of cases)
    test(`${wrong.slice(0, 20)} → ${meant}`, () => assert.equal(nearestName(wrong, names), meant))
})
