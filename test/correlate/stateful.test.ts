import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Hit } from '../../services/core/hit.ts'
import { SCALE } from '../support/random.ts'
import { assertSame, broughtWith, cameTo, canonical, LATENESS, LiveRig, type RigOptions } from './support/live-rig.ts'
import { countRule, DAY, HOUR, MINUTE, missingRule, newValueRule, sampleHit, SECOND } from './support/rule-info.ts'

const T = 20_000 * DAY

function burst(count: number, from = T, rule = 'denied'): Hit[] {
  return Array.from({ length: count }, (_, at) => sampleHit(rule, `${from + at * SECOND}-${rule}`, from + at * SECOND))
}

/** Many hits of many users, in the order of their times, the same each time. */
function crowd(count: number): Hit[] {
  return Array.from({ length: count }, (_, at) => {
    const time = T + at * SECOND
    return sampleHit('denied', `${time}-${at}`, time, `user-${at % 97}`)
  })
}

/** What a program that was always there makes of hits that come in their order. */
async function orderly(hits: readonly Hit[]): Promise<readonly unknown[]> {
  const rig = burstRig()
  for (let at = 0; at < hits.length; at += 500) await rig.bring(hits.slice(at, at + 500))
  return canonical(await rig.alerts(), { links: true })
}

function burstRig(options: RigOptions = {}): LiveRig {
  return new LiveRig([countRule('burst', ['denied'])], options)
}

describe('live, hits of stateful rules', () => {
  it('ring at once, and are stored without an alert of their own', async () => {
    const rig = burstRig()
    const { alerts, hits, outbox } = await rig.bring(burst(3))
    assert.deepEqual(
      alerts.map(({ rule, count, kind }) => [rule.id, count, kind]),
      [['burst', 3, 'correlation']],
    )
    assert.deepEqual(
      hits.map(({ alertId, waiting }) => [alertId, waiting]),
      [1, 2, 3].map(() => ['', undefined]),
    )
    assert.equal(outbox.length, 1)
  })

  it('count for their own alert as well when they have one', async () => {
    const rig = burstRig({ alerting: ['denied'] })
    const { alerts, hits } = await rig.bring(burst(3))
    assert.deepEqual(alerts.map(({ kind }) => kind).toSorted(), ['correlation', 'rule'])
    assert.ok(hits.every(({ alertId }) => alertId === alerts.find(({ kind }) => kind === 'rule')?.id))
  })

  it('that come too late are stored with a note, counted, and not counted in again after a restart', async () => {
    const rig = burstRig()
    await rig.bring(burst(1, T + 10 * HOUR))
    const { hits, alerts, reports } = await rig.bring(burst(3))
    assert.deepEqual(
      hits.map(({ hit }) => hit.lateFor),
      [1, 2, 3].map(() => ['burst']),
    )
    assert.deepEqual([alerts, reports.map(({ kind, count }) => [kind, count])], [[], [['late', 3]]])
    rig.correlator.drop()
    assert.deepEqual((await rig.bring(burst(1, T + MINUTE))).alerts, [])
    assert.deepEqual(await rig.health(), { 'late burst': 4 })
  })

  it('tell how many of their values were not read, once, also over a restart', async () => {
    const rig = burstRig()
    const [hit, ...others] = burst(3)
    assert.ok(hit)
    const { reports } = await rig.bring([{ ...hit, valuesCut: 7 }, ...others])
    assert.deepEqual(
      reports.map(({ kind, ruleId, count }) => [kind, ruleId, count]),
      [['values', 'denied', 7]],
    )
    rig.correlator.drop()
    const next = await rig.bring(burst(1, T + MINUTE))
    assert.deepEqual(next.reports, [])
  })

  it('that change nothing are not stored', async () => {
    const rig = new LiveRig([newValueRule('new', ['use'])])
    const uses = [0, 1, 2, 3].map((at) => sampleHit('use', `u${at}`, T + at * SECOND, 'dana', at < 3 ? 'x' : 'y'))
    await rig.bring(uses.slice(0, 2))
    await rig.bring(uses.slice(2))
    assert.deepEqual(
      rig.gone.map(({ eventId }) => eventId),
      ['u1', 'u2'],
    )
    assert.deepEqual(
      (await rig.alerts()).map(({ count }) => count),
      [1, 1],
    )
  })

  it('that change nothing are stored when their own alert counts them', async () => {
    const rig = new LiveRig([newValueRule('new', ['use'])], { alerting: ['use'] })
    await rig.bring([0, 1, 2].map((at) => sampleHit('use', `u${at}`, T + at * SECOND, 'dana', 'x')))
    assert.deepEqual(rig.gone, [])
  })

  it('of an informational rule ring for those that refer to it', async () => {
    const child = countRule('child', ['denied'], { value: 2, info: { level: 'informational' } })
    const rig = new LiveRig([child, countRule('parent', ['child'], { value: 2 })])
    const { alerts } = await rig.bring(burst(3))
    assert.deepEqual(
      alerts.map(({ rule, events }) => [rule.id, events.length]),
      [['parent', 2]],
    )
  })

  it('that wait for the end of a window ring when all sources are beyond it', async () => {
    const rig = new LiveRig([missingRule('missing', ['ask', 'answer'], HOUR)])
    await rig.bring(burst(1, T, 'ask'))
    await rig.bring(burst(1, T + HOUR + LATENESS, 'ask'))
    assert.deepEqual(await rig.alerts(), [], 'the answer may still come')
    await rig.comeTo(T + HOUR + 1)
    assert.equal((await rig.alerts()).length, 1)
  })

  it('take an alert back when an earlier one comes late: one is left, and it pages once', async () => {
    const rig = new LiveRig([newValueRule('new', ['use'])])
    for (const minute of [50, 40, 30, 20, 10])
      await rig.bring([sampleHit('use', `u${minute}`, T + minute * MINUTE, 'dana', 'x')])
    const alerts = await rig.alerts()
    const [left, ...others] = alerts.filter(({ superseded }) => superseded === undefined)
    assert.deepEqual([left?.first, others.length, alerts.length, rig.pages], [T + 10 * MINUTE, 0, 5, 1])
    assert.ok(alerts.every((alert) => alert === left || alert.status === 'closed'))
  })
})

describe('what went wrong leaves nothing behind', () => {
  it('a commit that fails', async () => {
    const rig = burstRig()
    await rig.bring(burst(2), undefined, { fails: true })
    const { alerts } = await rig.bring(burst(1, T + MINUTE), undefined, { fails: true })
    assert.deepEqual(
      alerts.map(({ count, version }) => [count, version]),
      [[3, 1]],
    )
  })

  it('a store that does not answer while hits are correlated', async () => {
    const rig = new LiveRig([countRule('burst', ['denied'])])
    const { sink } = rig.store
    let isBroken = false
    const flaky = new LiveRig([countRule('burst', ['denied'])], {
      sink: {
        state: (kind) => sink.state(kind),
        hits: (keys) => sink.hits(keys),
        alerts: async (ids) => {
          if (isBroken) throw new Error('no answer')
          return sink.alerts(ids)
        },
      },
      hits: rig.store.hits,
    })
    await rig.commit(await flaky.correlator.apply(burst(2), [], broughtWith(burst(2))))
    isBroken = true
    const third = burst(1, T + MINUTE)
    await assert.rejects(flaky.correlator.apply(third, [], broughtWith(third)), /no answer/)
    isBroken = false
    const { alerts } = await flaky.correlator.apply(third, [], broughtWith(third))
    assert.deepEqual(
      alerts.map(({ count }) => count),
      [3],
    )
  })

  it('totals of what limits cost go on over restarts', async () => {
    const rig = burstRig()
    await rig.bring(burst(1, T + 10 * HOUR))
    for (let at = 0; at < 4; at += 1) {
      await rig.bring(burst(2, T + at * MINUTE), undefined, { fails: at % 2 === 0 })
      rig.correlator.drop()
    }
    const [entry] = await rig.store.sink.state('health')
    const { count, first, last } = JSON.parse(entry?.value ?? '') as Record<string, number>
    assert.deepEqual([entry?.key, count, last], ['late burst', 8, T + 3 * MINUTE + SECOND])
    assert.ok(first !== undefined && first < (last ?? 0))
  })

  it('a source that has fallen silent is told of once', async () => {
    const rig = burstRig()
    await rig.bring(burst(1), broughtWith(burst(1), 'other'))
    const progress = broughtWith(burst(1, T + 7 * HOUR))
    const { reports } = await rig.bring(burst(1, T + 7 * HOUR), progress)
    rig.correlator.drop()
    await rig.bring(burst(1, T + 8 * HOUR))
    assert.deepEqual(
      reports.map(({ kind, ruleId }) => [kind, ruleId]),
      [['silent', 'other']],
    )
    assert.deepEqual(await rig.health(), { 'silent other': 1 })
  })
})

describe('catching up', () => {
  it('hits for stateful rules wait, plain alerts do not', async () => {
    const rig = burstRig({ live: false, alerting: ['other'] })
    const { hits, alerts } = await rig.bring([...burst(3), ...burst(1, T, 'other')])
    assert.deepEqual(
      hits.map(({ waiting }) => waiting),
      [true, true, true, undefined],
    )
    assert.deepEqual([alerts.map(({ rule }) => rule.id), rig.correlator.isCatchingUp], [['other'], true])
    await rig.catchUp()
    assert.deepEqual([(await rig.alerts()).length, rig.correlator.isCatchingUp], [2, false])
    assert.deepEqual([...rig.store.hits.inOrder({ waiting: true })], [])
  })

  it('is over at once without stateful rules, and where it is not wanted', () => {
    assert.equal(new LiveRig([], { live: false }).correlator.isCatchingUp, false)
    assert.equal(burstRig().correlator.isCatchingUp, false)
  })

  it('an archive that is read backwards rings as one that is read forwards', async () => {
    const rig = burstRig({ live: false })
    for (let day = 9; day >= 0; day -= 1) await rig.bring(burst(3, T + day * DAY))
    await rig.catchUp()
    assert.deepEqual([(await rig.alerts()).length, await rig.health()], [10, {}])
  })

  it('goes on in pieces, each stored before the next', async () => {
    const rig = burstRig({ live: false })
    const hits = crowd(4500 * Math.min(SCALE, 4))
    for (let at = hits.length; at > 0; at -= 500) await rig.bring(hits.slice(Math.max(0, at - 500), at))
    let lost = 0
    const pieces = await rig.catchUp({ fails: () => (lost += 1) % 2 === 0 })
    assert.equal(pieces, Math.ceil(hits.length / 2000))
    assertSame(canonical(await rig.alerts(), { links: true }), await orderly(hits), 'caught up')
  })

  it('takes in what comes while it goes on, and forgets nothing when memory is lost between two pieces', async () => {
    const rig = burstRig({ live: false })
    const hits = crowd(4500)
    await rig.bring(hits)
    const later = [0, 1, 2].map((at) => burst(3, T + DAY + at * HOUR))
    let extra = 0
    const between = async (): Promise<void> => {
      const more = later[extra]
      if (!more) return
      rig.correlator.drop()
      await rig.bring(more)
      extra += 1
    }
    await rig.catchUp({ between })
    assert.equal(rig.correlator.isCatchingUp, false)
    assert.equal(extra, 3)
    assertSame(canonical(await rig.alerts(), { links: true }), await orderly([...hits, ...later.flat()]), 'caught up')
    assert.deepEqual([...rig.store.hits.inOrder({ waiting: true })], [])
  })

  it('begins anew when its last piece could not be stored', async () => {
    const rig = burstRig({ live: false })
    await rig.bring(burst(3))
    for await (const _ of rig.correlator.catchUp()) {
      rig.correlator.drop()
      break
    }
    assert.equal(rig.correlator.isCatchingUp, true)
    await rig.catchUp()
    assert.equal((await rig.alerts()).length, 1)
  })

  it('what is older than where the last run had come to is late, as it would be live', async () => {
    const rig = burstRig({ live: false })
    await rig.bring(burst(1, T + 10 * HOUR))
    await rig.catchUp()
    const restarted = burstRig({ live: false, sink: rig.store.sink, hits: rig.store.hits })
    for (const hits of [burst(3), burst(3, T + 10 * HOUR + MINUTE)]) {
      await rig.commit(await restarted.correlator.apply(hits, [], broughtWith(hits)))
    }
    for await (const piece of restarted.correlator.catchUp()) await rig.commit(piece)
    assert.deepEqual(
      (await rig.alerts()).map(({ count }) => count),
      [4],
    )
    assert.deepEqual(await rig.health(), { 'late burst': 3 })
    restarted.correlator.drop()
    const [fourth] = burst(1, T + 5 * SECOND)
    assert.ok(fourth)
    await rig.commit(await restarted.correlator.apply([fourth], []))
    assert.equal((await rig.alerts()).length, 1, 'those that were late do not count after a restart either')
  })

  it('a program that ends before it has caught up goes on with it the next time', async () => {
    const rig = burstRig({ live: false })
    await rig.bring(burst(3, T + DAY))
    await rig.bring(burst(2))
    const restarted = burstRig({ live: false, sink: rig.store.sink, hits: rig.store.hits })
    const rest = burst(1, T + MINUTE)
    await rig.commit(await restarted.correlator.apply(rest, [], broughtWith(rest)))
    for await (const piece of restarted.correlator.catchUp(cameTo(T + 2 * DAY))) await rig.commit(piece)
    assert.deepEqual([(await rig.alerts()).map(({ count }) => count), await rig.health()], [[3, 3], {}])
  })

  it('of hits that change nothing stores the first ones only', async () => {
    const rig = new LiveRig([newValueRule('new', ['use'])], { live: false })
    for (const at of [3, 1, 2, 0, 4]) await rig.bring([sampleHit('use', `u${at}`, T + at * SECOND, 'dana', 'x')])
    await rig.catchUp()
    assert.deepEqual(
      rig.gone.map(({ eventId }) => eventId),
      ['u2', 'u4'],
    )
    assert.deepEqual(
      (await rig.alerts()).map(({ first }) => first),
      [T],
    )
  })
})
