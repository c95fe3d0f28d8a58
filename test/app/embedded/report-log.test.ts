import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReportLog } from '../../../services/app/embedded/report-log.ts'
import type { HealthReport } from '../../../services/correlate/health.ts'

const MINUTE = 60_000

function logAt(): { log: ReportLog; lines: string[]; advance: (milliseconds: number) => void } {
  const lines: string[] = []
  let now = 5 * MINUTE
  const log = new ReportLog({
    logger: { warn: (message, fields = {}) => void lines.push(`${message} ${JSON.stringify(fields)}`) },
    ruleOf: (id) => (id === 'r' ? { title: 'Many refused' } : undefined),
    clock: () => now,
  })
  return { log, lines, advance: (milliseconds) => void (now += milliseconds) }
}

function report(kind: HealthReport['kind'], count: number, ruleId = 'r'): HealthReport {
  return { kind, ruleId, count, time: 0 }
}

test('a limit is told with the title of the rule, in the singular and the plural', () => {
  const { log, lines } = logAt()
  log.add([report('late', 1), report('groups', 2000), report('no-group', 3, 'gone'), report('silent', 1, 'trail')])
  assert.equal(lines.length, 4)
  assert.match(lines[0] ?? '', /^1 match came later .*\{"rule":"Many refused","count":1\}$/)
  assert.match(lines[1] ?? '', /^2,000 groups forgotten.*limits\.correlation_groups/)
  assert.match(lines[2] ?? '', /^3 matches without .*"rule":"gone"/)
  assert.match(lines[3] ?? '', /silent.*\{"source":"trail"\}$/)
})

test('the same is told once in ten minutes, then with the sum', () => {
  const { log, lines, advance } = logAt()
  for (let at = 0; at < 1000; at += 1) {
    log.add([report('late', 2)])
    advance(100)
  }
  assert.equal(lines.length, 1)
  advance(10 * MINUTE)
  log.flush()
  assert.equal(lines.length, 2)
  assert.match(lines[1] ?? '', /"count":1998\}$/)
})

test('kinds and rules do not wait for each other; what is quiet is not told again', () => {
  const { log, lines, advance } = logAt()
  log.add([report('late', 1)])
  log.add([report('entries', 1), report('late', 1, 'other')])
  assert.equal(lines.length, 3)
  for (let at = 0; at < 10; at += 1) {
    advance(11 * MINUTE)
    log.flush()
  }
  assert.equal(lines.length, 3)
})

test('at the end what was not told yet is told', () => {
  const { log, lines } = logAt()
  log.add([report('values', 1)])
  log.add([report('values', 4)])
  log.flush(true)
  log.flush(true)
  assert.equal(lines.length, 2)
  assert.match(lines[1] ?? '', /"count":4/)
})
