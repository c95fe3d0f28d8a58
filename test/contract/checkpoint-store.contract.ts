import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Checkpoint } from '../../services/core/checkpoint.ts'
import { withPorts, type AdapterFixture } from './fixture.ts'

function checkpoint(source: string, object: string, position: string): Checkpoint {
  return { source, object, position }
}

function sorted(checkpoints: readonly Checkpoint[]): string[] {
  return checkpoints.map(({ source, object, position }) => `${source} ${object} ${position}`).toSorted()
}

/** The contract of {@link import('../../services/core/checkpoint.ts').CheckpointStore}. */
export function checkpointStoreContract(fixture: AdapterFixture): void {
  describe(`CheckpointStore, ${fixture.name}`, () => {
    test(
      'a source finds what it saved last of each object, also after the store was opened again',
      withPorts(fixture, async ({ checkpoints }, reopen) => {
        assert.deepEqual(await checkpoints.load('files'), [])
        await checkpoints.save([
          checkpoint('files', 'a', '1'),
          checkpoint('files', 'b', '1'),
          checkpoint('s3', 'a', 'x'),
        ])
        await checkpoints.save([checkpoint('files', 'a', '{"line":2}')])
        await checkpoints.save([])
        const again = (await reopen()).checkpoints
        assert.deepEqual(sorted(await again.load('files')), ['files a {"line":2}', 'files b 1'])
        assert.deepEqual(sorted(await again.load('s3')), ['s3 a x'])
      }),
    )
    test(
      'pages go through all objects of a source once, in the order of their bytes, and one is found by its name',
      withPorts(fixture, async ({ checkpoints }) => {
        const names = ['b', 'a', '\u{1f600}', '\uffee', '7:12', '/var/log/x']
        await checkpoints.save(names.map((name, index) => checkpoint('files', name, String(index))))
        await checkpoints.save([checkpoint('s3', 'aa', 'x')])
        const found: string[] = []
        for (let after: string | null = null; ;) {
          const page = await checkpoints.page('files', after, 4)
          assert.ok(page.length <= 4)
          found.push(...page.map(({ object }) => object))
          after = page.at(-1)?.object ?? null
          if (after === null) break
        }
        assert.deepEqual(found, ['/var/log/x', '7:12', 'a', 'b', '\uffee', '\u{1f600}'])
        assert.deepEqual(await checkpoints.get('files', '7:12'), checkpoint('files', '7:12', '4'))
        assert.equal(await checkpoints.get('s3', '7:12'), null)
      }),
    )
    test(
      'removed objects are gone, for this source alone; unknown ones are ignored',
      withPorts(fixture, async ({ checkpoints }) => {
        await checkpoints.save([
          checkpoint('files', 'a', '1'),
          checkpoint('files', 'b', '1'),
          checkpoint('s3', 'a', 'x'),
        ])
        await checkpoints.remove('files', ['a', 'none'])
        await checkpoints.remove('files', [])
        assert.deepEqual(sorted(await checkpoints.load('files')), ['files b 1'])
        assert.deepEqual(sorted(await checkpoints.load('s3')), ['s3 a x'])
      }),
    )
  })
}
