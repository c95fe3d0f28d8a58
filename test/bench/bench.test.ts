import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { scratchFolder } from '../support/scratch-folder.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const RECORDS = 300
const NAMES = ['json-parse', 'gunzip+framing', 'decode+map', 'decode+map+rules', 'detect only', 'hunt', 'pipeline']

/** Runs the benchmark on few records, with `directory` as the folder for temporary files. */
function bench(directory: string, ...args: readonly string[]): { code: number | null; out: string; err: string } {
  const command = [path.join(ROOT, 'bench/main.ts'), '--records', String(RECORDS), '--rounds', '1', ...args]
  const env = { ...process.env, TMPDIR: directory, TEMP: directory, TMP: directory, NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { env, encoding: 'utf8', timeout: 120_000 })
  return { code: status, out: stdout, err: stderr }
}

describe('the benchmark', () => {
  const { directory, remove } = scratchFolder()

  it('measures both sets of records: for each a figure a line, by CPU time and by the clock', () => {
    const { code, out, err } = bench(directory, '--json')
    assert.equal(code, 0, err)
    const lines = out.trim().split('\n')
    const all = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual(
      all.map(({ shape }) => shape),
      ['day', 'real'].flatMap((shape) => Array.from({ length: 2 * NAMES.length }, () => shape)),
    )
    checkFigures(all.slice(0, 2 * NAMES.length))
    checkFigures(all.slice(2 * NAMES.length))
  })

  function checkFigures(figures: readonly Record<string, unknown>[]): void {
    const [byCpu, byClock] = [figures.slice(0, NAMES.length), figures.slice(NAMES.length)]
    for (const [part, unit] of [
      [byCpu, 'records/CPU-second'],
      [byClock, 'records/second'],
    ] as const) {
      assert.deepEqual(
        part.map((figure) => figure['name']),
        NAMES,
      )
      for (const { value, unit: given, spread } of part) {
        assert.equal(given, unit)
        assert.ok(Number.isInteger(value) && Number(value) > 0)
        assert.deepEqual(spread, [value, value], 'one round has no spread')
      }
    }
    assert.equal(byCpu[0]?.['share'], 1, 'the ceiling is its own measure')
    assert.ok(byCpu.every(({ share }) => Number(share) > 0))
    assert.ok(byClock.every(({ share }) => share === null))
  }

  it('uses its records again and leaves no store behind', () => {
    const { code, out, err } = bench(directory, '--shape', 'real', '--only', 'pipeline')
    assert.equal(code, 0, err)
    assert.match(out, /^WHAT .*RECORDS\/CPU-S/m)
    assert.match(out, /^json-parse /m)
    assert.match(out, /^pipeline /m)
    assert.doesNotMatch(out, /^hunt /m)
    const kept = ['day', 'real'].map((shape) => `tocsin-bench-${shape}-1-${RECORDS}`)
    assert.deepEqual(readdirSync(directory).toSorted(), kept)
  })

  for (const [args, message] of [
    [['--only', 'nothing'], /--only takes one of: json-parse, /],
    [['--shape', 'round'], /--shape takes one of: day, real, both/],
    [['--records', '0'], /--records takes a whole number above 0/],
    [['--rounds', 'many'], /--rounds takes a whole number above 0/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, () => {
      const { code, err } = bench(directory, ...args)
      assert.notEqual(code, 0)
      assert.match(err, message)
    })
  }

  it('cleans up', remove)
})
