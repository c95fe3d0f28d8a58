/** All static checks: types, lint with the import rules, format, generated files. Ends with `N passed, N failed`. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

const CHECKS: readonly { readonly name: string; readonly command: readonly string[]; readonly fix: string }[] = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', '.'], fix: '' },
  {
    name: 'lint',
    command: [
      'node_modules/oxlint/bin/oxlint',
      '--type-aware',
      '--deny-warnings',
      '--report-unused-disable-directives',
    ],
    fix: '',
  },
  { name: 'format', command: ['node_modules/oxfmt/bin/oxfmt', '--check', '.'], fix: 'npm run format' },
  { name: 'generated files', command: ['scripts/generate.ts', '--check'], fix: 'npm run generate' },
]

let failed = 0
for (const check of CHECKS) {
  const started = Date.now()
  const result = spawnSync(process.execPath, check.command, { cwd: root, encoding: 'utf8' })
  const isGood = result.status === 0
  if (!isGood) failed += 1
  console.log(`${isGood ? '✔' : '✘'} ${check.name} (${Date.now() - started} ms)`)
  if (!isGood) console.log(`${result.stdout}${result.stderr}${check.fix === '' ? '' : `\nto fix: ${check.fix}`}`)
}
console.log(`${CHECKS.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
