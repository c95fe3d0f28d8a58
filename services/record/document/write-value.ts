import type { JsonValue } from '../../core/json.ts'
import type { DocumentKernel, Region } from './document-kernel.ts'

const ZERO = 48
const COMMA = 44
const OPEN = 91
const CLOSE = 93
/** Longer text is left to what the platform has. */
const SHORT = 256

/** Writes a value's JSON text into a region; false when there is no room for it. The text ends where the region then is. */
export function writeValue(kernel: DocumentKernel, region: Region, value: JsonValue): boolean {
  if (typeof value === 'string' && value.length <= SHORT && kernel.addPlain(region, value)) return true
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
    return writeInteger(kernel.bytes, region, value)
  }
  if (Array.isArray(value) && writeTexts(kernel, region, value)) return true
  return kernel.add(region, JSON.stringify(value)) >= 0
}

/** A list of texts as {@link DocumentKernel.addPlain} takes them; false for any other list, and when there is no room. */
function writeTexts(kernel: DocumentKernel, region: Region, list: readonly JsonValue[]): boolean {
  const { bytes } = kernel
  const start = region.at
  for (const item of list) {
    bytes[region.at] = region.at === start ? OPEN : COMMA
    region.at += 1
    if (typeof item !== 'string' || item.length > SHORT || !kernel.addPlain(region, item)) {
      region.at = start
      return false
    }
  }
  if (region.at === start) return false
  bytes[region.at] = CLOSE
  region.at += 1
  return true
}

function writeInteger(bytes: Uint8Array, region: Region, value: number): boolean {
  let digits = 1
  for (let limit = 10; limit <= value; limit *= 10) digits += 1
  if (region.at + digits > region.end) return false
  let rest = value
  for (let at = region.at + digits - 1; at >= region.at; at -= 1) {
    const next = Math.floor(rest / 10)
    bytes[at] = ZERO + rest - next * 10
    rest = next
  }
  region.at += digits
  return true
}
