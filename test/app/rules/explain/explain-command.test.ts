import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import { runTocsin } from '../../../support/run-tocsin.ts'
import { scratchFolder } from '../../../support/scratch-folder.ts'

const { directory, remove } = scratchFolder()
after(remove)
const write = (name: string, text: string): void => writeFileSync(path.join(directory, name), text)

const RECORD = {
  eventVersion: '1.11',
  eventTime: '2026-01-05T09:30:00Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  eventID: '7d4d7a3c-0000-4000-8000-000000000001',
  awsRegion: 'us-east-1',
  recipientAccountId: '111122223333',
  userIdentity: { type: 'IAMUser', userName: 'Dana' },
  eventType: 'AwsApiCall',
}
write('other.json', JSON.stringify({ ...RECORD, eventName: 'ListUsers' }))
write('two.ndjson', `${JSON.stringify({ ...RECORD, eventName: 'ListUsers' })}\n${JSON.stringify(RECORD)}\n`)
write('broken.json', '{"eventVersion":')
write(
  'rule.yml',
  `title: A user was created
name: created
logsource: {product: aws, service: cloudtrail}
detection:
  selection:
    eventName: CreateUser
    userIdentity.userName|cased: Dana
  filter_robot:
    userIdentity.userName|startswith: robot-
  condition: selection and not filter_robot
---
title: Three of them
correlation: {type: event_count, rules: [created], group-by: [userIdentity.userName], timespan: 1h, condition: {gte: 3}}
`,
)
write(
  'azure.yml',
  `title: Elsewhere
logsource: {product: azure, service: activitylogs}
detection: {selection: {operationName: x}, condition: selection}
`,
)
write('tocsin.yml', 'rules: {dirs: [.], builtin: false}\n')
const run = (...args: readonly string[]): ReturnType<typeof runTocsin> =>
  runTocsin(['rules', 'explain', ...args], { cwd: directory })

describe('rules explain', () => {
  it('shows the condition as a tree, with what the event has, and the one line that is between it and a match', async () => {
    const { code, out } = await run('A user was created', 'other.json')
    assert.equal(code, 0)
    assert.deepEqual(out.trim().split('\n').slice(2), [
      'does not match',
      '',
      '✘ all of',
      '├─ ✘ selection: all of',
      '│  ├─ ✘ eventName is "CreateUser"  ← "ListUsers": another value',
      '│  └─ ✔ userIdentity.userName is "Dana" (with case)  ← "Dana"',
      '└─ ✔ not',
      '   └─ ✘ filter_robot: userIdentity.userName starts with "robot-"  ← "Dana": another value',
      '',
      'One line is between this event and a match:',
      '  line 6: eventName is "CreateUser"  ← "ListUsers": another value',
    ])
  })

  it('takes a record of a file by its number, and a rule by its name', async () => {
    const { out } = await run('created', 'two.ndjson', '--record', '2')
    assert.match(out, /^matches$/m)
  })

  it('explains the rules that a correlation counts', async () => {
    const { out } = await run('Three of them', 'two.ndjson', '-r', '2')
    assert.match(out, /A user was created/)
    assert.match(out, /one of the rules that “Three of them” counts/)
  })

  it('explains every rule of a file', async () => {
    const { json } = await run('rule.yml', 'two.ndjson', '-r', '2', '--json')
    assert.deepEqual(
      json().map(({ matches, notAsked }) => [matches, notAsked]),
      [[true, null]],
    )
  })

  it('says when a rule is not asked at all', async () => {
    const { out } = await run('Elsewhere', 'other.json')
    assert.match(out, /^not asked: the rule is for azure\/activitylogs, the record is aws\/cloudtrail$/m)
  })

  const WRONG: readonly [name: string, args: readonly string[], message: RegExp][] = [
    ['a title with a typing error', ['A user was craeted', 'other.json'], /did you mean “A user was created”\?/],
    ['a file that is not there', ['created', 'nothing.json'], /nothing\.json: there is no such file/],
    ['a record that the file has not', ['created', 'two.ndjson', '-r', '9'], /there is no record 9 \(it holds 2\)/],
    ['a file without a whole record', ['created', 'broken.json'], /broken\.json: there is no record 1 \(/],
    ['an id that the store has not', ['created', '01KE000000AAAAAAAAAAAAAAAA'], /./],
  ]
  for (const [name, args, message] of WRONG) {
    it(`tells ${name}`, async () => {
      const { code, err } = await run(...args)
      assert.equal(code, 1)
      assert.match(err, message)
    })
  }
})
