/** Writes every generated file from its source, or with `--check` compares and fails when one is not up to date. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateConfigSchema } from './generate/config-schema.ts'
import { generateEventFields } from './generate/event-fields.ts'
import { generateLatenessTable } from './generate/lateness-table.ts'
import { generateOperations } from './generate/operations.ts'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** Target file → its text; both relative to the repository. */
const GENERATED: Readonly<Record<string, (read: (file: string) => string) => string>> = {
  'services/record/generated/event-fields.ts': (read) => generateEventFields(read('schemas/event.yml')),
  'schemas/config.schema.json': () => generateConfigSchema(),
  'services/correlate/generated/lateness-table.ts': (read) => generateLatenessTable(read('schemas/lateness.yml')),
  'services/normalize/generated/operations.ts': (read) => generateOperations(read('schemas/operations.yml')),
}

const isCheck = process.argv.includes('--check')
let stale = 0
for (const [file, generate] of Object.entries(GENERATED)) {
  const target = path.join(root, file)
  const wanted = generate((source) => readFileSync(path.join(root, source), 'utf8'))
  const present = tryRead(target)
  if (present === wanted) continue
  if (isCheck) {
    console.error(`${file} is not up to date: run \`npm run generate\``)
    stale += 1
  } else {
    writeFileSync(target, wanted)
    console.log(`wrote ${file}`)
  }
}
process.exitCode = stale > 0 ? 1 : 0

function tryRead(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
