import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { RecordThread } from '../../../services/app/embedded/record-thread.ts'
import { readHere, type SliceReader } from '../../../services/app/embedded/slice-reader.ts'
import type { SourceProgress } from '../../../services/core/progress.ts'
import type { RawBatch } from '../../../services/core/raw-record.ts'
import { formatTime } from '../../../services/core/time.ts'
import { cloudTrailRecord } from '../../support/cloudtrail-record.ts'
import { ALL, append, engine, RAW, withRig } from './pipeline-rig.ts'
import { rawBatch } from './raw-input.ts'

const MINUTE = 60_000
const NOW = Date.UTC(2026, 4, 4, 12)

function batch(source: string, minutes: readonly (number | string)[], received = NOW): RawBatch {
  const lines = minutes.map((at) =>
    typeof at === 'string'
      ? at
      : JSON.stringify(
          cloudTrailRecord('iam', 'GetUser', { eventTime: formatTime(NOW + at * MINUTE), eventID: `EXAMPLE-${at}` }),
        ),
  )
  return {
    ...rawBatch(
      lines.map((line) => Buffer.from(line)),
      `${source}-${received}`,
    ),
    type: 'auto',
    source,
    received,
  }
}

const at = (minutes: number): number => NOW + minutes * MINUTE
const trail = { dataset: 'aws.cloudtrail', received: NOW }

const CASES: readonly { name: string; batches: readonly RawBatch[]; progress: readonly SourceProgress[] }[] = [
  {
    name: 'the newest event counts, wherever it stands',
    batches: [batch('a', [-9, -3, -5])],
    progress: [{ source: 'a', ...trail, newest: at(-3) }],
  },
  {
    name: 'sources and kinds of records are told apart',
    batches: [batch('a', [-9]), batch('b', [-8, '{"hello":1}']), batch('a', [-7])],
    progress: [
      { source: 'a', ...trail, newest: at(-7) },
      { source: 'b', ...trail, newest: at(-8) },
      { source: 'b', dataset: 'unknown', newest: 0, received: NOW },
    ],
  },
  {
    name: 'a record dated far ahead counts as five minutes ahead of its arrival',
    batches: [batch('a', [-9, 40 * 365 * 24 * 60], at(-1)), batch('a', [-8], NOW)],
    progress: [{ source: 'a', ...trail, newest: at(4) }],
  },
  {
    name: 'a repeat counts as well',
    batches: [batch('a', [-9, -9], at(-2)), batch('a', [-9], NOW)],
    progress: [{ source: 'a', ...trail, newest: at(-9) }],
  },
  { name: 'what cannot be read says nothing', batches: [batch('a', ['no JSON', '[]'])], progress: [] },
]

async function progressOf(reader: SliceReader, batches: readonly RawBatch[]): Promise<readonly SourceProgress[]> {
  return withRig({}, async (rig) => {
    await append(rig, batches)
    const { progress } = await reader.read(await rig.ports.log.read(RAW, 0, ALL))
    return progress
  })
}

function startThread(t: TestContext): RecordThread {
  const thread = new RecordThread({ engine })
  t.after(() => thread.close())
  return thread
}

describe('how far sources have come', () => {
  for (const { name, batches, progress } of CASES) {
    it(`${name}: read here`, async () => assert.deepEqual(await progressOf(readHere(engine), batches), progress))
  }

  it('and the same read in another thread', async (t) => {
    const thread = startThread(t)
    for (const { name, batches, progress } of CASES) {
      assert.deepEqual(await progressOf(thread, batches), progress, name)
    }
  })
})
