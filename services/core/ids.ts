import { hash } from 'node:crypto'

/** Crockford's base32: digits and upper-case letters without I, L, O, U. Text order is number order. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** How many characters of a `tocsin.id` are the event time. */
export const TIME_CHARACTERS = 10

const HASH_BYTES = 10

const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0))

/** All texts of two base32 characters, by number: ids are written in pairs, which halves the work. */
const PAIRS: readonly string[] = Array.from(
  { length: 1024 },
  (_, number) => ALPHABET.charAt(number >> 5) + ALPHABET.charAt(number & 31),
)

/**
 * Event time as ten base32 characters (48 bits of milliseconds). The text order of two such prefixes is the order of
 * the times. Times before 1970 give the smallest prefix, times after the year 10889 the largest.
 */
export function timePrefix(milliseconds: number): string {
  const time = wholeTime(milliseconds)
  // Bit operations hold 32 bits: the upper four characters and the lower six apart.
  const high = Math.floor(time / 2 ** 30)
  const low = time % 2 ** 30
  return pair(high >> 10) + pair(high) + pair(low >> 20) + pair(low >> 10) + pair(low)
}

function wholeTime(milliseconds: number): number {
  return Math.min(Math.max(Math.floor(milliseconds) || 0, 0), 2 ** 48 - 1)
}

/** Two characters for the lowest ten bits. */
function pair(bits: number): string {
  return PAIRS[bits & 1023] ?? ''
}

/** The event time that a `tocsin.id` starts with, in milliseconds since 1970, or NaN. */
export function timeOfId(id: string): number {
  let value = 0
  for (let at = 0; at < TIME_CHARACTERS; at += 1) {
    const digit = ALPHABET.indexOf(id.charAt(at))
    if (digit < 0 || id.length < TIME_CHARACTERS) return Number.NaN
    value = value * 32 + digit
  }
  return value
}

/** What tells one document from every other; see design §5. */
export interface DocumentIdentity {
  /** event time, milliseconds since 1970 */
  readonly time: number
  readonly dataset: string
  /** the account, project, tenant or log that the provider's id is unique in */
  readonly account: string
  /** the provider's own id, or the {@link contentHash} of the record where it has none */
  readonly providerId: string
  /** what the log type adds where the provider reuses ids; empty otherwise */
  readonly discriminator: string
}

/**
 * `tocsin.id`: event time and 80 bits of a hash over what identifies the upstream record, 26 characters in the form of
 * a ULID. The same record gives the same id on every machine and in every run.
 */
export function documentId({ time, dataset, account, providerId, discriminator }: DocumentIdentity): string {
  // As shortHash writes its parts.
  const parts =
    `${dataset.length}:${dataset};${account.length}:${account};` +
    `${providerId.length}:${providerId};${discriminator.length}:${discriminator};`
  return idText(wholeTime(time), hash('sha256', parts, 'latin1'))
}

/** An id in one piece: what is put together of pieces is slower to read and takes several times the memory. */
function idText(time: number, digest: string): string {
  const [t, u] = [Math.floor(time / 2 ** 30), Math.floor(time / 1024)]
  const [v, w, x, y] = [twentyBits(digest, 0), twentyBits(digest, 20), twentyBits(digest, 40), twentyBits(digest, 60)]
  return String.fromCharCode(
    codeOf(t >> 15),
    codeOf(t >> 10),
    codeOf(t >> 5),
    codeOf(t),
    codeOf(u >> 15),
    codeOf(u >> 10),
    codeOf(u >> 5),
    codeOf(u),
    codeOf(time >> 5),
    codeOf(time),
    codeOf(v >> 15),
    codeOf(v >> 10),
    codeOf(v >> 5),
    codeOf(v),
    codeOf(w >> 15),
    codeOf(w >> 10),
    codeOf(w >> 5),
    codeOf(w),
    codeOf(x >> 15),
    codeOf(x >> 10),
    codeOf(x >> 5),
    codeOf(x),
    codeOf(y >> 15),
    codeOf(y >> 10),
    codeOf(y >> 5),
    codeOf(y),
  )
}

/** Twenty bits of a digest that has one character for each byte, from a multiple of twenty on. */
function twentyBits(digest: string, from: number): number {
  const at = from >> 3
  const three = (digest.charCodeAt(at) << 16) | (digest.charCodeAt(at + 1) << 8) | digest.charCodeAt(at + 2)
  return from % 8 === 0 ? three >> 4 : three & 0xfffff
}

/** The character for the lowest five bits. */
function codeOf(bits: number): number {
  return CODES[bits & 31] ?? 0
}

/**
 * 80 bits of SHA-256 over the parts, as 16 base32 characters. Each part is written with its length, so that no choice
 * of text in one part can imitate another split.
 */
export function shortHash(parts: readonly string[]): string {
  let text = ''
  for (const part of parts) text += `${part.length}:${part};`
  // One character for each byte of the digest, which is four times as quick to get as a buffer.
  return base32(hash('sha256', text, 'latin1'))
}

/** SHA-256 of bytes or text, in hex. */
export function contentHash(content: Uint8Array | string): string {
  return hash('sha256', content, 'hex')
}

/** The first ten bytes, a character each, as sixteen base32 characters. */
function base32(bytes: string): string {
  let text = ''
  for (let at = 0; at < HASH_BYTES; at += 5) {
    const high = (bytes.charCodeAt(at) << 12) | (bytes.charCodeAt(at + 1) << 4) | (bytes.charCodeAt(at + 2) >> 4)
    const low = ((bytes.charCodeAt(at + 2) & 15) << 16) | (bytes.charCodeAt(at + 3) << 8) | bytes.charCodeAt(at + 4)
    text += pair(high >> 10) + pair(high) + pair(low >> 10) + pair(low)
  }
  return text
}

/** What tells one alert from every other; see design §5. */
export interface AlertIdentity {
  readonly namespace: string
  readonly ruleId: string
  /** group field and value, in the order of the rule's `group_by` */
  readonly group: Readonly<Record<string, string>>
  /** event time of the hit, milliseconds since 1970 */
  readonly time: number
  /** length of the alert's bucket in milliseconds */
  readonly window: number
}

/** The start of the bucket that `time` lies in: event time rounded down to a multiple of the window. */
export function bucketStart(time: number, window: number): number {
  return Math.floor(time / window) * window
}

/** The alert's id: 16 characters of hash over namespace, rule, group and bucket. */
export function alertId({ namespace, ruleId, group, time, window }: AlertIdentity): string {
  return alertIdOfKey({ namespace, ruleId, group, key: String(bucketStart(time, window)) })
}

/** The id of an alert that something else than its bucket tells from others of the same rule and group: see `Firing.key`. */
export function alertIdOfKey(
  identity: Pick<AlertIdentity, 'namespace' | 'ruleId' | 'group'> & { readonly key: string },
): string {
  const parts = [identity.namespace, identity.ruleId]
  for (const [field, value] of Object.entries(identity.group)) parts.push(field, value)
  parts.push(identity.key)
  return shortHash(parts)
}
