import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { FileState, Fingerprint } from '../../../services/ingest/files/open-file.ts'
import { planVisit, resumeOf, type TrackedFile, type Visit } from '../../../services/ingest/files/visit-plan.ts'
import { OBJECT_START, type ResumePoint } from '../../../services/ingest/reading/object-part.ts'

const STATE: FileState = { size: 100, mtime: 5, inode: 9 }
const LINES: ResumePoint = { taken: 4, offset: 80, form: 'json-lines', compression: 'none' }
const WHOLE: ResumePoint = { taken: 4, offset: 0, form: 'json-lines', compression: 'gzip' }

function tracked(changes: Partial<TrackedFile> & { readonly isDone?: boolean }): TrackedFile {
  const { isDone = false, ...rest } = changes
  const checkpoint = { file: STATE, fingerprint: { length: 100, hash: 'h' }, resume: LINES, isDone }
  return { checkpoint, since: 1000, isVisited: true, isSettled: false, ...rest }
}

const PLANS: readonly {
  readonly name: string
  readonly tracked?: TrackedFile
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

for (const { name, tracked: file, state = STATE, now = 1500, once, following } of PLANS) {
  test(`plans the visit of a file that is ${name}`, () => {
    assert.equal(planVisit(file, state, { follow: false, now, settleMs: 10_000 }), once)
    assert.equal(planVisit(file, state, { follow: true, now, settleMs: 10_000 }), following)
  })
}

const SAME: Fingerprint = { length: 100, hash: 'h' }

const RESUMES: readonly {
  readonly name: string
  readonly resume: ResumePoint
  readonly size: number
  readonly fingerprint?: Fingerprint
  readonly goesOn: boolean
}[] = [
  { name: 'grown lines', resume: LINES, size: 200, goesOn: true },
  { name: 'lines that lost their unfinished end', resume: LINES, size: 80, goesOn: true },
  { name: 'truncated lines', resume: LINES, size: 79, goesOn: false },
  {
    name: 'lines that begin differently',
    resume: LINES,
    size: 200,
    fingerprint: { length: 100, hash: 'x' },
    goesOn: false,
  },
  { name: 'a shorter beginning', resume: LINES, size: 200, fingerprint: { length: 50, hash: 'h' }, goesOn: false },
  { name: 'a grown compressed file', resume: WHOLE, size: 101, goesOn: true },
  { name: 'a truncated compressed file', resume: WHOLE, size: 99, goesOn: false },
]

for (const { name, resume, size, fingerprint = SAME, goesOn } of RESUMES) {
  test(`${goesOn ? 'goes on in' : 'starts again with'} ${name}`, () => {
    const checkpoint = { file: STATE, fingerprint: SAME, resume, isDone: false }
    assert.deepEqual(resumeOf(checkpoint, { ...STATE, size }, fingerprint), goesOn ? resume : OBJECT_START)
  })
}
