import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, it } from 'node:test'
import { CASES } from '../../bench/stateful/cases.ts'

const MAIN = path.resolve(import.meta.dirname, '../../bench/stateful/main.ts')

/** Runs the benchmark small. How quick it was is no question here. */
function bench(...args: readonly string[]): { out: string; err: string; code: number | null } {
  const command = [MAIN, '--hits', '3000', '--groups', '200', ...args]
  const env = { ...process.env, NO_COLOR: '1' }
  const { stdout, stderr, status } = spawnSync(process.execPath, command, { env, encoding: 'utf8', timeout: 120_000 })
  return { out: stdout, err: stderr, code: status }
}

describe('the benchmark of rules over many events', () => {
  it('measures every case', () => {
    const { out, err } = bench('--json')
    assert.equal(err, '')
    const figures = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual(
      figures.map(({ name }) => name),
      [...CASES, 'bytes'],
    )
    for (const { rate, ceiling } of figures) assert.ok(Number(rate) > 0 && Number(ceiling) > 0)
    const large = figures.find(({ name }) => name === 'large')
    assert.equal(large?.['hits'], 2000)
    assert.ok(Number(figures.find(({ name }) => name === 'fires')?.['firings']) > 0)
  })

  it('tells what a group takes: more than a hundred bytes, fewer than four hundred', () => {
    const { out } = bench('--json', '--only', 'large', '--groups', '100000')
    const { bytes } = JSON.parse(out) as { bytes: number }
    assert.ok(bytes > 100 && bytes < 400, `${bytes} bytes`)
  })

  it('prints one case as a table with what it is', () => {
    const { out } = bench('--only', 'count')
    assert.match(out, /HITS\/CPU-S/)
    assert.match(out, /count {2}event_count/)
  })

  it('says which cases there are', () => {
    const { err, code } = bench('--only', 'nothing')
    assert.equal(code, 1)
    assert.match(err, /--only takes one of: count/)
  })
})
