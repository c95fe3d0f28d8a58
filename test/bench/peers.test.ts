import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { scratchFolder } from '../support/scratch-folder.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const SKIP = !existsSync('/proc/self/stat') && 'needs Linux'

const { directory, remove } = scratchFolder()

function bench(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const command = [path.join(ROOT, 'bench/peers/main.ts'), '--events', '200', '--rounds', '1', ...args]
  const env = { ...process.env, PATH: '/usr/bin:/bin', TMPDIR: directory, NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { env, encoding: 'utf8', timeout: 120_000 })
  return { code: status, out: stdout, err: stderr }
}

/** A program that answers as rsigma does: it finds one rule in the first three records, and no other. */
function pretender(): string {
  const file = path.join(directory, 'pretender.mjs')
  const lines = [
    `#!${process.execPath}`,
    "import { readFileSync } from 'node:fs'",
    "if (process.argv[2] === '--version') console.log('rsigma of a test')",
    "else for (const _ of readFileSync(0, 'utf8').split('\\n').slice(0, 3)) console.log('{\"rule_id\":\"one\"}')",
  ]
  writeFileSync(file, lines.join('\n'))
  chmodSync(file, 0o755)
  return file
}

describe('the benchmark beside the peer', { skip: SKIP }, () => {
  it('tells our figures alone where the peer is not there, and how to build it', () => {
    const { code, out, err } = bench('--only', 'every-modifier')
    assert.equal(code, 0, err)
    assert.match(out, /rsigma is not there.*\ncargo install rsigma@/s)
    assert.match(out, /^\| every-modifier.*\| real \|.*\| – \| \d+k .*\| – \|/m)
    assert.match(out, /^\| every-modifier.*\| day \|/m)
  })

  it('compares what both find, rule by rule', () => {
    const { code, out, err } = bench('--only', 'every-modifier', '--json', '--rsigma', pretender())
    assert.equal(code, 0, err)
    const [first] = out.trim().split('\n')
    const row = JSON.parse(first ?? '') as Record<string, unknown>
    assert.equal(row['data'], 'real')
    assert.ok(Number(row['ratio']) > 0)
    const { differences } = row['comparison'] as { differences: { rule: string; theirs: number; ours: number }[] }
    assert.deepEqual(
      differences.filter(({ rule }) => rule === 'one'),
      [{ rule: 'one', theirs: 3, ours: 0 }],
    )
  })

  for (const [args, message] of [
    [['--only', 'nothing'], /--only takes: matches, /],
    [['--events', '0'], /--events takes a whole number above 0/],
    [['--rsigma', '/nowhere/rsigma'], /there is no rsigma at/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, () => {
      const { code, err } = bench(...args)
      assert.notEqual(code, 0)
      assert.match(err, message)
    })
  }

  it('cleans up', remove)
})
