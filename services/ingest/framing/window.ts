import { BYTE } from './json-byte.ts'

const NOTHING = Buffer.alloc(0)

/** The piece of input that a framer looks at, with its place in the whole stream. */
export class Window {
  bytes: Buffer = NOTHING
  /** everything before this index has been dealt with */
  at = 0
  /** place of `bytes[0]` in the stream */
  base: number
  #view: DataView | null = null
  #rest: Buffer = NOTHING

  constructor(base: number) {
    this.base = base
  }

  get end(): number {
    return this.bytes.length
  }

  get endsInNewline(): boolean {
    return this.bytes[this.bytes.length - 1] === BYTE.newline
  }

  /** A view over {@link bytes}, made when it is first needed. */
  get view(): DataView {
    this.#view ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length)
    return this.#view
  }

  /** The next piece, behind what {@link keep} put aside. */
  load(piece: Uint8Array): void {
    const base = this.base + this.bytes.length - this.#rest.length
    const next = Buffer.from(piece.buffer, piece.byteOffset, piece.length)
    this.#show(this.#rest.length === 0 ? next : Buffer.concat([this.#rest, next]), base)
    this.#rest = NOTHING
  }

  /** Looks at the bytes from `from` on again once more input is there, because they cannot be judged alone. */
  keep(from: number): false {
    this.#rest = this.bytes.subarray(from)
    this.at = this.bytes.length
    return false
  }

  /** True when {@link keep} put bytes aside that nobody has looked at since. */
  get hasRest(): boolean {
    return this.#rest.length > 0
  }

  /** Puts bytes that were held back before those from `from` on, so that `bytes[0]` is the first of them. */
  prepend(held: Buffer, from: number): void {
    const base = this.base + from - held.length
    this.#show(Buffer.concat([held, this.bytes.subarray(from)]), base)
  }

  #show(bytes: Buffer, base: number): void {
    this.bytes = bytes
    this.base = base
    this.at = 0
    this.#view = null
  }
}
