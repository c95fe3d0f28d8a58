import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, it } from 'node:test'

const ROOT = path.resolve(import.meta.dirname, '../..')

function bench(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const command = [path.join(ROOT, 'bench/load/main.ts'), '--rounds', '1', ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 120_000 })
  return { code: status, out: stdout, err: stderr }
}

describe('the benchmark of loading', () => {
  it('tells time and memory of the rules in a folder', () => {
    const { code, out, err } = bench('--json', '--rules', path.join(ROOT, 'detections'))
    assert.equal(code, 0, err)
    const figures = JSON.parse(out) as Record<string, number>
    for (const name of ['files', 'rules', 'compiled', 'load', 'grown', 'kept', 'before', 'after']) {
      assert.ok(Number(figures[name]) > 0, name)
    }
  })

  it('refuses what is no number of rounds', () => {
    const { code, err } = bench('--rounds', 'many')
    assert.notEqual(code, 0)
    assert.match(err, /--rounds takes a whole number above 0/)
  })
})
