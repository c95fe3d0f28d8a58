import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ProgressBar, renderProgress, type Progress } from '../../../services/app/terminal/progress-bar.ts'

const GB = 1024 ** 3
const PROGRESS: Progress = {
  filesDone: 12,
  filesTotal: 270,
  bytesDone: 1.1 * GB,
  bytesTotal: 2.5 * GB,
  records: 1_234_567,
}

describe('progress in one line', () => {
  const cases: readonly {
    readonly name: string
    readonly progress?: Partial<Progress>
    readonly elapsed?: number
    readonly width: number
    readonly line: string
  }[] = [
    {
      name: 'at 80 columns',
      width: 80,
      line: '████░░░░░░  44 %  12/270 files  82,304 records/s  0:20 left  1.1 GB of 2.5 GB',
    },
    {
      name: 'at 120 columns',
      width: 120,
      line: '████████░░░░░░░░░░░░  44 %  12/270 files  82,304 records/s  0:20 left  1.1 GB of 2.5 GB',
    },
    { name: 'at 40 columns the rest is left out', width: 40, line: '████░░░░░░  44 %  12/270 files' },
    {
      name: 'of a length that is not known',
      progress: { bytesTotal: 0 },
      width: 80,
      line: '░░░░░░░░░░   4 %  12/270 files  82,304 records/s  5:23 left  1.1 GB',
    },
    {
      name: 'at the start',
      progress: { filesDone: 0, bytesDone: 0, records: 0 },
      elapsed: 0,
      width: 80,
      line: '░░░░░░░░░░   0 %  0/270 files  0 records/s  0 B of 2.5 GB',
    },
    {
      name: 'at the end',
      progress: { filesDone: 270, bytesDone: 2.5 * GB },
      width: 80,
      line: '██████████ 100 %  270/270 files  82,304 records/s  0:00 left  2.5 GB of 2.5 GB',
    },
    { name: 'of one file', progress: { filesDone: 0, filesTotal: 1 }, width: 40, line: '████░░░░░░  44 %  0/1 file' },
    {
      name: 'of nothing',
      progress: { filesDone: 0, filesTotal: 0, bytesDone: 0, bytesTotal: 0, records: 0 },
      width: 40,
      line: '░░░░░░░░░░   0 %  0/0 files',
    },
  ]
  for (const { name, progress, elapsed, width, line } of cases) {
    test(name, () => assert.equal(renderProgress({ ...PROGRESS, ...progress }, elapsed ?? 15_000, width), line))
  }
})

describe('a progress bar', () => {
  const CLEAR = '\r\u001b[2K'
  const watch = (isTty: boolean): { bar: ProgressBar; written: string[]; wait: (milliseconds: number) => void } => {
    const written: string[] = []
    let time = 1000
    const bar = new ProgressBar({
      terminal: { width: 80, color: false, isTty },
      write: (text) => written.push(text),
      now: () => time,
    })
    return { bar, written, wait: (milliseconds) => (time += milliseconds) }
  }

  test('draws ten times a second at most', () => {
    const { bar, written, wait } = watch(true)
    for (let at = 0; at < 1000; at += 1) {
      bar.update(PROGRESS)
      wait(1)
    }
    assert.equal(written.length, 10)
    assert.ok(written.every((text) => text.startsWith(CLEAR) && !text.includes('\n')))
  })

  test('makes way for other output and comes back', () => {
    const { bar, written, wait } = watch(true)
    bar.update(PROGRESS)
    bar.clear()
    bar.clear()
    assert.equal(written.length, 2)
    assert.equal(written[1], CLEAR)
    wait(100)
    bar.update(PROGRESS)
    assert.equal(written.length, 3)
  })

  test('leaves nothing behind, and stays away', () => {
    const { bar, written, wait } = watch(true)
    bar.update(PROGRESS)
    bar.close()
    assert.equal(written.at(-1), CLEAR)
    wait(1000)
    bar.update(PROGRESS)
    bar.close()
    assert.equal(written.length, 2)
  })

  test('is silent when nobody watches', () => {
    const { bar, written } = watch(false)
    bar.update(PROGRESS)
    bar.close()
    assert.deepEqual(written, [])
  })
})
