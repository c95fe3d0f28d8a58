import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME } from '../../services/core/batch-sink.ts'
import { withPorts, type AdapterFixture } from './fixture.ts'

/** The contract of what a {@link import('../../services/core/batch-sink.ts').BatchSink} remembers between runs. */
export function rememberedStateContract(fixture: AdapterFixture): void {
  describe(`remembered state, ${fixture.name}`, () => remembered(fixture))
}

function remembered(fixture: AdapterFixture): void {
  test(
    'what is remembered is replaced by a later value and removed by none, each kind for itself',
    withPorts(fixture, async ({ sink }, reopen) => {
      const put = (kind: string, key: string, value: string | null): Promise<void> =>
        sink.commit({ ...EMPTY_OUTCOME, state: [{ kind, key, value }] })
      await put('window', 'b', '{"n":1}')
      await put('window', 'a', '"Zoë"')
      await put('health', 'b', '2')
      await put('window', 'b', '{"n":3}')
      await put('window', 'none', null)
      const a = { kind: 'window', key: 'a', value: '"Zoë"' }
      const b = { kind: 'window', key: 'b', value: '{"n":3}' }
      assert.deepEqual(await sink.state('window'), [a, b])
      await put('window', 'a', null)
      const { sink: again } = await reopen()
      assert.deepEqual(await again.state('window'), [b])
      assert.deepEqual(await again.state('health'), [{ kind: 'health', key: 'b', value: '2' }])
      assert.deepEqual(await again.state(''), [])
    }),
  )
  test(
    'of several values within an outcome the last one stays',
    withPorts(fixture, async ({ sink }) => {
      const values = ['1', null, '2', '3', null, '4']
      await sink.commit({ ...EMPTY_OUTCOME, state: values.map((value) => ({ kind: 'k', key: '', value })) })
      assert.deepEqual(await sink.state('k'), [{ kind: 'k', key: '', value: '4' }])
    }),
  )
  test(
    'what is remembered comes in the order of the bytes of its keys',
    withPorts(fixture, async ({ sink }) => {
      const keys = ['z', 'é', '\uffee', '😀', '', 'a b', 'a', 'A']
      await sink.commit({ ...EMPTY_OUTCOME, state: keys.map((key) => ({ kind: 'k', key, value: 'null' })) })
      const found = (await sink.state('k')).map(({ key }) => key)
      assert.deepEqual(found, ['', 'A', 'a', 'a b', 'z', 'é', '\uffee', '😀'])
    }),
  )
}
