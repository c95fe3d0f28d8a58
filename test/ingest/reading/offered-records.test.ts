import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'

import { readFiles } from '../../../services/ingest/files/read-files.ts'
import { contentOf, PACKINGS, partsOf, READ_OPTIONS, sourceOf } from '../sources.ts'

const RECORDS = Array.from({ length: 900 }, (_, index) => JSON.stringify({ id: `EXAMPLE${index}`, n: index }))
const PLACED = RECORDS.map((record, index) => `${index + 1} ${record}`)

const FORMS: readonly (readonly [name: string, text: string])[] = [
  ['a list', `{"Records":[${RECORDS.join(',')}]}`],
  ['lines', RECORDS.join('\n')],
  ['objects behind each other', RECORDS.join('')],
]

/** Takes every record that is JSON unless `refuses` says otherwise; `taken` as in `contentOf`. */
function taker(taken: string[], refuses: (position: number) => boolean) {
  return (bytes: Uint8Array, position: number): boolean => {
    const text = Buffer.from(bytes).toString()
    if (refuses(position) || !isJson(text)) return false
    taken.push(`${position} ${text}`)
    return true
  }
}

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined
  } catch {
    return false
  }
}

for (const [form, text] of FORMS) {
  for (const { name: packing, pack } of PACKINGS) {
    test(`hands ${form} in ${packing} to whoever takes records at once, in order, and none twice`, async () => {
      const taken: string[] = []
      const parts = await partsOf(sourceOf(pack(Buffer.from(text)), 3000), { offer: taker(taken, () => false) })
      assert.deepEqual(taken, PLACED)
      assert.deepEqual(contentOf(parts), [])
      assert.equal(
        parts.reduce((sum, { accepted }) => sum + accepted, 0),
        RECORDS.length,
      )
      assert.equal(parts.at(-1)?.resume.taken, RECORDS.length)
    })
  }
}

test('puts a refused record into a part, and what follows it, until the part was given out', async () => {
  const taken: string[] = []
  const parts = await partsOf(sourceOf(Buffer.from(FORMS[0]?.[1] ?? ''), 3000), {
    offer: taker(taken, (position) => position % 100 === 0),
  })
  const given = contentOf(parts)
  const place = (line: string): number => Number(line.split(' ')[0])
  assert.deepEqual(
    [...taken, ...given].toSorted((one, other) => place(one) - place(other)),
    PLACED,
  )
  assert.ok(given.includes(PLACED[99] ?? '') && taken.length > 300)
  let next = 1
  for (const { firstPosition, accepted, records } of parts) {
    assert.equal(firstPosition - accepted, next)
    next = firstPosition + records.length
  }
})

test('leaves out what an earlier reading has taken', async () => {
  const taken: string[] = []
  const resume = { taken: 890, offset: 0, form: 'text-lines', compression: 'none' } as const
  const parts = await partsOf(sourceOf(Buffer.from(FORMS[0]?.[1] ?? '')), { resume, offer: taker(taken, () => false) })
  assert.deepEqual([...taken, ...contentOf(parts)], PLACED.slice(890))
})

const directory = mkdtempSync(path.join(tmpdir(), 'tocsin-offered-'))
after(() => rmSync(directory, { recursive: true }))

const FILES = Array.from({ length: 12 }, (_, index) => {
  const file = path.join(directory, `${index}.json`)
  writeFileSync(file, `{"Records":[${RECORDS.slice(0, 20 + index).join(',')}]}`)
  return file
})

test('offers the records of files in the order of the files, whatever is read ahead', async () => {
  const order: string[] = []
  const offer = (_bytes: Uint8Array, position: number, index: number): boolean => {
    order.push(`${index}:${position}`)
    return true
  }
  let accepted = 0
  for await (const part of readFiles(FILES, { ...READ_OPTIONS, offer })) accepted += part.accepted
  const expected = FILES.flatMap((_, index) => Array.from({ length: 20 + index }, (__, at) => `${index}:${at + 1}`))
  assert.deepEqual(order, expected)
  assert.equal(accepted, expected.length)
})

test('offers nothing of files that were opened ahead when the caller stops', async () => {
  const seen = new Set<number>()
  const offer = (_bytes: Uint8Array, _position: number, index: number): boolean => {
    seen.add(index)
    return true
  }
  for await (const part of readFiles(FILES, { ...READ_OPTIONS, offer })) {
    assert.equal(part.index, 0)
    break
  }
  assert.deepEqual([...seen], [0])
})
