import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { FileCheckpoint } from '../../../services/ingest/files/file-checkpoint.ts'
import type { KnownFile } from '../../../services/ingest/files/file-table.ts'
import type { FileState, Fingerprint } from '../../../services/ingest/files/open-file.ts'
import { planVisit, resumeOf, type Visit } from '../../../services/ingest/files/visit-plan.ts'
import { OBJECT_START, type ResumePoint } from '../../../services/ingest/reading/object-part.ts'

const STATE: FileState = { size: 100, mtime: 5, inode: 9, device: 2049 }
const LINES: ResumePoint = { taken: 4, offset: 80, form: 'json-lines', compression: 'none' }
const WHOLE: ResumePoint = { taken: 4, offset: 0, form: 'json-lines', compression: 'gzip' }

function tracked(changes: Partial<KnownFile>): KnownFile {
  return { file: STATE, isDone: false, since: 1000, isVisited: true, isSettled: false, ...changes }
}

const PLANS: readonly {
  readonly name: string
  readonly tracked?: KnownFile
  readonly state?: FileState
  readonly now?: number
  readonly once: Visit
  readonly following: Visit
}[] = [
  { name: 'new', once: 'final', following: 'growing' },
  { name: 'done', tracked: tracked({ isDone: true }), once: 'skip', following: 'skip' },
  {
    name: 'done, then grown',
    tracked: tracked({ isDone: true }),
    state: { ...STATE, size: 101 },
    once: 'final',
    following: 'growing',
  },
  {
    name: 'done, then touched',
    tracked: tracked({ isDone: true }),
    state: { ...STATE, mtime: 6 },
    once: 'final',
    following: 'growing',
  },
  {
    name: 'done, then replaced',
    tracked: tracked({ isDone: true }),
    state: { ...STATE, inode: 1 },
    once: 'final',
    following: 'growing',
  },
  {
    name: 'done, on a device with another number since the last start',
    tracked: tracked({ isDone: true }),
    state: { ...STATE, device: 2050 },
    once: 'skip',
    following: 'skip',
  },
  { name: 'unfinished', tracked: tracked({}), once: 'final', following: 'skip' },
  { name: 'unfinished for long', tracked: tracked({}), now: 11_000, once: 'final', following: 'settled' },
  {
    name: 'unfinished and settled',
    tracked: tracked({ isSettled: true }),
    now: 99_000,
    once: 'final',
    following: 'skip',
  },
  { name: 'unfinished in an earlier run', tracked: tracked({ isVisited: false }), once: 'final', following: 'growing' },
]

for (const { name, tracked: file = null, state = STATE, now = 1500, once, following } of PLANS) {
  test(`plans the visit of a file that is ${name}`, () => {
    assert.equal(planVisit(file, state, { follow: false, now, settleMs: 10_000 }), once)
    assert.equal(planVisit(file, state, { follow: true, now, settleMs: 10_000 }), following)
  })
}

const SAME: Fingerprint = { length: 100, hash: 'h' }
const TAIL: Fingerprint = { length: 30, hash: 't' }
const OTHER: Fingerprint = { length: 30, hash: 'x' }
/** So far read that the fingerprint of the beginning does not reach there. */
const FAR: ResumePoint = { ...LINES, offset: 5000 }

const RESUMES: readonly {
  readonly name: string
  readonly resume: ResumePoint
  readonly size: number
  readonly fingerprint?: Fingerprint
  readonly inode?: number
  readonly tails?: readonly [Fingerprint | null, Fingerprint | null]
  readonly goesOn: boolean
}[] = [
  { name: 'grown lines', resume: LINES, size: 200, goesOn: true },
  { name: 'lines that lost their unfinished end', resume: LINES, size: 80, goesOn: true },
  { name: 'truncated lines', resume: LINES, size: 79, goesOn: false },
  { name: 'lines that begin differently', resume: LINES, size: 200, fingerprint: OTHER, goesOn: false },
  {
    name: 'a shorter beginning',
    resume: LINES,
    size: 200,
    fingerprint: { length: 50, hash: 'h' },
    goesOn: false,
  },
  { name: 'lines with the same bytes before the place', resume: FAR, size: 6000, tails: [TAIL, TAIL], goesOn: true },
  { name: 'lines written anew, longer', resume: FAR, size: 6000, tails: [TAIL, OTHER], goesOn: false },
  { name: 'lines of a checkpoint without their end', resume: FAR, size: 6000, goesOn: true },
  {
    name: 'lines that were copied over the old file',
    resume: FAR,
    size: 6000,
    inode: 1,
    tails: [TAIL, TAIL],
    goesOn: true,
  },
  { name: 'few lines that were copied over the old file', resume: LINES, size: 200, inode: 1, goesOn: true },
  { name: 'another file of which too little is known', resume: FAR, size: 6000, inode: 1, goesOn: false },
  { name: 'a grown compressed file', resume: WHOLE, size: 101, goesOn: true },
  { name: 'a truncated compressed file', resume: WHOLE, size: 99, goesOn: false },
  { name: 'a compressed file that was copied over the old one', resume: WHOLE, size: 101, inode: 1, goesOn: false },
]

for (const { name, resume, size, fingerprint = SAME, inode = 9, tails = [null, null], goesOn } of RESUMES) {
  test(`${goesOn ? 'goes on in' : 'starts again with'} ${name}`, () => {
    const [tail, tailNow] = tails
    const checkpoint: FileCheckpoint = {
      path: '/var/log/a',
      file: STATE,
      fingerprint: SAME,
      tail,
      resume,
      isDone: false,
      missing: null,
    }
    const now = { state: { ...STATE, size, inode }, fingerprint, tail: tailNow }
    assert.deepEqual(resumeOf(checkpoint, now), goesOn ? resume : OBJECT_START)
  })
}
