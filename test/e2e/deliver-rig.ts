import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DEFAULT_START } from '../../services/app/demo/write-cloudtrail-files.ts'
import type { Alert } from '../../services/core/alert.ts'
import { isAtLeast, type RuleInfo } from '../../services/core/rule.ts'
import { spawnTocsin, type TocsinProcess } from '../support/tocsin-process.ts'
import { dayLines, storyLines } from '../support/trail-input.ts'

const HOUR = 3_600_000

/** Secrets of these tests: no output may hold one of them. */
export const KEY = 'EXAMPLEKEY0123456789012345678901'
export const SECRET = 'webhook secret EXAMPLE'
export const TOKEN = 'Bearer EXAMPLE-TOKEN-0123456789'

/** Writes a trail in which attacks stand, and a configuration that tells `oncall` and, if given, `soc`. */
export async function writeDeliverInput(
  directory: string,
  { pager, hook, lists = '', follow = false }: { pager: string; hook?: string; lists?: string; follow?: boolean },
): Promise<void> {
  await mkdir(path.join(directory, 'trail'), { recursive: true })
  const lines = [
    ...storyLines(8),
    ...dayLines(8, 200),
    ...storyLines(8, DEFAULT_START + HOUR),
    ...storyLines(9, DEFAULT_START + 5 * HOUR),
  ]
  await writeFile(path.join(directory, 'trail', 'a.ndjson'), lines.map((line) => `${line}\n`).join(''))
  await writeFile(path.join(directory, 'secret.txt'), `${SECRET}\n`)
  const soc = `
    - name: soc
      kind: webhook
      url: ${hook}
      secret: {file: ./secret.txt}
      header: {name: Authorization, value: {env: SOC_TOKEN}}
      timeout: 2s`
  await writeFile(
    path.join(directory, 'tocsin.yml'),
    `data: ./store
sources:
  - {name: trail, collector: files, type: aws/cloudtrail, paths: [./trail], follow: ${follow}, poll: 1s}
deliver:
  max_event_age: 9999d
  destinations:
    - name: oncall
      kind: pagerduty
      routing_key: {env: PAGER_KEY}
      url: ${pager}
      timeout: 1s${hook === undefined ? '' : soc}
${lists}`,
  )
}

/** Starts the program in this folder with the secrets in its environment. */
export function startWithSecrets(directory: string, ...args: readonly string[]): TocsinProcess {
  const secrets = { PAGER_KEY: KEY, SOC_TOKEN: TOKEN }
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory, NO_COLOR: '1', COLUMNS: '200', ...secrets }
  return spawnTocsin(args, { cwd: directory, env })
}

/** The alerts that somebody must be told of. */
export function pageWorthy(alerts: readonly Alert[], ruleOf: (id: string) => RuleInfo | undefined): readonly Alert[] {
  return alerts.filter(
    ({ rule, continues }) => continues === null && isAtLeast(rule.level, 'high') && ruleOf(rule.id)?.page === true,
  )
}
