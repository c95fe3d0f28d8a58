import { load } from 'js-yaml'

interface LatenessSource {
  readonly default: string
  readonly datasets: Readonly<Record<string, string>>
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `services/correlate/generated/lateness-table.ts` from the text of `schemas/lateness.yml`. */
export function generateLatenessTable(schema: string): string {
  const { default: usual, datasets } = load(schema) as LatenessSource
  const rows = Object.entries(datasets).map(
    ([dataset, wait]) => `  ['${dataset}', ${number(milliseconds(dataset, wait))}],`,
  )
  return `// Generated from schemas/lateness.yml by \`npm run generate\`. Do not edit.

/** How late records of a dataset may come, in milliseconds, where the table does not name it. */
export const DEFAULT_LATENESS = ${number(milliseconds('default', usual))}

/** \`event.dataset\` → how late its records may come and still count, in milliseconds. */
export const LATENESS: ReadonlyMap<string, number> = new Map([
${rows.join('\n')}
])
`
}

function milliseconds(name: string, wait: string): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/u.exec(wait) ?? []
  const length = UNITS[unit]
  if (length === undefined) throw new Error(`schemas/lateness.yml: ${name}: ${wait} is no length of time such as 30m`)
  return Number(count) * length
}

/** In groups of three digits, as the formatter leaves it. */
function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/gu, '_')
}
