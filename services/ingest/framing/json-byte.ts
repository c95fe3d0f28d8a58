/** Bytes that have a meaning in JSON. */
export const BYTE = {
  tab: 9,
  newline: 10,
  carriageReturn: 13,
  space: 32,
  quote: 34,
  comma: 44,
  colon: 58,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  openBrace: 123,
  closeBrace: 125,
} as const

/** What a byte is where a token may start. */
export const KIND = { other: 0, blank: 1, quote: 2, open: 3, close: 4, comma: 5, colon: 6, scalar: 7 } as const

/** The {@link KIND} of every byte. Scalar bytes are those of numbers and of `true`, `false`, `null`, generously. */
export const CLASS: Uint8Array = classes()

function classes(): Uint8Array {
  const table = new Uint8Array(256)
  for (const byte of [BYTE.tab, BYTE.newline, BYTE.carriageReturn, BYTE.space]) table[byte] = KIND.blank
  for (let byte = 48; byte < 58; byte += 1) table[byte] = KIND.scalar
  for (let byte = 97; byte < 123; byte += 1) table[byte] = KIND.scalar
  for (const sign of '+-.E') table[sign.charCodeAt(0)] = KIND.scalar
  table[BYTE.quote] = KIND.quote
  table[BYTE.comma] = KIND.comma
  table[BYTE.colon] = KIND.colon
  table[BYTE.openBracket] = KIND.open
  table[BYTE.openBrace] = KIND.open
  table[BYTE.closeBracket] = KIND.close
  table[BYTE.closeBrace] = KIND.close
  return table
}
