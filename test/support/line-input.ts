import type { TestRandom } from './random.ts'

/** What lines a file may have besides records; `@` stands for a record, a new one each time. */
const ODD_LINES = [
  '',
  '   ',
  '\r',
  '@\r',
  '  @  ',
  'plain text',
  '{"eventName":',
  '{"eventVersion": broken}',
  '{',
  '}',
  '[',
  '"',
  ',',
  '{"eventName":"x"}{"eventName":"y"}',
  '@ @',
  '@,@',
  '@@',
  '[@,@]',
  '{"Records":[@,@]}',
  '{"Records":[]}',
  '{"nextToken":"a","Events":[@]}',
  '{"note":"}{","of":@}',
  '"{\\"eventName\\":\\"quoted\\"}"',
  '{"nested":{"more":\n{"deep":[1,\n2]}}}',
  '{"Records":[@,\n@,\n{"cut":',
  '{"text":"a\nb"}',
  'null',
  '12',
  '\u0000',
]

/** Lines of a random file: mostly records, in some files with much that is something else. `record` makes one more record. */
export function randomLines(random: TestRandom, count: number, record: () => string): string {
  const oddness = random.pick([0, 0.02, 0.2, 0.6])
  const lines: string[] = []
  for (let index = 0; index < count; index += 1) {
    const line = random.chance(oddness) ? random.pick(ODD_LINES) : '@'
    const text = line.replaceAll('@', () => record())
    lines.push(random.chance(oddness / 8) ? text.slice(0, random.int(text.length + 1)) : text)
  }
  const mark = random.chance(0.1) ? '\uFEFF' : ''
  return mark + lines.join('\n') + random.pick(['', '\n', '\n\n', '\n{"cut'])
}
