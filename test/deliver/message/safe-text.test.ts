import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { safeLine, safeLines } from '../../../services/deliver/message/safe-text.ts'

const CASES: readonly {
  readonly name: string
  readonly text: string
  readonly line: string
  readonly lines?: string
}[] = [
  { name: 'plain text', text: 'root in eu-central-1', line: 'root in eu-central-1' },
  { name: 'text of other scripts', text: 'Zoë 東京 👩‍🚒', line: 'Zoë 東京 👩‍🚒' },
  { name: 'lines', text: 'a\nb\tc', line: 'a b c', lines: 'a\nb\tc' },
  { name: 'control characters', text: 'a\u0000b\u001bc\u0085d', line: 'a b c d' },
  { name: 'direction marks and invisible characters', text: 'a\u202eb\u2066c\ufeffd\u200be', line: 'a b c d e' },
  { name: 'half a character', text: 'a\ud83d b', line: 'a\ufffd b' },
  { name: 'too long', text: 'x'.repeat(50), line: `${'x'.repeat(19)}…` },
  { name: 'cut within a character', text: `${'x'.repeat(18)}👍👍`, line: `${'x'.repeat(18)}…` },
]

describe('text from outside', () => {
  for (const { name, text, line, lines = line } of CASES) {
    it(name, () => {
      assert.equal(safeLine(text, 20), line)
      assert.equal(safeLines(text, 20), lines)
    })
  }
})
