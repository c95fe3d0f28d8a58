import type { DeadLetterReason } from '../../core/dead-letter.ts'
import type { FramerOptions, FrameSink, LineForm } from './framer.ts'
import { HeldBytes } from './held-bytes.ts'
import { LostRegion } from './lost-region.ts'
import { ValueScanner } from './value-scanner.ts'
import { Window } from './window.ts'

/** What a framer is in the middle of. */
export type FramerMode =
  /** before the first byte that says something */
  | 'start'
  /** behind a record and whatever ended it */
  | 'between'
  /** at a `{` or `[` that may open a list of records */
  | 'head'
  /** inside a value; its earlier bytes are held */
  | 'value'
  /** inside a value beyond the limit; its bytes are counted */
  | 'long-value'
  /** behind a value outside of lists, still on its line */
  | 'behind-value'
  /** behind the list of an object, before that object's end */
  | 'tail'
  /** inside a line; its earlier bytes are held */
  | 'line'
  /** inside a line beyond the limit; its bytes are counted */
  | 'long-line'
  /** behind damage, looking for a place to go on */
  | 'lost'
  /** in an object that holds no log */
  | 'ignore'

/** A list of records whose end has not come yet. */
export interface OpenList {
  /** it is a member of an object, whose other members follow it */
  readonly isMember: boolean
  /** first byte of the member's key */
  readonly initial: number
  /** how its records begin, learned from the first one */
  marker: Buffer | null
  /** stream offset before which the ends of its records are not guessed */
  guessFrom: number
  /** length in bytes of its shortest record so far: the next end is not looked for before it */
  shortest: number
}

/** The state that the steps of a framer share. */
export class FramerState {
  readonly maxBytes: number
  readonly window: Window
  readonly held = new HeldBytes()
  readonly scanner = new ValueScanner()
  readonly lost = new LostRegion()
  readonly lists: OpenList[] = []
  out: FrameSink
  mode: FramerMode
  /** the input is over: what the window shows is all there is */
  isEnd = false
  seenJson: boolean
  /** values stand one to a line */
  byLine: boolean
  /** nothing but blanks since the last newline */
  atLineStart = true
  /** the value in hand began at the start of its line */
  isLineFirst = false
  /** where the value in hand begins in the window, 0 when it began before it */
  segment = 0
  /** stream offset of the line in hand */
  lineOffset = 0
  /** how the records outside of any list begin */
  marker: Buffer | null
  /** where in the window the search for a new start goes on */
  searchFrom = 0
  /** the byte before the window was a newline; known while a value beyond the limit is passed over */
  isBehindNewline = false
  /** stream offset at which the value broke that is now lost */
  brokenOffset = 0
  /** how many bytes were read again because of damage */
  reread = 0

  constructor(options: FramerOptions, out: FrameSink) {
    const resume = options.resume ?? null
    this.maxBytes = options.maxRecordBytes
    this.window = new Window(resume?.offset ?? 0)
    this.out = out
    this.marker = options.marker ? Buffer.from(options.marker) : null
    this.mode = resume ? 'between' : 'start'
    this.byLine = resume !== null
    this.seenJson = resume?.form === 'json-lines'
  }

  get form(): LineForm {
    return this.seenJson ? 'json-lines' : 'text-lines'
  }

  /** Goes on in `mode` at index `at` of the window. */
  goTo(mode: FramerMode, at: number): true {
    this.mode = mode
    this.window.at = at
    return true
  }

  /** Everything in the window is dealt with or held. */
  needMore(): false {
    this.window.at = this.window.end
    return false
  }

  /** What is in hand grew beyond the limit: from here on it is only counted. */
  beginTooLong(mode: 'long-value' | 'long-line'): false {
    this.beginLost('too-large', `larger than the limit of ${this.maxBytes} bytes`)
    this.lost.add(this.held.take())
    this.mode = mode
    this.isBehindNewline = this.window.endsInNewline
    return this.needMore()
  }

  beginLost(reason: DeadLetterReason, detail: string): void {
    this.lost.begin(reason, detail)
  }

  /** Hands out the lost region as a fault that ends at index `at` of the window. */
  endLost(at: number): void {
    const resumes = this.byLine && this.lists.length === 0
    this.out.fault(this.lost.take(), resumes ? this.window.base + at : -1)
  }
}
