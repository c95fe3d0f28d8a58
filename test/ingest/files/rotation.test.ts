import assert from 'node:assert/strict'
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'

import type { FilesCollectorOptions } from '../../../services/ingest/files/files-collector.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { FollowRig, line } from './follow-rig.ts'

const scratch = scratchFolder()
after(scratch.remove)

/** More than the fingerprint of a file's beginning. */
const LONG = 'x'.repeat(1200)
const isRoot = process.getuid?.() === 0

interface Scenario {
  readonly name: string
  /** what is watched in the folder; default all of it */
  readonly watch?: readonly string[]
  readonly options?: Partial<FilesCollectorOptions>
  readonly skip?: string | false
  readonly run: (rig: FollowRig) => Promise<void>
  /** what has to be there at the end, in any order, and as often */
  readonly records: readonly (number | string)[]
  /** dead letters: `reason bytes` */
  readonly letters?: readonly string[]
}

const ONLY_CURRENT = ['*.log']

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'rename and create: the rest of the old file is read under its new name, nothing is read again',
    run: async (rig) => {
      rig.write('a.log', 1, 2)
      await rig.poll()
      rig.append('a.log', 3)
      rig.rename('a.log', 'a.log.1')
      rig.write('a.log', 4)
      await rig.poll()
      rig.append('a.log.1', 5)
      rig.append('a.log', 6)
      await rig.poll()
    },
    records: [1, 2, 3, 4, 5, 6],
  },
  {
    name: 'the same when the new name is not watched',
    watch: ONLY_CURRENT,
    run: async (rig) => {
      rig.write('a.log', 1, 2)
      await rig.poll()
      rig.append('a.log', 3)
      rig.rename('a.log', 'a.log.1')
      rig.write('a.log', 4)
      await rig.poll()
      rig.append('a.log.1', 5)
      await rig.poll()
      rig.append('a.log', 6)
      await rig.poll()
    },
    records: [1, 2, 3, 4, 5, 6],
  },
  {
    name: 'the same over a restart between the two, when the new name is watched',
    run: async (rig) => {
      rig.write('a.log', 1, 2)
      await rig.poll()
      await rig.stop()
      rig.append('a.log', 3)
      rig.rename('a.log', 'a.log.1')
      rig.write('a.log', 4)
      await rig.poll()
    },
    records: [1, 2, 3, 4],
  },
  {
    name: 'a chain of numbered files moves on by one, three times',
    run: async (rig) => {
      for (let turn = 0; turn < 4; turn += 1) {
        for (let number = 3; number >= 1; number -= 1) {
          try {
            rig.rename(`a.log.${number}`, `a.log.${number + 1}`)
          } catch {
            // not there yet
          }
        }
        if (turn > 0) rig.rename('a.log', 'a.log.1')
        rig.write('a.log', turn * 2, turn * 2 + 1)
        await rig.poll()
      }
    },
    records: [0, 1, 2, 3, 4, 5, 6, 7],
  },
  {
    name: 'copy and truncate: the copy is another file and is read as well, its records repeat',
    run: async (rig) => {
      rig.write('a.log', 1, 2)
      await rig.poll()
      rig.append('a.log', 3)
      rig.copyTruncate('a.log', 'a.log.1')
      rig.append('a.log', 4)
      await rig.poll()
    },
    records: [1, 1, 2, 2, 3, 4],
  },
  {
    name: 'compressed after it was rotated: read again, its records repeat',
    run: async (rig) => {
      rig.write('a.log', 1)
      await rig.poll()
      rig.append('a.log', 2)
      rig.rename('a.log', 'a.log.1')
      rig.write('a.log', 3)
      rig.gzip('a.log.1')
      await rig.poll()
    },
    records: [1, 1, 2, 2, 3],
  },
  {
    name: 'compressed a rotation later',
    run: async (rig) => {
      rig.write('a.log', 1)
      await rig.poll()
      rig.rename('a.log', 'a.log.1')
      rig.write('a.log', 2)
      await rig.poll()
      rig.gzip('a.log.1')
      await rig.poll(3)
    },
    records: [1, 1, 2],
  },
  ...['shorter', 'as long', 'longer'].map((length, index): Scenario => ({
    name: `truncated and written anew, ${length}`,
    run: async (rig) => {
      rig.write('a.log', LONG, 10, 11)
      await rig.poll()
      const other = ['y'.repeat(1200), 20, 21]
      rig.write('a.log', ...([other.slice(0, 1), other, [...other, 22]][index] ?? []))
      await rig.poll()
    },
    records: [LONG, 10, 11, 'y'.repeat(1200), ...([[], [20, 21], [20, 21, 22]][index] ?? [])],
  })),
  {
    name: 'written anew with the same beginning and another end',
    run: async (rig) => {
      rig.write('a.log', LONG, 10, 11)
      await rig.poll()
      rig.write('a.log', LONG, 20, 21, 22)
      await rig.poll()
    },
    records: [LONG, LONG, 10, 11, 20, 21, 22],
  },
  {
    name: 'replaced by another file in one step',
    run: async (rig) => {
      rig.write('a.log', 1, 2)
      await rig.poll()
      rig.replace('a.log', 3, 4, 5)
      await rig.poll()
    },
    records: [1, 2, 3, 4, 5],
  },
  {
    name: 'replaced by a longer copy of itself: goes on',
    run: async (rig) => {
      rig.write('a.log', LONG, 1, 2)
      await rig.poll()
      rig.replace('a.log', LONG, 1, 2, 3)
      await rig.poll()
    },
    records: [LONG, 1, 2, 3],
  },
  {
    name: 'deleted between two looks: what was written before that is read to its end',
    run: async (rig) => {
      rig.write('a.log', 1)
      await rig.poll()
      rig.append('a.log', 2, 3)
      rig.remove('a.log')
      await rig.poll()
    },
    records: [1, 2, 3],
  },
  {
    name: 'deleted while it is read',
    run: async (rig) => {
      rig.write('a.log', ...Array.from({ length: 3000 }, (_, n) => n))
      rig.harness.beforeAppend = () => rmSync(rig.at('a.log'), { force: true })
      await rig.poll()
    },
    records: Array.from({ length: 3000 }, (_, n) => n),
  },
  {
    name: 'renamed while it is read',
    run: async (rig) => {
      rig.write('a.log', ...Array.from({ length: 3000 }, (_, n) => n))
      rig.harness.beforeAppend = () => {
        rig.harness.beforeAppend = () => undefined
        rig.rename('a.log', 'b.log')
      }
      await rig.poll(2)
    },
    records: Array.from({ length: 3000 }, (_, n) => n),
  },
  {
    name: 'grown while it is read',
    run: async (rig) => {
      rig.write('a.log', ...Array.from({ length: 3000 }, (_, n) => n))
      rig.harness.beforeAppend = () => {
        rig.harness.beforeAppend = () => undefined
        rig.append('a.log', 3000)
      }
      await rig.poll(2)
    },
    records: Array.from({ length: 3001 }, (_, n) => n),
  },
  {
    name: 'deleted with half a line at its end: the half is a dead letter once nobody writes any more',
    run: async (rig) => {
      writeFileSync(rig.at('a.log'), `${line(1)}\n`)
      await rig.poll()
      appendFileSync(rig.at('a.log'), `${line(2)}\n{"n":`)
      rig.remove('a.log')
      await rig.poll()
      rig.advance(59_000)
      await rig.poll()
      assert.equal(rig.harness.letters.length, 0)
      rig.advance(2000)
      await rig.poll()
    },
    records: [1, 2],
    letters: ['cut-off {"n":'],
  },
  {
    name: 'half a line is completed over a restart and a rename in between',
    run: async (rig) => {
      writeFileSync(rig.at('a.log'), `${line(1)}\n{"n"`)
      await rig.poll()
      await rig.stop()
      rig.rename('a.log', 'a.log.1')
      appendFileSync(rig.at('a.log.1'), `:2}\n`)
      await rig.poll()
    },
    records: [1, 2],
  },
  {
    name: 'a last line without newline is taken when it settled; time of day may jump meanwhile',
    run: async (rig) => {
      writeFileSync(rig.at('a.log'), `${line(1)}\n${line(2)}`)
      utimesSync(rig.at('a.log'), 4_000_000_000, 4_000_000_000)
      await rig.poll(3)
      assert.deepEqual(rig.records, [1])
      rig.advance(10_001)
      await rig.poll(3)
    },
    records: [1, 2],
  },
  {
    name: 'moved into another watched folder',
    run: async (rig) => {
      mkdirSync(rig.at('in'))
      mkdirSync(rig.at('done'))
      rig.write('in/a.log', 1)
      await rig.poll()
      rig.rename('in/a.log', 'done/a.log')
      await rig.poll(4)
      rig.append('done/a.log', 2)
      await rig.poll()
    },
    records: [1, 2],
  },
  {
    name: 'a folder moved as a whole',
    run: async (rig) => {
      mkdirSync(rig.at('in'))
      rig.write('in/a.log', 1)
      rig.write('in/b.log', 2)
      await rig.poll()
      rig.rename('in', 'out')
      rig.append('out/b.log', 3)
      await rig.poll(4)
    },
    records: [1, 2, 3],
  },
  {
    name: 'one file of several names (hard and symbolic links) is read once',
    run: async (rig) => {
      rig.write('a.log', 1)
      linkSync(rig.at('a.log'), rig.at('b.log'))
      symlinkSync(rig.at('a.log'), rig.at('c.log'))
      await rig.poll()
      rig.append('b.log', 2)
      await rig.poll()
      await rig.stop()
      await rig.poll(2)
    },
    records: [1, 2],
  },
  {
    name: 'one of several names goes: the others are still the file',
    run: async (rig) => {
      rig.write('a.log', 1)
      linkSync(rig.at('a.log'), rig.at('b.log'))
      await rig.poll()
      rig.remove('a.log')
      rig.append('b.log', 2)
      await rig.poll(4)
      await rig.stop()
      rig.append('b.log', 3)
      await rig.poll()
    },
    records: [1, 2, 3],
  },
  {
    name: 'a link that leads to another file later',
    watch: ['current'],
    run: async (rig) => {
      rig.write('monday', 1)
      rig.write('tuesday', 10)
      symlinkSync('monday', rig.at('current'))
      await rig.poll()
      rig.append('monday', 2)
      rmSync(rig.at('current'))
      symlinkSync('tuesday', rig.at('current'))
      await rig.poll()
      rig.append('tuesday', 11)
      await rig.poll()
    },
    records: [1, 2, 10, 11],
  },
  {
    name: 'links that lead in circles',
    run: async (rig) => {
      mkdirSync(rig.at('sub'))
      symlinkSync('..', rig.at('sub/up'))
      symlinkSync('self', rig.at('self'))
      rig.write('sub/a.log', 1)
      await rig.poll(2)
      rig.write('sub/b.log', 2)
      await rig.poll()
    },
    records: [1, 2],
  },
  {
    name: 'another file with the inode of one that is gone',
    run: async (rig) => {
      for (let turn = 0; turn < 5; turn += 1) {
        rig.write('a.log', turn * 2, turn * 2 + 1)
        await rig.poll()
        rig.remove('a.log')
        if (turn % 2 === 0) await rig.poll()
      }
    },
    records: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  },
  {
    name: 'the folder vanishes and comes back as it was: nothing is read again',
    watch: ['logs'],
    run: async (rig) => {
      mkdirSync(rig.at('logs'))
      rig.write('logs/a.log', 1)
      await rig.poll()
      await rig.stop()
      renameSync(rig.at('logs'), `${rig.folder}-away`)
      await rig.poll(5)
      renameSync(`${rig.folder}-away`, rig.at('logs'))
      rig.append('logs/a.log', 2)
      await rig.poll(3)
    },
    records: [1, 2],
  },
  {
    name: 'what must not be read is read when it may be',
    skip: isRoot && 'the superuser may read everything',
    run: async (rig) => {
      rig.write('a.log', 1)
      await rig.poll()
      await rig.stop()
      rig.append('a.log', 2)
      chmodSync(rig.at('a.log'), 0)
      await rig.poll(2)
      assert.equal(rig.harness.logged.filter((text) => text.startsWith('cannot read')).length, 1)
      chmodSync(rig.at('a.log'), 0o600)
      await rig.poll()
    },
    records: [1, 2],
  },
  {
    name: 'a folder that must not be looked into keeps its place',
    skip: isRoot && 'the superuser may read everything',
    run: async (rig) => {
      mkdirSync(rig.at('sub'))
      rig.write('sub/a.log', 1)
      await rig.poll()
      chmodSync(rig.at('sub'), 0)
      await rig.poll(5)
      chmodSync(rig.at('sub'), 0o700)
      rig.append('sub/a.log', 2)
      await rig.poll(2)
    },
    records: [1, 2],
  },
  {
    name: 'empty files, and one that gets its first line after a restart',
    run: async (rig) => {
      rig.write('a.log')
      rig.write('b.log')
      await rig.poll(3)
      await rig.stop()
      rig.append('b.log', 1)
      await rig.poll()
      rig.append('a.log', 2)
      await rig.poll()
    },
    records: [1, 2],
  },
  {
    name: 'a new file with a time of long ago, and one from the future',
    run: async (rig) => {
      await rig.poll()
      rig.write('old.log', 1)
      utimesSync(rig.at('old.log'), 1, 1)
      rig.write('future.log', 2)
      utimesSync(rig.at('future.log'), 8_000_000_000, 8_000_000_000)
      await rig.poll()
      rig.append('old.log', 3)
      utimesSync(rig.at('old.log'), -5, -5)
      await rig.poll()
      await rig.stop()
      await rig.poll()
    },
    records: [1, 2, 3],
  },
  {
    name: 'folders that appear below folders that appeared',
    run: async (rig) => {
      await rig.poll()
      mkdirSync(rig.at('2026/03/14'), { recursive: true })
      rig.write('2026/03/14/a.log', 1)
      await rig.poll()
      mkdirSync(rig.at('2026/03/15'))
      rig.write('2026/03/15/a.log', 2)
      rig.write('2026/03/14/b.log', 3)
      await rig.poll()
    },
    records: [1, 2, 3],
  },
  {
    name: 'names of every kind',
    run: async (rig) => {
      const names = [
        'with space.log',
        'new\nline.log',
        '[a]*?{b}.log',
        '-rf',
        'quo\'te".log',
        'ünïcode 😀.log',
        '\\.log',
      ]
      names.forEach((name, index) => rig.write(name, index))
      const bytes = Buffer.concat([Buffer.from(`${rig.folder}/caf`), Buffer.from([0xe9, 0x2e]), Buffer.from('log')])
      writeFileSync(bytes, `${line(7)}\n`)
      await rig.poll()
      await rig.stop()
      appendFileSync(bytes, `${line(8)}\n`)
      await rig.poll()
    },
    records: [0, 1, 2, 3, 4, 5, 6, 7, 8],
  },
  {
    name: 'a very long path',
    run: async (rig) => {
      let folder = rig.folder
      while (folder.length < 3700) {
        folder = path.join(folder, 'd'.repeat(200))
        mkdirSync(folder)
      }
      writeFileSync(path.join(folder, 'a.log'), `${line(1)}\n`)
      await rig.poll()
      appendFileSync(path.join(folder, 'a.log'), `${line(2)}\n`)
      await rig.poll()
    },
    records: [1, 2],
  },
  {
    name: 'a file becomes a folder, and a folder a file',
    run: async (rig) => {
      rig.write('a', 1)
      mkdirSync(rig.at('b'))
      rig.write('b/x', 2)
      await rig.poll()
      rig.remove('a')
      mkdirSync(rig.at('a'))
      rig.write('a/y', 3)
      rig.remove('b')
      rig.write('b', 4)
      await rig.poll(3)
    },
    records: [1, 2, 3, 4],
  },
  {
    name: 'a rotated file is found although more files than can be held open grow',
    options: { maxHeld: 2 },
    run: async (rig) => {
      for (let n = 0; n < 6; n += 1) rig.write(`${n}.log`, n)
      await rig.poll()
      for (let n = 0; n < 6; n += 1) {
        rig.append(`${n}.log`, n + 10)
        rig.rename(`${n}.log`, `${n}.log.1`)
      }
      await rig.poll(2)
    },
    records: [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15],
  },
]

SCENARIOS.forEach(({ name, watch, options, skip = false, run, records, letters = [] }, index) => {
  test(name, { skip }, async () => {
    const rig = new FollowRig(path.join(scratch.directory, `s${index}`), watch, options)
    try {
      await run(rig)
      await rig.poll(2)
    } finally {
      await rig.stop()
    }
    const order = (left: number | string, right: number | string): number => (`${left}` < `${right}` ? -1 : 1)
    assert.deepEqual(rig.records.toSorted(order), records.toSorted(order))
    assert.deepEqual(
      rig.harness.letters.map(({ reason, bytes }) => `${reason} ${Buffer.from(bytes).toString()}`),
      letters,
    )
  })
})
