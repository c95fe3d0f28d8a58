import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkCorrelation, type CorrelationFacts } from '../../../../services/app/doctor/checks/check-correlation.ts'
import type { HealthFact } from '../../../../services/app/store/stateful-status.ts'

const NOW = Date.parse('2026-03-14T08:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR

const NORMAL: CorrelationFacts = {
  rules: 4,
  completeUpTo: new Map([['aws.cloudtrail', NOW - HOUR]]),
  waitingHits: 0,
  health: [],
  warming: [],
  newestEvent: NOW - 60_000,
  isRunning: true,
}

function health(name: string, kind: HealthFact['kind'], ago: number, count = 3): HealthFact {
  return { name, kind, ruleId: name, count, first: NOW - 30 * DAY, last: NOW - ago }
}

const CASES: readonly { name: string; facts: Partial<CorrelationFacts>; finds: readonly RegExp[] }[] = [
  { name: 'no rule over several events', facts: { rules: 0 }, finds: [] },
  {
    name: 'all is well',
    facts: {},
    finds: [
      /^ok aws\.cloudtrail: events are complete up to 2026-03-14 07:00:00Z \(1 h ago\)$/,
      /^ok 4 rules over several events counted exactly in the last 7 days$/,
    ],
  },
  { name: 'nothing was read yet', facts: { completeUpTo: new Map(), newestEvent: null }, finds: [/^ok 4 rules/] },
  {
    name: 'a source holds the others back',
    facts: {
      completeUpTo: new Map([
        ['aws.cloudtrail', NOW - 30 * HOUR],
        ['aws.vpcflow', NOW],
      ]),
    },
    finds: [/^warn aws\.cloudtrail: .*\(1 d 6 h ago\), and there are newer ones/, /^ok aws\.vpcflow/, /^ok 4 rules/],
  },
  {
    name: 'an archive was read and nothing is newer',
    facts: { completeUpTo: new Map([['aws.cloudtrail', NOW - 700 * DAY]]), newestEvent: NOW - 700 * DAY + HOUR },
    finds: [/^ok aws\.cloudtrail/, /^ok 4 rules/],
  },
  {
    name: 'an event of the future is nothing to wait for',
    facts: { newestEvent: NOW + 400 * DAY },
    finds: [/^ok aws\.cloudtrail/, /^ok 4 rules/],
  },
  {
    name: 'matches wait while the start is being read',
    facts: { waitingHits: 1200 },
    finds: [/^ok aws/, /^ok 1,200 matches .* wait until the sources have read/, /^ok 4 rules/],
  },
  {
    name: 'matches wait and nobody goes on with them',
    facts: { waitingHits: 1, isRunning: false },
    finds: [/^ok aws/, /^warn 1 match for rules over several events wait/, /^ok 4 rules/],
  },
  {
    name: 'limits cost something',
    facts: { health: [health('Denied calls', 'late', HOUR), health('trail', 'silent', HOUR, 1)] },
    finds: [
      /^ok aws/,
      /^warn Denied calls: 3 matches came later than the rule waits.*, last 2026-03-14 07:00:00Z$/,
      /^warn trail: the source was silent for too long/,
    ],
  },
  {
    name: 'limits cost something long ago',
    facts: { health: [health('Denied calls', 'groups', 8 * DAY)] },
    finds: [/^ok aws/, /^ok 4 rules .* 7 days; what was before, `status` tells$/],
  },
  {
    name: 'many rules are concerned',
    facts: { health: Array.from({ length: 8 }, (_, n) => health(`rule ${n}`, 'entries', n * HOUR)) },
    finds: [/^ok aws/, ...[0, 1, 2, 3, 4].map((n) => new RegExp(`^warn rule ${n}: 3 matches`)), /^warn 3 more such$/],
  },
]

describe('doctor on correlation', () => {
  for (const { name, facts, finds } of CASES) {
    test(name, () => {
      const found = checkCorrelation({ ...NORMAL, ...facts }, NOW)
      const lines = found.map(({ level, what }) => `${level} ${what}`)
      assert.equal(lines.length, finds.length, lines.join('\n'))
      for (const [index, line] of lines.entries()) assert.match(line, finds[index] ?? /^$/)
      for (const { level, cure } of found) assert.equal(cure === '', level === 'ok')
    })
  }
})
