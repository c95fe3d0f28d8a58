/**
 * Runs the tests: every `test/**\/*.test.ts`, or those whose path contains one of the words given. Prints one line per
 * file, every failure in full at the end, and closes with `N passed, N failed`.
 *
 *   --long     the figures that take minutes (TOCSIN_SCALE=100 unless set)
 *   --list     also names every test
 *   --slow     also tells which files took longest
 */
import { globSync } from 'node:fs'
import path from 'node:path'
import { run } from 'node:test'
import { fileURLToPath } from 'node:url'
import { availableParallelism } from 'node:os'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'))
const words = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const isLong = flags.includes('--long')
process.env['TOCSIN_SCALE'] ??= isLong ? '100' : '1'
process.chdir(root)

interface Failure {
  readonly name: string
  readonly file: string
  readonly error: string
}

const files = globSync('test/**/*.test.ts')
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .toSorted()
if (files.length === 0) {
  console.error(`no test file matches ${words.join(' ')}`)
  process.exit(1)
}

const counts = new Map<string, { passed: number; failed: number; skipped: number }>()
const failures: Failure[] = []
let totals = { passed: 0, failed: 0, skipped: 0 }
const started = Date.now()
/** milliseconds by file, of its outermost tests */
const times = new Map<string, number>()

/** Error text with its cause, without the test runner's own frames. */
function describeError(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error
  return (cause.stack ?? cause.message)
    .split('\n')
    .filter((line) => !line.includes('node:internal'))
    .join('\n')
}

// One more than there are processors: many tests wait for another process.
const stream = run({ files, concurrency: availableParallelism() + 1, timeout: isLong ? 3_600_000 : 300_000 })
stream.on('test:pass', (event) => {
  time(event)
  note(event.file, event.name, event.details.type, event.skip, null)
})
stream.on('test:fail', (event) => {
  time(event)
  // A suite fails because a test in it failed: that one is told already.
  if (event.details.type !== 'suite' || event.details.error.cause === undefined) {
    note(event.file, event.name, event.details.type, undefined, event.details.error)
  }
})
stream.on('test:stdout', (event) => process.stdout.write(event.message))
stream.on('test:stderr', (event) => process.stderr.write(event.message))

function time({ file, nesting, details }: { file?: string; nesting: number; details: { duration_ms: number } }): void {
  if (file && nesting === 0) times.set(file, (times.get(file) ?? 0) + details.duration_ms)
}

/** The runner reports each file itself as a test too; those are no tests of ours. */
function note(
  file: string | undefined,
  name: string,
  type: string | undefined,
  skip: string | boolean | undefined,
  error: Error | null,
): void {
  const relative = file ? path.relative(root, file) : name
  if (error) {
    failures.push({ name, file: relative, error: describeError(error) })
    if (!error.message.includes('subtest')) totals = { ...totals, failed: totals.failed + 1 }
    count(relative, 'failed')
    return
  }
  if (type === 'suite' || name === relative || path.resolve(name) === file) return
  const kind = skip === undefined || skip === false ? 'passed' : 'skipped'
  totals = { ...totals, [kind]: totals[kind] + 1 }
  count(relative, kind)
  if (kind === 'skipped') console.log(`  skipped: ${name} (${typeof skip === 'string' ? skip : 'no reason'})`)
  else if (flags.includes('--list')) console.log(`  ✔ ${relative} › ${name}`)
}

function count(file: string, kind: 'passed' | 'failed' | 'skipped'): void {
  const entry = counts.get(file) ?? { passed: 0, failed: 0, skipped: 0 }
  entry[kind] += 1
  counts.set(file, entry)
}

stream.on('end', () => {
  for (const [file, { passed, failed, skipped }] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const extra = skipped > 0 ? `, ${skipped} skipped` : ''
    console.log(`${failed > 0 ? '✘' : '✔'} ${file}  ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}${extra}`)
  }
  const slowest = flags.includes('--slow') ? [...times].toSorted(([, a], [, b]) => b - a).slice(0, 30) : []
  for (const [file, taken] of slowest)
    console.log(`${(taken / 1000).toFixed(1).padStart(7)} s  ${path.relative(root, file)}`)
  for (const failure of failures) console.log(`\n✘ ${failure.file} › ${failure.name}\n${failure.error}`)
  console.log(
    `\n${files.length} files in ${((Date.now() - started) / 1000).toFixed(1)} s, scale ${process.env['TOCSIN_SCALE']}`,
  )
  console.log(
    `${totals.passed} passed, ${failures.length} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`,
  )
  process.exitCode = failures.length > 0 || totals.passed === 0 ? 1 : 0
})
stream.resume()
