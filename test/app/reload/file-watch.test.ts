import assert from 'node:assert/strict'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import { FileWatch, type Stamps } from '../../../services/app/reload/file-watch.ts'
import { readRulePlaces, stampRuleFiles } from '../../../services/app/reload/read-rule-places.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

const PACE = { poll: 5, quiet: 20, quietWhenGone: 60, most: 400 }
const never = new AbortController().signal

/** A watch over stamps that follow each other; the last one stays. */
function watchOver(last: string, looks: readonly string[]): { readonly watch: FileWatch; readonly seen: () => number } {
  let seen = 0
  const stamps = (text: string): Stamps => new Map(text.split('').map((name) => [name.toLowerCase(), name]))
  const look = async (): Promise<Stamps> => {
    const now = looks[Math.min(seen, looks.length - 1)] ?? last
    seen += 1
    return stamps(now)
  }
  return { watch: new FileWatch(look, stamps(last), PACE), seen: () => seen }
}

describe('a watch over files', () => {
  it('waits while nothing changes, and then until nothing changes any more', async () => {
    const { watch, seen } = watchOver('ab', ['ab', 'ab', 'aB', 'AB', 'ABc', 'ABC', 'ABC'])
    await watch.changed(never)
    assert.ok(seen() >= 7)
  })

  it('waits longer for files that are gone: who replaces them has them back', async () => {
    const { watch, seen } = watchOver('ab', ['a', 'a', 'ab', 'ab', 'ab', 'aB'])
    await watch.changed(never)
    assert.ok(seen() >= 4, `${seen()} looks`)
  })

  it('does not wait for ever for files that never come to rest', async () => {
    let number = 0
    const look = async (): Promise<Stamps> => new Map([['a', String((number += 1))]])
    const began = performance.now()
    await new FileWatch(look, new Map(), PACE).changed(never)
    const took = performance.now() - began
    assert.ok(took >= PACE.most && took < 10_000, `${took} ms`)
  })

  it('ends when it is told to', async () => {
    const { watch } = watchOver('ab', ['ab'])
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 20)
    await watch.changed(stop.signal)
  })

  it('sees files that change, come, go and move, whole folders too, and no others', async (t) => {
    const { directory, remove } = scratchFolder()
    t.after(remove)
    const file = (...names: string[]): string => path.join(directory, ...names)
    await mkdir(file('rules', 'deep'), { recursive: true })
    await writeFile(file('rules', 'a.yml'), 'a')
    const config = file('tocsin.yml')
    const stamps = (): Promise<Stamps> => stampRuleFiles([file('rules')], [config])
    const steps: readonly { name: string; does: () => Promise<unknown>; shows: boolean }[] = [
      { name: 'nothing', does: async () => undefined, shows: false },
      { name: 'a new file', does: () => writeFile(file('rules', 'deep', 'b.yaml'), 'b'), shows: true },
      { name: 'an editor’s own file', does: () => writeFile(file('rules', '.a.yml.swp'), 'b'), shows: false },
      { name: 'a change of the same size', does: () => writeFile(file('rules', 'a.yml'), 'x'), shows: true },
      { name: 'a file put in its place', does: () => replace(file('rules', 'a.yml')), shows: true },
      { name: 'the configuration', does: () => writeFile(config, 'c'), shows: true },
      { name: 'a file that goes', does: () => rm(file('rules', 'a.yml')), shows: true },
      { name: 'a folder that goes', does: () => rename(file('rules'), file('away')), shows: true },
      { name: 'and comes back', does: () => rename(file('away'), file('rules')), shows: true },
    ]
    let before = await stamps()
    for (const { name, does, shows } of steps) {
      await does()
      const after = await stamps()
      assert.equal(textOf(before) !== textOf(after), shows, name)
      before = after
    }
  })
})

function textOf(stamps: Stamps): string {
  return JSON.stringify([...stamps].toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

async function replace(file: string): Promise<void> {
  await writeFile(`${file}~`, 'x')
  await rename(`${file}~`, file)
}

it('what cannot be read is told, and the rest is read', async (t) => {
  const { directory, remove } = scratchFolder()
  t.after(remove)
  await writeFile(path.join(directory, 'a.yml'), 'a')
  const { files, unread } = await readRulePlaces([directory, path.join(directory, 'gone')])
  assert.deepEqual(
    files.map(({ text }) => text),
    ['a'],
  )
  assert.deepEqual(
    unread.map((one) => path.basename(one.path)),
    ['gone'],
  )
})
