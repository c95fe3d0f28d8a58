import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Alert } from '../../../services/core/alert.ts'
import type { CommandKind } from '../../../services/core/command.ts'
import { canonicalJson } from '../../../services/core/json.ts'
import { testRandom, type TestRandom } from '../../support/random.ts'
import {
  allAlerts,
  assertAlertsFollowFromHits,
  assertSameState,
  storeState,
  type StoreState,
} from '../../support/store-state.ts'
import {
  ALL,
  append,
  engine,
  handleAll,
  Refused,
  refusing,
  withRig,
  type Refusal,
  type Rig,
  type RigOptions,
} from './pipeline-rig.ts'
import { randomBatches } from './raw-input.ts'

describe('commands between slices', () => {
  /** Sends a command about an alert that is there, by its place in the list of ids. */
  async function wish({ ports }: Rig, random: TestRandom, number: number): Promise<void> {
    const ids = (await allAlerts(ports)).map(({ id }) => id).toSorted()
    if (ids.length === 0) return
    const kind: CommandKind = random.pick(['acknowledge', 'close', 'note'])
    const alertId = random.pick(ids)
    await ports.commands.push({
      id: `wish-${number}`,
      alertId,
      kind,
      by: 'dana',
      at: number,
      text: `because ${number}`,
    })
  }

  async function runWithCommands(
    options: RigOptions,
    seed: number,
  ): Promise<{ alerts: readonly Alert[]; state: StoreState }> {
    return withRig(options, async (rig) => {
      const random = testRandom(seed)
      await append(rig, randomBatches(random))
      let number = 0
      await handleAll(rig, (offset) => ({ ...ALL, maxRecords: 1 + ((offset * 7919) % 40) }), {
        handled: async () => {
          if (random.chance(0.7)) await wish(rig, random, (number += 1))
          for (let tries = 0; tries < 20; tries += 1) {
            const isDone = await rig.pipeline.applyCommands().then(
              () => true,
              (error: unknown) => !(error instanceof Refused),
            )
            if (isDone) break
          }
        },
      })
      assert.deepEqual(await rig.ports.commands.pending(10), [])
      await assertAlertsFollowFromHits(rig.ports, engine.ruleOf, `seed ${seed}`)
      return { alerts: await allAlerts(rig.ports), state: await storeState(rig.ports) }
    })
  }

  const CHANGES = ['status', 'acknowledged', 'closed', 'notes', 'continues'] as const
  const unchanged = (alert: Alert): string => {
    const rest: Record<string, unknown> = { ...alert, version: 0 }
    for (const name of CHANGES) delete rest[name]
    return canonicalJson(rest)
  }

  it('do not disturb what is counted, and are the same over both stores and through refused commits', async () => {
    const seed = 600
    const plain = await withRig({}, async (rig) => {
      await append(rig, randomBatches(testRandom(seed)))
      await handleAll(rig, () => ALL)
      return allAlerts(rig.ports)
    })
    const { alerts, state } = await runWithCommands({ store: 'memory' }, seed)
    assert.deepEqual(alerts.map(unchanged).toSorted(), plain.map(unchanged).toSorted())
    for (const status of ['open', 'acknowledged', 'closed'])
      assert.ok(
        alerts.some((alert) => alert.status === status),
        status,
      )
    assert.ok(alerts.some((alert) => alert.notes.length > 0))
    const failures = testRandom(601)
    const refuse = (): Refusal => (failures.chance(0.3) ? 'before' : null)
    assertSameState((await runWithCommands({ store: 'sqlite' }, seed)).state, state, 'sqlite')
    assertSameState(
      (await runWithCommands({ store: 'memory', around: refusing(refuse) }, seed)).state,
      state,
      'refused commits',
    )
  })
})
