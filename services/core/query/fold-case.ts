/**
 * Text as searches compare it: without case. Applying it twice changes nothing more. The two small sigmas of Greek are
 * one letter here, because which of them lower-casing gives depends on the text around, and a pattern is cut into pieces.
 */
export function foldCase(text: string): string {
  const lower = text.toLowerCase()
  return lower.includes('ς') ? lower.replaceAll('ς', 'σ') : lower
}
