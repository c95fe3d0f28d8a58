import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ROOT } from '../support/run-tocsin.ts'
import { scratchFolder } from '../support/scratch-folder.ts'

/** The launcher on a small program in a repository of its own, as if everything had been installed before. */

const PROGRAM = `
const [what, ...rest] = process.argv.slice(2)
if (what === 'wait') {
  process.on('SIGTERM', () => process.exit(7))
  setInterval(() => {}, 1000)
  console.log('waiting')
} else if (what === 'exit') process.exit(Number(rest[0]))
else console.log(JSON.stringify({ args: process.argv.slice(2), cache: process.env.NODE_COMPILE_CACHE, name: process.env.TOCSIN_PROGRAM }))
`

describe('the launcher', () => {
  const { directory, remove } = scratchFolder()
  const repository = path.join(directory, 'a path with blanks', 'tocsin')
  const launcher = path.join(repository, 'bin/tocsin.mjs')

  const stamp = (lock: string): string => createHash('sha256').update(readFileSync(lock)).digest('hex')
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [launcher, ...args], {
      encoding: 'utf8',
      cwd: directory,
      env: { ...cleanEnvironment(), ...env },
    })

  before(() => {
    mkdirSync(path.join(repository, 'services/app'), { recursive: true })
    mkdirSync(path.join(repository, 'node_modules'))
    cpSync(path.join(ROOT, 'bin'), path.join(repository, 'bin'), { recursive: true })
    for (const file of ['package.json', 'package-lock.json']) cpSync(path.join(ROOT, file), path.join(repository, file))
    writeFileSync(path.join(repository, 'services/app/main.ts'), PROGRAM)
    writeFileSync(path.join(repository, 'other file.mjs'), "console.log('other', ...process.argv.slice(2))\n")
    writeFileSync(
      path.join(repository, 'node_modules/.tocsin-stamp'),
      stamp(path.join(repository, 'package-lock.json')),
    )
  })
  after(remove)

  it('runs the program with its arguments, from a path with blanks', () => {
    const { stdout, status } = run(['hunt', '--json', 'a b', ''])
    assert.equal(status, 0)
    assert.deepEqual(JSON.parse(String(stdout)).args, ['hunt', '--json', 'a b', ''])
  })

  it('fetches nothing when the Node that runs it is new enough: there is no runtime folder here', () => {
    const { stderr } = run(['x'])
    assert.equal(String(stderr), '')
  })

  it('runs another file with --exec', () => {
    assert.equal(String(run(['--exec', 'other file.mjs', 'a', 'b c']).stdout), 'other a b c\n')
  })

  for (const code of [0, 2, 3])
    it(`passes exit code ${code} on`, () => assert.equal(run(['exit', String(code)]).status, code))

  it('passes a signal on and ends with what the program ends with', async () => {
    const child = spawn(process.execPath, [launcher, 'wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: cleanEnvironment(),
    })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill('SIGTERM')
    assert.equal(await new Promise((resolve) => child.on('exit', resolve)), 7)
  })

  it('takes under a second before the first line of a second start', () => {
    run(['x'])
    const started = performance.now()
    run(['x'])
    assert.ok(performance.now() - started < 1000)
  })

  it('keeps the compile cache in the repository, and elsewhere when that is read-only', (test) => {
    assert.equal(JSON.parse(String(run(['x']).stdout)).cache, path.join(repository, '.cache/v8'))
    if (process.getuid?.() === 0) return test.skip('root may write everywhere')
    rmSync(path.join(repository, '.cache'), { recursive: true, force: true })
    chmodSync(repository, 0o555)
    const { stdout, status } = run(['x'], { XDG_CACHE_HOME: path.join(directory, 'caches') })
    chmodSync(repository, 0o755)
    assert.equal(status, 0)
    assert.equal(JSON.parse(String(stdout)).cache, path.join(directory, 'caches/tocsin/v8'))
    return undefined
  })

  it('says what to do when something must be installed into a folder that cannot be written', (test) => {
    if (process.getuid?.() === 0) return test.skip('root may write everywhere')
    const file = path.join(repository, 'node_modules/.tocsin-stamp')
    const current = readFileSync(file)
    writeFileSync(file, 'old')
    chmodSync(repository, 0o555)
    const { stderr, status } = run(['x'])
    chmodSync(repository, 0o755)
    writeFileSync(file, current)
    assert.equal(status, 1)
    assert.match(String(stderr), /cannot be written\. Start once as a user who may/)
    return undefined
  })

  it('can be called through a link, as package managers do', () => {
    const link = path.join(directory, 'tocsin')
    symlinkSync(launcher, link)
    const { stdout } = spawnSync(process.execPath, [link, 'x'], { encoding: 'utf8', env: cleanEnvironment() })
    assert.deepEqual(JSON.parse(stdout).args, ['x'])
  })
})

/** Our own environment without what a launcher around these tests has set. */
function cleanEnvironment(): Record<string, string | undefined> {
  const { NODE_COMPILE_CACHE: _, TOCSIN_PROGRAM: __, NODE_TEST_CONTEXT: ___, ...rest } = process.env
  return rest
}
