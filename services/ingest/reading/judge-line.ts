import { createFramer, type FrameFault, type FramerOptions, type FrameSink } from '../framing/framer.ts'
import { BYTE } from '../framing/json-byte.ts'
import type { LineWindow } from './line-window.ts'
import type { PartBuilder } from './part-builder.ts'

/** Something that a framer found in the line, with the place in the file behind which reading may go on. */
type Finding = { readonly resumeAt: number } & (
  | { readonly record: Uint8Array; readonly fault: null }
  | { readonly record: null; readonly fault: FrameFault }
)

/**
 * Has a framer say what stands in the line at the window's place, and takes exactly that. Where the line alone does not
 * tell, the line behind it is shown as well; nothing of that one is taken. False when it still cannot be told: then nothing
 * was taken. The answer depends on these two lines alone, so it is the same in whatever stretches a file is read.
 */
export function judgeLine(
  window: LineWindow,
  builder: PartBuilder,
  options: Pick<FramerOptions, 'maxRecordBytes' | 'marker'>,
): boolean {
  const first = lineAt(window, 0)
  if (!first) return false
  const offset = window.base + window.at
  const findings: Finding[] = []
  const framer = createFramer({ ...options, resume: { offset, form: 'json-lines' } })
  framer.push(first, sinkTo(findings))
  const end = offset + first.length
  let taken: readonly Finding[] = findings
  if (framer.lineBoundary()?.offset !== end) {
    const second = lineAt(window, first.length)
    if (!second) return false
    framer.push(second, sinkTo(findings))
    // What ends within the first line stands before everything that does not.
    const count = findings.findIndex(({ resumeAt }) => resumeAt < 0 || resumeAt > end)
    taken = findings.slice(0, count < 0 ? findings.length : count)
    if (taken.length === 0) return false
  }
  for (const { record, fault, resumeAt } of taken) {
    if (fault) builder.fault(fault, resumeAt)
    else builder.record(record, resumeAt)
  }
  window.at += first.length
  return true
}

/** A copy of the line that begins `skip` bytes behind the window's place, with its newline; null when the file ends first. */
function lineAt(window: LineWindow, skip: number): Buffer | null {
  for (;;) {
    const start = window.at + skip
    const newline = start < window.end ? window.bytes.indexOf(BYTE.newline, start) : window.end
    if (newline < window.end) return Buffer.from(window.bytes.subarray(start, newline + 1))
    if (!window.fill()) return null
  }
}

function sinkTo(findings: Finding[]): FrameSink {
  return {
    record: (record, resumeAt) => void findings.push({ record, fault: null, resumeAt }),
    fault: (fault, resumeAt) => void findings.push({ record: null, fault, resumeAt }),
  }
}
