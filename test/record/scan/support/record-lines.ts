import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createBackground } from '../../../../services/app/demo/create-background.ts'
import { createCompany } from '../../../../services/app/demo/company.ts'
import { createRandom } from '../../../../services/app/demo/random.ts'
import { isObject } from '../../../../services/core/json.ts'

const CORPUS = path.resolve(import.meta.dirname, '../../../../../shared/corpora/cloud')

/** Real records as JSON text: lines of files, or whole files where those are one record. Empty where the corpora are not there. */
export function corpusLines(): readonly string[] {
  if (!existsSync(CORPUS)) return []
  const files = globSync('**/*.{json,jsonl,ndjson,log}', { cwd: CORPUS }).toSorted()
  return files.flatMap((file) => {
    const text = readFileSync(path.join(CORPUS, file), 'utf8')
    const lines = text.split('\n').filter(isRecord)
    return lines.length > 0 ? lines : [text].filter(isRecord)
  })
}

/** Records of the demo's company. */
export function demoLines(seed: number, count: number, shape: 'dense' | 'real'): readonly string[] {
  const background = createBackground({ company: createCompany(seed), random: createRandom(seed), shape })
  return Array.from({ length: count }, (_none, at) => background(Date.UTC(2026, 2, 14, 8) + at * 50).text)
}

function isRecord(text: string): boolean {
  try {
    return isObject(JSON.parse(text))
  } catch {
    return false
  }
}
