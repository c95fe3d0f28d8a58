/**
 * Text as it is compared without case: lower case of all of Unicode, and one form of the Greek sigma, because the lower
 * case of `Σ` depends on what stands next to it and would break searches for a part of a word.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  return lower.includes('ς') ? lower.replaceAll('ς', 'σ') : lower
}
