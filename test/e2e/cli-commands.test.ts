import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { runTocsin, type Run } from '../support/run-tocsin.ts'
import { startTocsin, until } from '../support/tocsin-process.ts'
import { scratchFolder } from '../support/scratch-folder.ts'

/** Every command on the store that the demo leaves: what `npm start` shows a stranger. */
describe('after the demo', () => {
  const { directory, remove } = scratchFolder()
  const tocsin = (...args: string[]): Promise<Run> => runTocsin([...args, '--data', directory])
  let demo: Run
  before(async () => {
    demo = await tocsin('demo', '--once')
  })
  after(remove)

  it('the attack has rung: who, what, where and what to do', () => {
    assert.equal(demo.code, 0, demo.err)
    for (const words of [
      /CRITICAL {2}Administrator policy attached/,
      /CRITICAL {2}SSH, RDP or all ports opened to the Internet/,
      /CRITICAL {2}CloudTrail stopped or deleted/,
      /CRITICAL {2}KMS key scheduled for deletion/,
      /CRITICAL {2}Root user signed in to the console without a second factor/,
      /MEDIUM {4}Access key used from a new network/,
      /HIGH {6}Many different operations of one caller refused/,
      /HIGH {6}Console login after many failures/,
      /MEDIUM {4}First change in a region/,
      /who {5}support-tools/,
      /where {3}account 111122223333, eu-central-1, from 203\.0\.113\.66/,
      /do {6}1\. /,
      /alerts list --data/,
    ]) {
      assert.match(demo.out, words)
    }
  })

  it('its alerts can be listed, shown, acknowledged, closed and noted', async () => {
    const list = (await tocsin('alerts', 'list', '--json')).json()
    assert.ok(list.length >= 12)
    const [alert] = list
    const id = String(alert?.['id'])
    assert.equal((await tocsin('alerts', 'show', '--json', id.slice(0, 6))).json()[0]?.['id'], id)
    const steps: readonly [string, string[], string][] = [
      ['ack', ['looking', 'at', 'it'], 'acknowledged'],
      ['note', ['a test'], 'acknowledged'],
      ['close', [], 'closed'],
      ['close', [], 'closed'],
    ]
    for (const [name, text, status] of steps) {
      const run = await tocsin('alerts', name, id.slice(0, 6).toLowerCase(), ...text, '--by', 'dana', '--json')
      assert.equal(run.json()[0]?.['status'], status, `${name}: ${run.err}`)
    }
    const shown = (await tocsin('alerts', 'show', '--json', id)).json()[0]
    assert.ok(shown)
    assert.equal(shown['version'], Number(alert?.['version']) + 3)
    assert.equal((shown['notes'] as unknown[]).length, 1)
    assert.match((await tocsin('alerts', 'show', id)).out, /dana acknowledged: looking at it/)
    const left = (await tocsin('alerts', 'list', '--json')).json()
    assert.deepEqual([left.length, left.some((one) => one['id'] === id)], [list.length - 1, false])
    assert.equal((await tocsin('alerts', 'list', '--all', '--json')).json().length, list.length)
  })

  it('its events can be searched', async () => {
    const found = (
      await tocsin('events', 'search', '--json', 'user.name:support-tools', 'and', 'event.action:Delete*')
    ).json()
    assert.ok(found.length > 0)
    const table = await tocsin('events', 'search', '-n', '3', 'tocsin.error.class:authorization')
    assert.equal(table.out.trimEnd().split('\n').length, 4)
    const nothing = await tocsin('events', 'search', 'user.name:nobody')
    assert.deepEqual([nothing.code, nothing.out], [0, ''])
  })

  it('a wrong query is told with its place, an unknown field with what was meant', async () => {
    const wrong = await tocsin('events', 'search', 'user.name:(a or')
    assert.equal(wrong.code, 1)
    assert.match(wrong.err, /\n +user\.name:\(a or\n +\^/)
    assert.match((await tocsin('events', 'search', 'user.nam:a')).err, /user\.name/)
  })

  it('status counts what there is', async () => {
    const [status] = (await tocsin('status', '--json')).json()
    assert.ok(status)
    assert.ok(Number((status['events'] as Record<string, unknown>)['total']) > 1000)
    assert.deepEqual([status['waiting'], status['writer'], status['deadLetters']], [0, null, 0])
    assert.match((await tocsin('status')).out, /^rules +\d+ on, \d+ blind$/m)
  })

  const MISTAKES: readonly { name: string; args: readonly string[]; says: RegExp }[] = [
    {
      name: 'an alert that does not exist',
      args: ['alerts', 'show', 'ZZZZZZZZ'],
      says: /no alert has the id ZZZZZZZZ/,
    },
    {
      name: 'a dead letter that does not exist',
      args: ['dead-letters', 'show', 'ZZZZ'],
      says: /no dead letter has the id ZZZZ/,
    },
    {
      name: 'a status that does not exist',
      args: ['alerts', 'list', '--status', 'lost'],
      says: /open, acknowledged, closed/,
    },
    { name: 'a reason that does not exist', args: ['dead-letters', 'list', '--reason', 'bad'], says: /not-json/ },
    { name: 'a limit of nothing', args: ['alerts', 'list', '--limit', '0'], says: /whole number from 1 on/ },
    { name: 'a note without a word', args: ['alerts', 'note', 'ABCD'], says: /missing required argument 'text'/ },
  ]
  for (const { name, args, says } of MISTAKES) {
    it(`${name} is told, with exit code 1`, async () => {
      const run = await tocsin(...args)
      assert.equal(run.code, 1)
      assert.match(run.err, says)
      assert.doesNotMatch(run.err, /\n {4}at /, 'a stack is no message')
    })
  }
})

describe('the demo, live', () => {
  it('plays within seconds, and Ctrl-C leaves a store that can be read', async (test) => {
    const { directory, remove } = scratchFolder()
    test.after(remove)
    const demo = startTocsin(directory, 'demo')
    await until('the first line', () => demo.stdout() !== '')
    const started = performance.now()
    await until('the first events', () => demo.stdout().includes('the first events are in'))
    assert.ok(performance.now() - started < 3000)
    demo.kill('SIGINT')
    const { code, stdout, stderr } = await demo.ended
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /Point it at your own logs/)
    // Without a store of one's own, the demo's is shown, and that is said.
    const list = await runTocsin(['alerts', 'list'], { cwd: directory, env: { XDG_STATE_HOME: '', HOME: directory } })
    assert.equal(list.code, 0)
    assert.match(list.err, /showing what the demo left in/)
    const events = await runTocsin(['events', 'search', '--json', '-n', '1'], {
      cwd: directory,
      env: { XDG_STATE_HOME: '', HOME: directory },
    })
    assert.equal(events.json().length, 1)
  })
})

describe('without a store', () => {
  it('a command says where it looked and what to do', async (test) => {
    const { directory, remove } = scratchFolder()
    test.after(remove)
    const run = await runTocsin(['alerts', 'list', '--data', path.join(directory, 'none')])
    assert.equal(run.code, 1)
    assert.match(run.err, /no store/i)
    const state = await runTocsin(['status'], { cwd: directory, env: { XDG_STATE_HOME: directory } })
    assert.equal(state.code, 1)
  })
})

describe('rules', () => {
  const { directory, remove } = scratchFolder()
  after(remove)

  it('list names those that are blind', async () => {
    const run = await runTocsin(['rules', 'list', '--json'], { cwd: directory })
    const rules = run.json()
    assert.ok(rules.length >= 15)
    assert.ok(rules.some((rule) => String(rule['blind']).includes('usual_regions')))
    assert.match((await runTocsin(['rules', 'list', '--min-level', 'critical'], { cwd: directory })).out, /CRITICAL/)
  })

  it('check and test are content with the built-in ones', async () => {
    const check = await runTocsin(['rules', 'check'], { cwd: directory })
    assert.deepEqual([check.code, check.out], [0, ''])
    const test = await runTocsin(['rules', 'test'], { cwd: directory })
    assert.equal(test.code, 0, test.out)
    assert.match(test.err, /^\d+ passed, 0 failed$/m)
  })

  it('check tells every problem with file, line and column, and ends with 1', async () => {
    const file = path.join(directory, 'broken.yml')
    await writeFile(
      file,
      'title: a\nlogsource: { product: aws }\ndetection:\n  sel: { eventName|glob: x }\n  condition: sel\n',
    )
    const run = await runTocsin(['rules', 'check', file], { cwd: directory })
    assert.equal(run.code, 1)
    assert.match(run.out, /broken\.yml:4:\d+: error: .*glob/)
    const [problem] = (await runTocsin(['rules', 'check', '--json', file], { cwd: directory })).json()
    assert.deepEqual([problem?.['severity'], problem?.['line']], ['error', 4])
  })

  it('a configuration mutes and changes the level of a rule without touching its file', async () => {
    const file = path.join(directory, 'tocsin.yml')
    await writeFile(
      file,
      'rules:\n  disable: [Administrator policy attached]\n  levels: { IAM user created: critical }\nlists: { usual_regions: [eu-central-1] }\n',
    )
    const rules = (await runTocsin(['rules', 'list', '--json', '--config', file])).json()
    assert.ok(rules.every((rule) => rule['title'] !== 'Administrator policy attached'))
    assert.equal(rules.find((rule) => rule['title'] === 'IAM user created')?.['level'], 'critical')
    assert.ok(rules.every((rule) => !String(rule['blind']).includes('usual_regions')))
  })
})

describe('config check', () => {
  it('tells all problems at once, with line and column', async (test) => {
    const { directory, remove } = scratchFolder()
    test.after(remove)
    const file = path.join(directory, 'bad.yml')
    await writeFile(file, 'colour: red\nsources:\n  - { name: a, collector: files }\n')
    const run = await runTocsin(['config', 'check', file])
    assert.equal(run.code, 1)
    assert.match(run.err, /bad\.yml:1:1: colour: unknown key/)
    assert.match(run.err, /bad\.yml:3:\d+: sources\[0\]: paths is missing/)
    const start = await runTocsin(['start', '--config', file])
    assert.equal(start.code, 1)
    assert.match(start.err, /2 problems/)
  })
})
