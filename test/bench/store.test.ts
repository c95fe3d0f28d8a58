import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, it } from 'node:test'
import { scratchFolder } from '../support/scratch-folder.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const RECORDS = 3000

/** Runs a part of the benchmark and gives the objects it writes. How quick it was is no question here. */
function bench(directory: string, ...args: readonly string[]): { figures: Record<string, unknown>[]; err: string } {
  const command = [path.join(ROOT, 'bench/store/main.ts'), ...args, '--json']
  const env = { ...process.env, TMPDIR: directory, TEMP: directory, TMP: directory, NO_COLOR: '1' }
  const { stdout, stderr } = spawnSync(process.execPath, command, { env, encoding: 'utf8', timeout: 120_000 })
  const lines = stdout.trim().split('\n')
  return { figures: lines.filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>), err: stderr }
}

describe('the benchmark of the store', () => {
  const { directory, remove } = scratchFolder()
  const store = path.join(directory, 'store')

  it('soaks: memory in steps, then CPU by thread', () => {
    const { figures, err } = bench(directory, 'soak', '--records', String(RECORDS), '--days', '1', '--store', store)
    assert.equal(err, '')
    const samples = figures.slice(0, -1)
    assert.equal(samples.at(-1)?.['records'], RECORDS)
    assert.ok(samples.every(({ rss, heap }) => Number(rss) > Number(heap)))
    const { cpu, growth } = figures.at(-1) ?? {}
    assert.ok(Number(Object(cpu).main) > 0)
    assert.equal(typeof growth, 'number')
  })

  it('searches that store while another process writes into it', () => {
    const { figures, err } = bench(directory, 'search', '--store', store, '--rounds', '1', '--rate', '100')
    assert.equal(err, '')
    assert.ok(figures.length > 10)
    assert.ok(figures.some(({ found }) => Number(found) > 0))
    for (const { p50, first } of figures) assert.ok(Number(p50) >= 0 && Number(first) > 0)
  })

  it('measures latency at a steady rate', () => {
    const { figures, err } = bench(directory, 'latency', '--rate', '2000', '--seconds', '2')
    assert.equal(err, '')
    const [{ all, alerted, records, alerts } = {}] = figures
    assert.ok(Number(records) > 0 && Number(alerts) > 0)
    for (const { p50, max } of [Object(all), Object(alerted)]) assert.ok(p50 > 0 && max >= p50)
  })

  for (const [args, message] of [
    [[], /what to measure: soak, latency, search/],
    [['search'], /search takes --store DIR/],
    [['soak', '--records', 'many'], /--records takes a whole number above 0/],
  ] as const) {
    it(`refuses ${args.join(' ') || 'nothing'}`, () => assert.match(bench(directory, ...args).err, message))
  }

  it('cleans up', remove)
})
