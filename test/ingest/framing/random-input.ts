import type { TestRandom } from '../../support/random.ts'

/** A random JSON object as compact or pretty-printed text. */
export function randomObject(random: TestRandom): string {
  const value: Record<string, unknown> = { [random.pick(KEYS)]: randomValue(random, 3) }
  for (let members = random.int(5); members > 0; members -= 1) value[random.pick(KEYS)] = randomValue(random, 3)
  return JSON.stringify(value, null, random.chance(0.2) ? 2 : 0)
}

const KEYS = [
  'eventVersion',
  'eventName',
  'userIdentity',
  'Records',
  'value',
  'x',
  'a"b',
  'ключ',
  '{"eventVersion"',
  'id',
]
const TEXTS = ['', 'plain', '\\', '"', '}{', '],[', '{"Records":[', '\n', 'ä€😀', '"}\n{"', ',{"eventVersion":"']

function randomValue(random: TestRandom, depth: number): unknown {
  const kind = random.int(depth > 0 ? 6 : 4)
  if (kind === 0) return random.pick(TEXTS) + random.pick(TEXTS)
  if (kind === 1) return random.pick([0, -1.5, 1e21, 12345678901234, 0.1])
  if (kind === 2) return random.pick([true, false, null])
  if (kind === 3) return 'x'.repeat(random.int(40))
  if (kind === 4) return Array.from({ length: random.int(4) }, () => randomValue(random, depth - 1))
  return Object.fromEntries(
    Array.from({ length: random.int(4) }, () => [random.pick(KEYS), randomValue(random, depth - 1)]),
  )
}

/** Random pieces of what logs, and what is no log, are made of; often damaged. */
export function randomInput(random: TestRandom): Buffer {
  const parts: string[] = []
  for (let count = random.int(12); count > 0; count -= 1) parts.push(randomPart(random))
  const bytes = Buffer.from(parts.join(random.pick(['', '\n', '\r\n', ',', ' \n\n'])))
  return random.chance(0.5) ? bytes : damaged(bytes, random)
}

function randomPart(random: TestRandom): string {
  const objects = Array.from({ length: random.int(4) }, () => randomObject(random))
  switch (random.int(8)) {
    case 0:
      return `{"Records":[${objects.join(',')}]}`
    case 1:
      return `[${objects.join(',\n')}]`
    case 2:
      return `{"count":1,"value":[${objects.join(' , ')}],"next":"x"}`
    case 3:
      return JSON.stringify(randomObject(random))
    case 4:
      return random.pick(['text', '# a b', '<html>', '', '   ', '\ufeff', '[note] text', '1 2 3', '\u0000'])
    default:
      return objects.join(random.pick(['\n', '']))
  }
}

function damaged(bytes: Buffer, random: TestRandom): Buffer {
  let result = bytes
  for (let count = 1 + random.int(3); count > 0 && result.length > 0; count -= 1) {
    const at = random.int(result.length)
    const kind = random.int(4)
    if (kind === 0) result = result.subarray(0, at)
    else if (kind === 1) result = Buffer.concat([result.subarray(0, at), result.subarray(at + 1 + random.int(9))])
    else if (kind === 2) {
      const glued = Buffer.from(random.pick(['\n', '"', '{', '}', '[', ']', ',', '\\', '\n{', '\u0001']))
      result = Buffer.concat([result.subarray(0, at), glued, result.subarray(at)])
    } else {
      result = Buffer.from(result)
      result[at] = random.int(256)
    }
  }
  return result
}
