import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkBacklog, type BacklogFacts } from '../../../../services/app/doctor/checks/check-backlog.ts'
import { checkClock, type ClockFacts } from '../../../../services/app/doctor/checks/check-clock.ts'
import {
  checkConfiguration,
  type ConfigurationFacts,
} from '../../../../services/app/doctor/checks/check-configuration.ts'
import { checkDelivery, type DeliveryFacts } from '../../../../services/app/doctor/checks/check-delivery.ts'
import { checkDisk, type DiskFacts } from '../../../../services/app/doctor/checks/check-disk.ts'
import { checkMachine, type MachineFacts } from '../../../../services/app/doctor/checks/check-machine.ts'
import { checkRetention, type RetentionFacts } from '../../../../services/app/doctor/checks/check-retention.ts'
import { checkLeftovers, checkSources, type SourceFacts } from '../../../../services/app/doctor/checks/check-sources.ts'
import { checkStore, type StoreFacts } from '../../../../services/app/doctor/checks/check-store.ts'
import type { Finding } from '../../../../services/app/doctor/finding.ts'

const NOW = Date.parse('2026-03-14T08:00:00Z')
const HOUR = 3_600_000
const GB = 1024 ** 3

/** What is special about a case, and what the findings must say, in their order: `level what`. */
interface Case<T> {
  readonly name: string
  readonly facts: Partial<T>
  readonly finds: readonly RegExp[]
}

function table<T>(part: string, normal: T, check: (facts: T) => readonly Finding[], cases: readonly Case<T>[]): void {
  describe(`doctor on ${part}`, () => {
    for (const { name, facts, finds } of cases) {
      test(name, () => {
        const found = check({ ...normal, ...facts })
        const lines = found.map(({ level, what }) => `${level} ${what}`)
        assert.equal(lines.length, finds.length, lines.join('\n'))
        for (const [index, line] of lines.entries()) assert.match(line, finds[index] ?? /^$/)
        for (const { level, cure, check: of } of found) {
          assert.equal(cure === '', level === 'ok', 'whatever is not right says what to do')
          assert.match(of, /^[a-z]+$/)
        }
      })
    }
  })
}

const problem = { file: 'tocsin.yml', line: 3, column: 7, path: 'sources[0].type', message: 'no such type', hint: '' }

table<ConfigurationFacts>(
  'the configuration',
  { file: 'tocsin.yml', unreadable: null, problems: [], sources: ['trail'] },
  checkConfiguration,
  [
    { name: 'a good one', facts: {}, finds: [/^ok tocsin\.yml is good: 1 source$/] },
    { name: 'none', facts: { file: null, sources: [] }, finds: [/^warn there is no tocsin\.yml/] },
    { name: 'without sources', facts: { sources: [] }, finds: [/^warn .* no sources: nothing is watched/] },
    {
      name: 'one that cannot be read',
      facts: { unreadable: 'cannot read it' },
      finds: [/^fail cannot read it$/, /^warn .* not looked at/],
    },
    {
      name: 'every problem with its place',
      facts: { problems: [problem, { ...problem, path: '', hint: 'write it so' }] },
      finds: [
        /^fail tocsin\.yml:3:7: sources\[0\]\.type: no such type$/,
        /^fail tocsin\.yml:3:7: no such type$/,
        /^warn .* not looked at/,
      ],
    },
  ],
)

const source: SourceFacts = {
  name: 'trail',
  follow: true,
  paths: [{ path: '/logs', files: 3, isMore: false, unreadable: [] }],
  last: { received: NOW - HOUR, eventTime: NOW - 2 * HOUR },
  checkpoints: 3,
}

table<SourceFacts>('a source', source, (facts) => checkSources([facts], NOW), [
  {
    name: 'one that works',
    facts: {},
    finds: [/^ok trail: \/logs: 3 files$/, /^ok trail: last record received 2026-03-14 07:00:00Z, of 2026-03-14 06:00/],
  },
  {
    name: 'a path that cannot be read',
    facts: { paths: [{ path: '/logs', files: 1, isMore: false, unreadable: ['/logs/a: may not be read'] }] },
    finds: [/^fail trail: cannot read \/logs\/a: may not/, /^ok/],
  },
  {
    name: 'a path without files, and one with more than were counted',
    facts: {
      paths: [
        { path: '/empty', files: 0, isMore: false, unreadable: [] },
        { path: '/many', files: 2000, isMore: true, unreadable: [] },
      ],
    },
    finds: [/^warn trail: \/empty has no files$/, /^ok trail: \/many: more than 2,000 files$/, /^ok/],
  },
  {
    name: 'silent for long',
    facts: { last: { received: NOW - 30 * HOUR, eventTime: null } },
    finds: [/^ok/, /^warn trail: last record received 2026-03-13 02:00:00Z: silent for 1 d 6 h$/],
  },
  {
    name: 'silent for long, but read once only',
    facts: { follow: false, last: { received: NOW - 30 * HOUR, eventTime: null } },
    finds: [/^ok/, /^ok trail: last record/],
  },
  {
    name: 'never heard of',
    facts: { last: null, checkpoints: 0 },
    finds: [/^ok/, /^warn trail: no record among the newest ones stored$/],
  },
  {
    name: 'without a store',
    facts: { last: null, checkpoints: null },
    finds: [/^ok/, /^warn trail: nothing was received yet$/],
  },
  {
    name: 'not heard of for very long',
    facts: { last: null },
    finds: [/^ok/, /^warn .* though 3 files were read before$/],
  },
])

test('doctor finds sources that are configured no more', () => {
  const remembered = new Map([
    ['trail', 3],
    ['old', 1],
  ])
  const [finding, ...others] = checkLeftovers(['trail'], remembered)
  assert.deepEqual(others, [])
  assert.match(finding?.what ?? '', /remembers a source old \(1 file read\)/)
})

const file = { bytes: 5000, isOurs: true, version: 2, current: 2 }

table<StoreFacts>('the store', { directory: '/store', file, writer: 17, open: [], integrity: null }, checkStore, [
  { name: 'a good one', facts: {}, finds: [/^ok \/store: version 2, 4\.9 KB$/, /^ok process 17 runs on it$/] },
  { name: 'none', facts: { file: null }, finds: [/^warn there is no store in \/store yet$/] },
  { name: 'nobody writes', facts: { writer: null }, finds: [/^ok/, /^warn no process runs on it/] },
  { name: 'somebody unknown writes', facts: { writer: 0 }, finds: [/^ok/, /^ok a process runs on it$/] },
  { name: 'an older one', facts: { file: { ...file, version: 1 } }, finds: [/^warn .*an older Tocsin/, /^ok/] },
  { name: 'a newer one', facts: { file: { ...file, version: 9 } }, finds: [/^fail .*a newer Tocsin/, /^ok/] },
  { name: 'not ours', facts: { file: { ...file, isOurs: false } }, finds: [/^fail .*another program$/, /^ok/] },
  {
    name: 'open to others',
    facts: {
      open: [
        { path: '/store', mode: 0o755, isFolder: true },
        { path: '/store/tocsin.db', mode: 0o44, isFolder: false },
      ],
    },
    finds: [/^ok/, /^ok/, /^warn .* \/store \(mode 0755\)$/, /^warn .*tocsin\.db \(mode 0044\)$/],
  },
  { name: 'whole', facts: { integrity: [] }, finds: [/^ok/, /^ok/, /^ok the integrity check found nothing/] },
  {
    name: 'damaged in many places',
    facts: { integrity: Array.from({ length: 7 }, (_, n) => `page ${n}`) },
    finds: [/^ok/, /^ok/, ...Array.from({ length: 5 }, () => /^fail damaged: page/), /^fail 2 more damages$/],
  },
])

table<BacklogFacts>('what waits', { waiting: 0, deadLetters: {}, isRunning: true }, checkBacklog, [
  { name: 'nothing', facts: {}, finds: [/^ok every record was handled$/, /^ok no dead letters$/] },
  { name: 'some, handled now', facts: { waiting: 900 }, finds: [/^ok 900 records/, /^ok/] },
  { name: 'some, and nobody handles them', facts: { waiting: 1, isRunning: false }, finds: [/^warn 1 record/, /^ok/] },
  { name: 'very many', facts: { waiting: 90_000 }, finds: [/^warn 90,000 records/, /^ok/] },
  {
    name: 'dead letters',
    facts: { deadLetters: { 'no-event-time': 2, 'not-json': 1200 } },
    finds: [/^ok/, /^warn 1,202 records could not be read \(not-json 1,200, no-event-time 2\)$/],
  },
])

table<DiskFacts>(
  'the disk',
  { free: 50 * GB, total: 100 * GB, minFree: GB, growthPerDay: null, fileSystem: 'ext4' },
  checkDisk,
  [
    { name: 'room enough', facts: {}, finds: [/^ok 50 GB free of 100 GB$/, /^ok file system ext4$/] },
    {
      name: 'how long it lasts',
      facts: { growthPerDay: GB },
      finds: [/^ok .* enough for about 50 days at 1 GB a day$/, /^ok/],
    },
    { name: 'it does not last a week', facts: { growthPerDay: 10 * GB }, finds: [/^warn .* about 5 days/, /^ok/] },
    { name: 'it lasts for ever', facts: { growthPerDay: 1 }, finds: [/^ok 50 GB free of 100 GB$/, /^ok/] },
    { name: 'less than was asked for', facts: { free: GB - 1 }, finds: [/^warn/, /^ok/] },
    { name: 'nearly full', facts: { free: 500 }, finds: [/^fail 500 B free/, /^ok/] },
    { name: 'not known', facts: { free: null, fileSystem: null }, finds: [/^warn how much room/] },
    { name: 'NFS', facts: { fileSystem: 'nfs4' }, finds: [/^ok/, /^warn .*network file system \(nfs4\)/] },
    { name: 'a share', facts: { fileSystem: 'cifs' }, finds: [/^ok/, /^warn .*network file system/] },
    { name: 'sshfs', facts: { fileSystem: 'fuse.sshfs' }, finds: [/^ok/, /^warn .*network file system/] },
    { name: 'memory', facts: { fileSystem: 'tmpfs' }, finds: [/^ok/, /^warn .*in memory/] },
  ],
)

table<ClockFacts>('the clock', { now: NOW, newestReceived: NOW - 5, newestEvent: NOW - HOUR, others: [] }, checkClock, [
  { name: 'nothing to say', facts: {}, finds: [/^ok 2026-03-14 08:00:00Z$/] },
  { name: 'an empty store', facts: { newestReceived: null, newestEvent: null }, finds: [/^ok/] },
  {
    name: 'others agree',
    facts: { others: [{ who: 'a.example.com', ahead: -900 }] },
    finds: [/^ok .*, as a\.example\.com says$/],
  },
  {
    name: 'it is behind',
    facts: { others: [{ who: 'a', ahead: -HOUR }] },
    finds: [/^fail the clock is 1 h behind that of a$/],
  },
  {
    name: 'it is ahead',
    facts: { others: [{ who: 'a', ahead: 61_000 }] },
    finds: [/^fail the clock is 1 min 1 s ahead of/],
  },
  {
    name: 'it went back',
    facts: { newestReceived: NOW + HOUR },
    finds: [/^fail the clock went back: .* in 1 h from now$/],
  },
  {
    name: 'an event of tomorrow',
    facts: { newestEvent: NOW + 24 * HOUR },
    finds: [/^warn the newest event is of 2026-03-15/],
  },
  { name: 'an event a little early', facts: { newestEvent: NOW + 60_000 }, finds: [/^ok/] },
])

table<DeliveryFacts>(
  'delivery',
  { destinations: ['ops'], secretProblems: [], reached: null, counts: [], isRunning: true },
  (facts) => checkDelivery(facts, NOW),
  [
    { name: 'nobody', facts: { destinations: [] }, finds: [/^warn nobody is paged/] },
    { name: 'somebody', facts: {}, finds: [/^ok 1 destination: ops; secrets are there$/] },
    { name: 'a secret that is missing', facts: { secretProblems: ['needs X'] }, finds: [/^fail needs X$/] },
    {
      name: 'hosts',
      facts: {
        reached: [
          { destination: 'ops', host: 'a.example.com', fault: null },
          { destination: 'soc', host: 'b.example.com', fault: 'refused' },
        ],
      },
      finds: [/^ok/, /^ok ops: a\.example\.com answers$/, /^fail soc: b\.example\.com does not answer: refused$/],
    },
    {
      name: 'messages in every state',
      facts: {
        counts: ['accepted', 'expired', 'refused', 'skipped', 'waiting'].map((state) => ({
          destination: 'ops',
          state,
          count: 2,
          oldest: NOW - 1000,
        })),
      },
      finds: [/^ok/, /^warn .*never told/, /^warn .*refused for good/, /^ok ops: 2 messages on the way$/],
    },
    {
      name: 'messages that wait for long, and of a destination that is gone',
      facts: {
        counts: [
          { destination: 'ops', state: 'waiting', count: 1, oldest: NOW - HOUR },
          { destination: 'gone', state: 'waiting', count: 1, oldest: 0 },
        ],
      },
      finds: [/^ok/, /^warn ops: 1 message wait, the oldest for 1 h$/],
    },
    {
      name: 'messages that nobody delivers',
      facts: { isRunning: false, counts: [{ destination: 'ops', state: 'waiting', count: 1, oldest: NOW }] },
      finds: [/^ok/, /^warn ops: 1 message wait$/],
    },
  ],
)

table<RetentionFacts>(
  'retention',
  { bytes: 3 * GB, free: GB, maxBytes: null, ranAt: NOW - HOUR, cutFrom: null, isRunning: true },
  (facts) => checkRetention(facts, NOW),
  [
    { name: 'no budget', facts: {}, finds: [/^ok 2 GB in use, no budget/, /^ok retention ran last 2026-03-14 07:00/] },
    { name: 'within it', facts: { maxBytes: 4 * GB }, finds: [/^ok 3 GB of 4 GB/, /^ok/] },
    { name: 'over it', facts: { maxBytes: 2 * GB }, finds: [/^warn over the budget: 3 GB of 2 GB/, /^ok/] },
    { name: 'it cut', facts: { cutFrom: NOW }, finds: [/^ok/, /^warn .*whole only from 2026-03-14/, /^ok/] },
    { name: 'late', facts: { ranAt: NOW - 48 * HOUR }, finds: [/^ok/, /^warn retention ran last/] },
    { name: 'never, and somebody runs', facts: { ranAt: null }, finds: [/^ok/, /^warn retention has not run yet$/] },
    { name: 'never, and nobody runs', facts: { ranAt: null, isRunning: false }, finds: [/^ok/, /^ok/] },
  ],
)

table<MachineFacts>(
  'the machine',
  { node: '26.10.0', memory: 8 * GB, heap: 4 * GB, temp: '/tmp', tempFault: null },
  checkMachine,
  [
    { name: 'a good one', facts: {}, finds: [/^ok Node 26/, /^ok 8 GB of memory, heap up to 4 GB$/, /^ok \/tmp can/] },
    { name: 'an old Node', facts: { node: '18.2.0' }, finds: [/^fail Node 18\.2\.0 is too old$/, /^ok/, /^ok/] },
    { name: 'little memory', facts: { memory: GB / 4 }, finds: [/^ok/, /^warn 256 MB/, /^ok/] },
    {
      name: 'no temporary files',
      facts: { tempFault: 'read-only' },
      finds: [/^ok/, /^ok/, /^warn \/tmp cannot be written: read-only$/],
    },
  ],
)
