import { buildEngine, type Engine } from '../../../services/app/engine.ts'
import { huntMatches, type HuntMatchesOptions, type MatchesFound } from '../../../services/app/hunt/hunt-matches.ts'
import type { MatchLine } from '../../../services/app/hunt/match-lines.ts'
import { DEFAULT_INFLATE_LIMITS } from '../../../services/ingest/decompress/decompress.ts'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'

/** Rules for tests of matches: of every level, with and without a filter. */
export const MATCH_RULES = `
title: Trail deleted
id: 7d5f2c1e-4b1a-4d38-9f10-5a0f3a1b2c3d
level: high
tags: [attack.t1562.008]
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: DeleteTrail, eventSource|endswith: .amazonaws.com }
  other: { userAgent|contains: nobody }
  condition: selection and not other
---
title: Anything by a user
id: 0b8a9d3c-1e2f-4a5b-8c6d-7e8f9a0b1c2d
level: informational
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { userIdentity.type: IAMUser, requestParameters.groups.items.name|contains: a }
  key: { responseElements.credentials.sessionToken|exists: true }
  condition: selection or key
---
title: Only people
id: 5b8a9d3c-1e2f-4a5b-8c6d-7e8f9a0b1c2e
name: only_people
level: low
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: ListUsers }, condition: selection }
---
title: Not maria
id: 6b8a9d3c-1e2f-4a5b-8c6d-7e8f9a0b1c2f
logsource: { product: aws, service: cloudtrail }
filter:
  rules: [only_people]
  selection: { userIdentity.userName: maria }
  condition: not selection
---
title: Words
id: 9b8a9d3c-1e2f-4a5b-8c6d-7e8f9a0b1c2a
level: critical
logsource: { product: aws, service: cloudtrail }
detection: { keywords: [mimikatz], condition: keywords }
---
title: By the mapped name
id: 8b8a9d3c-1e2f-4a5b-8c6d-7e8f9a0b1c2b
level: medium
logsource: { product: aws, service: cloudtrail }
taxonomy: ecs
detection: { selection: { event.action: PutObject, aws.cloudtrail.requestParameters.url|contains: https }, condition: selection }
`

/** The engine for rules in one file. */
export function engineOf(text: string): Engine {
  return buildEngine(loadRuleSet([{ file: 'rules.yml', text }], { lists: new Map(), disable: [], levels: {} }))
}

/** What a hunt for matches gave. */
export interface MatchesRun extends MatchesFound {
  readonly text: string
  readonly lines: readonly MatchLine[]
  /** `position reason` of what could not be read, in order */
  readonly faults: readonly string[]
}

/** Hunts for matches and collects what it writes. */
export async function runMatches(
  engine: Engine,
  paths: readonly string[],
  options: Partial<HuntMatchesOptions> = {},
): Promise<MatchesRun> {
  let text = ''
  const faults: string[] = []
  const found = await huntMatches({
    paths,
    engine,
    type: 'auto',
    least: 'informational',
    maxRecordBytes: 1024 * 1024,
    inflate: DEFAULT_INFLATE_LIMITS,
    signal: new AbortController().signal,
    progress: () => undefined,
    unreadable: ({ file, position, reason }) => void faults.push(`${file} ${position} ${reason}`),
    write: async (bytes) => {
      text += Buffer.from(bytes).toString('utf8')
      await Promise.resolve()
    },
    ...options,
  })
  const lines = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as MatchLine)
  return { ...found, text, lines, faults }
}
