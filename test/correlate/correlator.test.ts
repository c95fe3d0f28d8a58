import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Alert } from '../../services/core/alert.ts'
import type { Command } from '../../services/core/command.ts'
import type { Hit } from '../../services/core/hit.ts'
import type { RuleInfo } from '../../services/core/rule.ts'
import { Correlator, type Correlated } from '../../services/correlate/correlator.ts'
import { OfflineCorrelator } from '../../services/correlate/offline.ts'
import { SCALE, testRandom } from '../support/random.ts'
import { HOUR, ruleInfo, sampleHit } from './support/rule-info.ts'

const rule = ruleInfo
const hit = sampleHit

/** A correlator over a store that keeps what was committed. */
function setUp(rules: readonly RuleInfo[]): {
  apply: (hits: readonly Hit[], commands?: readonly Command[]) => Promise<Correlated>
  restart: () => void
  stored: Map<string, Alert>
} {
  const stored = new Map<string, Alert>()
  const make = (): Correlator =>
    new Correlator({
      namespace: 'tocsin',
      maxRefs: 10,
      ruleOf: (id) => rules.find((known) => known.id === id),
      sink: {
        alerts: async (ids) => ids.flatMap((id) => stored.get(id) ?? []),
        hits: async () => [],
        state: async () => [],
      },
      now: () => 0,
    })
  let correlator = make()
  return {
    stored,
    restart: () => {
      correlator = make()
    },
    apply: async (hits, commands = []) => {
      const outcome = await correlator.apply(hits, commands)
      for (const alert of outcome.alerts) stored.set(alert.id, alert)
      return outcome
    },
  }
}

function command(alertId: string, kind: Command['kind'], text = ''): Command {
  return { id: `${alertId}-${kind}`, alertId, kind, by: 'dana', at: 1, text }
}

describe('hits become alerts', () => {
  it('many hits of one actor within the window are one alert that counts', async () => {
    const { apply, stored } = setUp([rule('r')])
    await apply([hit('r', 'a', 10), hit('r', 'b', 20)])
    await apply([hit('r', 'c', 5)])
    const [alert] = stored.values()
    assert.equal(stored.size, 1)
    assert.deepEqual([alert?.count, alert?.first, alert?.last, alert?.version], [3, 5, 20, 2])
    assert.deepEqual(
      alert?.events.map((event) => event.eventId),
      ['c', 'a', 'b'],
    )
    assert.equal(alert?.region, 'us-east-1', 'the region is that of the earliest event')
  })

  it('another actor is another alert', async () => {
    const { apply, stored } = setUp([rule('r')])
    await apply([hit('r', 'a', 10), hit('r', 'b', 20, 'eve')])
    assert.equal(stored.size, 2)
  })

  it('only the first of neighbouring buckets pages', async () => {
    const { apply, stored } = setUp([rule('r')])
    const first = await apply([hit('r', 'a', 10)])
    const second = await apply([hit('r', 'b', HOUR + 10)])
    assert.equal(first.outbox.length, 1)
    assert.equal(second.outbox.length, 0)
    assert.equal(second.alerts[0]?.continues, first.alerts[0]?.id)
    assert.equal(stored.size, 2)
  })

  it('a bucket after a closed one rings anew', async () => {
    const { apply } = setUp([rule('r')])
    const first = await apply([hit('r', 'a', 10)])
    await apply([], [command(first.alerts[0]?.id ?? '', 'close')])
    const second = await apply([hit('r', 'b', HOUR + 10)])
    assert.equal(second.alerts[0]?.continues, null)
    assert.equal(second.outbox.length, 1)
  })

  it('an earlier bucket that comes late is continued by the later one', async () => {
    const { apply, stored } = setUp([rule('r')])
    const later = await apply([hit('r', 'b', HOUR + 10)])
    const earlier = await apply([hit('r', 'a', 10)])
    assert.equal(
      stored.get(later.alerts[0]?.id ?? '')?.continues,
      earlier.alerts.find((alert) => alert.first === 10)?.id,
    )
  })

  const QUIET: readonly [string, Partial<RuleInfo>, number, number][] = [
    ['an informational rule is stored as a hit and alerts nobody', { level: 'informational' }, 0, 0],
    ['a low rule alerts and does not page', { level: 'low' }, 1, 0],
    ['a rule that is there for stateful rules is stored and alerts nobody', { alerts: false }, 0, 0],
    ['a rule with page: false does not page', { page: false }, 1, 0],
    ['a critical rule pages', { level: 'critical' }, 1, 1],
  ]
  for (const [name, changes, alerts, pages] of QUIET) {
    it(name, async () => {
      const { apply } = setUp([rule('r', changes)])
      const outcome = await apply([hit('r', 'a', 10)])
      assert.deepEqual([outcome.alerts.length, outcome.outbox.length, outcome.hits.length], [alerts, pages, 1])
    })
  }

  it('hits of a rule that is gone are left out', async () => {
    const { apply } = setUp([])
    const { alerts, hits, outbox, commands } = await apply([hit('gone', 'a', 10)])
    assert.deepEqual({ alerts, hits, outbox, commands }, { alerts: [], hits: [], outbox: [], commands: [] })
  })

  it('more events than an alert points to are counted, the oldest and newest are kept', async () => {
    const { apply, stored } = setUp([rule('r')])
    for (let at = 0; at < 25; at += 1) await apply([hit('r', `e${String(at).padStart(2, '0')}`, at)])
    const [alert] = stored.values()
    assert.deepEqual([alert?.count, alert?.events.length, alert?.truncated], [25, 10, true])
    assert.deepEqual(
      alert?.events.map((event) => event.time),
      [0, 1, 2, 3, 4, 20, 21, 22, 23, 24],
    )
  })
})

describe("an alert's life", () => {
  const LIVES: readonly {
    name: string
    commands: readonly Command['kind'][]
    outcomes: readonly string[]
    status: string
  }[] = [
    { name: 'acknowledge', commands: ['acknowledge'], outcomes: ['applied'], status: 'acknowledged' },
    {
      name: 'acknowledge twice',
      commands: ['acknowledge', 'acknowledge'],
      outcomes: ['applied', 'no-change'],
      status: 'acknowledged',
    },
    { name: 'close at once', commands: ['close'], outcomes: ['applied'], status: 'closed' },
    {
      name: 'acknowledge after close',
      commands: ['close', 'acknowledge'],
      outcomes: ['applied', 'no-change'],
      status: 'closed',
    },
    { name: 'a note without text', commands: ['note'], outcomes: ['no-change'], status: 'open' },
  ]
  for (const { name, commands, outcomes, status } of LIVES) {
    it(name, async () => {
      const { apply, stored } = setUp([rule('r')])
      const [alert] = (await apply([hit('r', 'a', 10)])).alerts
      const id = alert?.id ?? ''
      const { commands: results } = await apply(
        [],
        commands.map((kind) => command(id, kind)),
      )
      assert.deepEqual(
        results.map((result) => result.outcome),
        outcomes,
      )
      assert.equal(stored.get(id)?.status, status)
    })
  }

  it('hits go on counting on a closed alert without opening it', async () => {
    const { apply, stored } = setUp([rule('r')])
    const [alert] = (await apply([hit('r', 'a', 10)])).alerts
    await apply([], [command(alert?.id ?? '', 'close')])
    await apply([hit('r', 'b', 20)])
    assert.deepEqual([stored.get(alert?.id ?? '')?.status, stored.get(alert?.id ?? '')?.count], ['closed', 2])
  })

  it('a command for an alert that does not exist is told', async () => {
    const { apply } = setUp([])
    assert.equal((await apply([], [command('nothing', 'close')])).commands[0]?.outcome, 'no-alert')
  })
})

describe('the same hits give the same alerts', () => {
  const rules = [rule('r'), rule('s', { window: 600_000, level: 'low' })]
  /** Equal but for the counter of changes, which tells how they came. */
  const canonical = (alerts: Iterable<Alert>): unknown =>
    [...alerts].map((alert) => ({ ...alert, version: 0, continues: null })).toSorted((a, b) => (a.id < b.id ? -1 : 1))

  for (let round = 0; round < 20 * SCALE; round += 1) {
    it(`in any order and any batches, with restarts, live as offline (round ${round})`, async () => {
      const random = testRandom(1000 + round)
      const hits = Array.from({ length: 60 }, (_, index) =>
        hit(random.pick(['r', 's']), `e${index}`, random.int(3 * HOUR), random.pick(['dana', 'eve'])),
      )
      const offline = new OfflineCorrelator({ namespace: 'tocsin', maxRefs: 10 })
      for (const one of random.shuffle([...hits, ...hits])) {
        const of = rules.find((known) => known.id === one.ruleId)
        if (of) offline.add(of, one)
      }
      const live = setUp(rules)
      const waiting = random.shuffle(hits)
      while (waiting.length > 0) {
        await live.apply(waiting.splice(0, 1 + random.int(12)))
        if (random.chance(0.3)) live.restart()
      }
      assert.deepEqual(canonical(live.stored.values()), canonical(offline.alerts()), `seed ${random.seed}`)

      const inOrder = setUp(rules)
      await inOrder.apply(hits.toSorted((a, b) => a.time - b.time))
      const links = (alerts: Map<string, Alert>): unknown =>
        new Map([...alerts.keys()].toSorted().map((id) => [id, alerts.get(id)?.continues]))
      assert.deepEqual(links(live.stored), links(inOrder.stored), `seed ${random.seed}`)
    })
  }
})
