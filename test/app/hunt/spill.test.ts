import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { FileSpill } from '../../../services/app/hunt/spill.ts'
import { AppError } from '../../../services/core/errors.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

describe('runs of lines in files', () => {
  it('are read as they were written, any number of times, and are gone afterwards', () => {
    const { directory, remove } = scratchFolder()
    const runs = [
      ['one', 'ünïcode \u{1F600}'],
      [],
      Array.from({ length: 9000 }, (_, at) => `${at} ${'ö'.repeat(at % 90)}`),
    ]
    const spill = new FileSpill(directory)
    assert.deepEqual(readdirSync(directory), [], 'nothing is made before it is needed')
    for (const run of runs) spill.write(run)
    for (let time = 0; time < 2; time += 1)
      assert.deepEqual(
        spill.runs().map((run) => [...run]),
        runs,
      )
    const [folder = ''] = readdirSync(directory)
    const [file = ''] = readdirSync(path.join(directory, folder))
    assert.equal(statSync(path.join(directory, folder, file)).mode & 0o777, 0o600, 'nobody else may read them')
    spill.close()
    spill.close()
    assert.deepEqual([readdirSync(directory), spill.runs()], [[], []])
    remove()
  })

  it('are gone also when reading ends early and writing fails', () => {
    const { directory, remove } = scratchFolder()
    const spill = new FileSpill(directory)
    spill.write(['a', 'b', 'c'])
    for (const run of spill.runs()) for (const line of run) if (line === 'a') break
    assert.throws(
      () =>
        spill.write(
          (function* () {
            yield 'a'
            throw new Error('no more')
          })(),
        ),
      /no more/,
    )
    spill.close()
    assert.deepEqual(readdirSync(directory), [])
    remove()
  })

  it('say what is wrong when the folder cannot be used', () => {
    const spill = new FileSpill(path.join(import.meta.dirname, 'there-is-no-such-folder'))
    assert.throws(
      () => spill.write(['a']),
      (error) => error instanceof AppError && error.code === 'STORE_FAILED',
    )
    spill.close()
  })
})
