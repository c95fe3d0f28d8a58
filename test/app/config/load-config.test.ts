import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultConfig } from '../../../services/app/config/build-config.ts'
import type { Config } from '../../../services/app/config/config.ts'
import { renderConfigProblems } from '../../../services/app/config/config-problem.ts'
import { loadConfig, type LoadConfigOptions } from '../../../services/app/config/load-config.ts'

const SECRET = 'SECRET-EXAMPLE value!'
const FILES: Readonly<Record<string, string>> = {
  '/etc/tocsin/secrets/region': 'eu-central-1\n',
  '/etc/tocsin/secrets/bad': SECRET,
  '/run/lines': 'a\nb\n',
}

const OPTIONS: LoadConfigOptions = {
  file: '/etc/tocsin/tocsin.yml',
  env: { HOME: '/home/ann', REGION: 'us-east-1', RATIO: '50', BAD: SECRET, EMPTY: '' },
  readFile: (file) => {
    const text = FILES[file]
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    return text
  },
}

const DEFAULTS = defaultConfig({ directory: '/etc/tocsin', env: OPTIONS.env })
const DAY = 86_400_000
const NO_LISTS = { usual_regions: [], own_accounts: [], break_glass_users: [] }

/** A configuration as the tables show it: lists as a map of YAML has them. */
function configOf(text: string): Omit<Config, 'lists'> & { readonly lists: unknown } {
  const loaded = loadConfig(text, OPTIONS)
  if ('problems' in loaded) assert.fail(renderConfigProblems(loaded.problems))
  return { ...loaded.config, lists: Object.fromEntries(loaded.config.lists) }
}

const SOURCE = `
sources:
  - name: trail
    collector: files
    paths: [logs]
`

const LOADED: readonly {
  readonly name: string
  readonly text: string
  readonly config: Partial<Record<keyof Config, unknown>>
}[] = [
  { name: 'nothing: the defaults', text: '', config: {} },
  { name: 'only comments', text: '# nothing yet\n---\n', config: {} },
  { name: 'keys without values', text: 'data:\nsources:\nlists:\n  own_accounts:\n', config: {} },
  { name: 'a relative folder', text: 'data: ./store', config: { data: '/etc/tocsin/store' } },
  { name: 'an absolute folder', text: 'data: /var/lib/tocsin', config: { data: '/var/lib/tocsin' } },
  { name: "a folder of one's own", text: 'data: ~/tocsin', config: { data: '/home/ann/tocsin' } },
  { name: 'a namespace', text: 'namespace: team_blue', config: { namespace: 'team_blue' } },
  { name: 'a log level', text: 'log: { level: debug }', config: { log: { level: 'debug' } } },
  {
    name: 'a source',
    text: SOURCE,
    config: {
      sources: [
        { name: 'trail', collector: 'files', type: 'auto', paths: ['/etc/tocsin/logs'], follow: true, poll: 1000 },
      ],
    },
  },
  {
    name: 'a source with everything',
    text: 'sources: [{ name: a-1, collector: files, type: aws/cloudtrail, paths: ["~/l/**/*.gz", /x], follow: false, poll: 5m }]',
    config: {
      sources: [
        {
          name: 'a-1',
          collector: 'files',
          type: 'aws/cloudtrail',
          paths: ['/home/ann/l/**/*.gz', '/x'],
          follow: false,
          poll: 300_000,
        },
      ],
    },
  },
  {
    name: 'how long things are kept',
    text: 'retention: { audit: 52w, flow: forever, datasets: { aws.elb: 12h }, raw: 0d, at_least: 0s, alerts: 10d }',
    config: {
      retention: {
        ...DEFAULTS.retention,
        kinds: { ...DEFAULTS.retention.kinds, audit: 364 * DAY, flow: Number.POSITIVE_INFINITY },
        datasets: { 'aws.elb': DAY / 2 },
        raw: 0,
        atLeast: 0,
        alerts: 10 * DAY,
      },
    },
  },
  {
    name: 'room for the store',
    text: 'store: { max_size: 1.5 GB, min_free: 500MB }',
    config: { store: { maxBytes: 1.5 * 1024 ** 3, minFreeBytes: 500 * 1024 ** 2 } },
  },
  { name: 'any room', text: 'store: { max_size: unlimited }', config: { store: DEFAULTS.store } },
  {
    name: 'limits',
    text: 'limits: { max_record: 500KB, max_inflated: 1.5 GB, max_ratio: 1000 }',
    config: {
      limits: { ...DEFAULTS.limits, maxRecordBytes: 512_000, maxInflatedBytes: 1.5 * 1024 ** 3, maxRatio: 1000 },
    },
  },
  {
    name: 'limits of rules that look at several events',
    text: 'limits: { correlation_groups: 100, correlation_entries: 16, new_values: 50000000 }',
    config: {
      limits: { ...DEFAULTS.limits, correlationGroups: 100, correlationEntries: 16, newValues: 50_000_000 },
    },
  },
  {
    name: 'rules',
    text: 'rules: { dirs: [mine], builtin: false, disable: [Root login, 12], levels: { Root login: low, __proto__: high } }',
    config: {
      rules: {
        dirs: ['/etc/tocsin/mine'],
        builtin: false,
        reload: true,
        disable: ['Root login', '12'],
        levels: Object.fromEntries([
          ['Root login', 'low'],
          ['__proto__', 'high'],
        ]),
      },
    },
  },
  {
    name: 'lists: numbers are kept as they are written, words are no switches, dates no dates',
    text: 'lists: { own_accounts: [012345678901, 111122223333, 1e3, 0x1F], usual_regions: [no, on, ~, 2026-01-01] }',
    config: {
      lists: {
        ...NO_LISTS,
        own_accounts: ['012345678901', '111122223333', '1e3', '0x1F'],
        usual_regions: ['no', 'on', '~', '2026-01-01'],
      },
    },
  },
  {
    name: "a list of one's own",
    text: 'lists: { JumpServers: [a] }',
    config: { lists: { ...NO_LISTS, JumpServers: ['a'] } },
  },
  {
    name: 'a standard list in other letters',
    text: 'lists: { Own_Accounts: [a] }',
    config: { lists: { ...NO_LISTS, own_accounts: ['a'] } },
  },
  {
    name: 'references',
    text: `lists: { usual_regions: ["\${file:secrets/region}", "\${env:REGION}", "a-\${env:REGION}-\${env:RATIO}", "\${file:/run/lines}"] }`,
    config: { lists: { ...NO_LISTS, usual_regions: ['eu-central-1', 'us-east-1', 'a-us-east-1-50', 'a\nb'] } },
  },
  {
    name: 'a reference for a number',
    text: 'limits: { max_ratio: "${env:RATIO}" }',
    config: { limits: { ...DEFAULTS.limits, maxRatio: 50 } },
  },
  {
    name: 'no reference',
    text: 'lists: { x: ["$${env:REGION}", "$REGION", "a$"] }',
    config: { lists: { ...NO_LISTS, x: ['${env:REGION}', '$REGION', 'a$'] } },
  },
  {
    name: 'a reference is resolved once',
    text: 'lists: { x: ["$${env:REGION}${env:RATIO}"] }',
    config: { lists: { ...NO_LISTS, x: ['${env:REGION}50'] } },
  },
  {
    name: 'anchors',
    text: 'lists: { usual_regions: &r [a, b], mine: *r }',
    config: { lists: { ...NO_LISTS, usual_regions: ['a', 'b'], mine: ['a', 'b'] } },
  },
]

describe('a configuration is loaded', () => {
  for (const { name, text, config } of LOADED) {
    test(name, () => {
      const wanted = { ...DEFAULTS, lists: NO_LISTS, ...config }
      assert.deepEqual(configOf(text), wanted)
    })
  }

  test('the defaults are the documented ones', () => {
    assert.deepEqual(configOf(''), {
      data: '/home/ann/.local/state/tocsin',
      namespace: 'tocsin',
      log: { level: 'info' },
      sources: [],
      limits: {
        maxRecordBytes: 16 * 1024 ** 2,
        maxInflatedBytes: 8 * 1024 ** 3,
        maxRatio: 200,
        correlationGroups: 200_000,
        correlationEntries: 1024,
        newValues: 1_000_000,
      },
      retention: {
        kinds: {
          audit: 365 * DAY,
          access: 90 * DAY,
          flow: 90 * DAY,
          dns: 90 * DAY,
          finding: 365 * DAY,
          unknown: 365 * DAY,
        },
        datasets: {},
        raw: 30 * DAY,
        deadLetters: 365 * DAY,
        alerts: 730 * DAY,
        atLeast: 7 * DAY,
      },
      store: { maxBytes: null, minFreeBytes: 1024 ** 3 },
      rules: { dirs: [], builtin: true, reload: true, disable: [], levels: {} },
      lists: NO_LISTS,
      deliver: { minLevel: 'high', maxAge: 86_400_000, maxEventAge: 604_800_000, destinations: [] },
    })
  })
})

/** Problems as `line:column path: message`. */
const REFUSED: readonly { readonly name: string; readonly text: string; readonly problems: readonly RegExp[] }[] = [
  {
    name: 'a key that is none',
    text: 'data: a\nsorces: []',
    problems: [/^2:1 sorces: unknown key \| did you mean sources\?$/],
  },
  {
    name: 'a key that resembles none',
    text: 'destinations: []',
    problems: [/^1:1 destinations: unknown key \| known here: data, namespace,/],
  },
  {
    name: 'a key deep inside',
    text: `${SOURCE}    flow: true`,
    problems: [/^6:5 sources\[0\]\.flow: unknown key \| did you mean follow\?$/],
  },
  { name: 'a list for the whole', text: '- a', problems: [/^1:1 must be a map/] },
  { name: 'a text for a list', text: 'sources: trail', problems: [/^1:10 sources: must be a list$/] },
  { name: 'a list for a text', text: 'data: [a]', problems: [/^1:7 data: must be text$/] },
  {
    name: 'what is missing',
    text: 'sources:\n  - name: a',
    problems: [/^2:5 sources\[0\]: collector is missing$/, /^2:5 sources\[0\]: paths is missing$/],
  },
  {
    name: 'no paths',
    text: 'sources:\n  - { name: a, collector: files, paths: [] }',
    problems: [/^2:41 sources\[0\]\.paths: must have at least one entry$/],
  },
  {
    name: 'an empty path',
    text: 'sources: [{ name: a, collector: files, paths: [""] }]',
    problems: [/paths\[0\]: must not be empty$/],
  },
  {
    name: 'a wrong collector',
    text: 'sources: [{ name: a, collector: s3, paths: [a] }]',
    problems: [/collector: must be files$/],
  },
  {
    name: 'a wrong type',
    text: 'sources: [{ name: a, collector: files, paths: [a], type: aws/cloudtrial }]',
    problems: [/type: must be one of auto, aws\/cloudtrail \| did you mean aws\/cloudtrail\?$/],
  },
  {
    name: 'a wrong name',
    text: 'sources: [{ name: A b, collector: files, paths: [a] }]',
    problems: [/name: must be a name of small letters/],
  },
  {
    name: 'a name that is taken',
    text: 'sources:\n  - { name: a, collector: files, paths: [a] }\n  - { name: a, collector: files, paths: [b] }',
    problems: [/^3:13 sources\[1\]\.name: sources\[0\] has this name already/],
  },
  {
    name: 'a wrong switch',
    text: `${SOURCE}    follow: yes`,
    problems: [/^6:13 sources\[0\]\.follow: must be true or false$/],
  },
  { name: 'a duration without a unit', text: `${SOURCE}    poll: 5`, problems: [/poll: must be a duration: 1s/] },
  { name: 'a duration of nothing', text: `${SOURCE}    poll: 0s`, problems: [/poll: must be a duration: 1s/] },
  {
    name: 'a span without a unit',
    text: 'retention: { audit: 30 }',
    problems: [/retention\.audit: must be a span of time/],
  },
  {
    name: 'a span of a kind that there is not',
    text: 'retention: { flows: 30d }',
    problems: [/retention\.flows: unknown key/],
  },
  {
    name: 'a span of a dataset that is none',
    text: 'retention: { datasets: { aws.elb: long } }',
    problems: [/must be a span of time: 30d, 52w, 12h, or forever/],
  },
  {
    name: 'a store without room',
    text: 'store: { max_size: 10MB }',
    problems: [/store\.max_size: must be at least 64MB$/],
  },
  { name: 'a size without a unit', text: 'limits: { max_record: 16 }', problems: [/max_record: must be a size/] },
  {
    name: 'a number that is none',
    text: 'limits: { max_ratio: many }',
    problems: [/max_ratio: must be a whole number$/],
  },
  { name: 'half a number', text: 'limits: { max_ratio: 1.5 }', problems: [/max_ratio: must be a whole number$/] },
  {
    name: 'no room for groups',
    text: 'limits: { correlation_groups: 0, correlation_entries: 15, new_values: -1 }',
    problems: [
      /correlation_groups: must be 100 or more$/,
      /correlation_entries: must be 16 or more$/,
      /new_values: must be 1000 or more$/,
    ],
  },
  { name: 'too small a number', text: 'limits: { max_ratio: 0 }', problems: [/max_ratio: must be 1 or more$/] },
  {
    name: 'bounds that contradict',
    text: 'limits: { max_record: 1GB, max_inflated: 1MB }',
    problems: [/^1:42 limits\.max_inflated: .* as large as max_record$/],
  },
  {
    name: 'bounds that contradict a default',
    text: 'limits: { max_record: 9GB }',
    problems: [/^1:23 limits\.max_record: /],
  },
  {
    name: 'a wrong level',
    text: 'rules: { levels: { Root login: hihg } }',
    problems: [/^1:32 rules\.levels\["Root login"\]: must be one of .* \| did you mean high\?$/],
  },
  { name: 'a wrong log level', text: 'log: { level: loud }', problems: [/level: must be one of silent,/] },
  {
    name: 'the name of a list',
    text: 'lists: { "a b": [] }',
    problems: [/^1:10 lists\["a b"\]: the name of a list has letters/],
  },
  {
    name: 'two lists of one name',
    text: 'lists:\n  Mine: [a]\n  mine: [b]',
    problems: [/^3:3 lists\.mine: the list Mine has this name already/],
  },
  {
    name: 'an entry that is a list',
    text: 'lists: { mine: [[a]] }',
    problems: [/^1:17 lists\.mine\[0\]: must be text$/],
  },
  { name: 'a wrong namespace', text: 'namespace: Team-Blue', problems: [/^1:12 namespace: must be small letters/] },
  {
    name: 'a variable that is not set',
    text: 'data: a\nnamespace: ${env:NOPE}',
    problems: [/^2:12 namespace: needs the environment variable NOPE, which is not set$/],
  },
  {
    name: 'a variable that only every object has',
    text: 'namespace: ${env:constructor}',
    problems: [/constructor, which is not set$/],
  },
  {
    name: 'a variable that is empty',
    text: 'namespace: ${env:EMPTY}',
    problems: [/^1:12 namespace: must be small letters/],
  },
  {
    name: 'a file that is missing',
    text: 'data: "${file:secrets/nope}"',
    problems: [/^1:7 data: needs the file secrets\/nope, which does not exist$/],
  },
  {
    name: 'a reference that is none',
    text: 'data: "${HOME}/x"',
    problems: [/^1:7 data: has a reference that is none \| write \$\{env:NAME\}/],
  },
  {
    name: 'a reference that does not end',
    text: 'data: "${env:HOME"',
    problems: [/^1:7 data: has a reference that is none/],
  },
  { name: 'no YAML', text: 'data: [a\nlog: {', problems: [/^2:1 no valid YAML: /, /^2:7 no valid YAML: /] },
  {
    name: 'a reference without its quotes',
    text: 'limits: { max_ratio: ${env:RATIO} }',
    problems: [/^1:23 no valid YAML: .* \| .* must stand in quotes/],
  },
  { name: 'a key twice', text: 'data: a\ndata: b', problems: [/^2:1 no valid YAML: /] },
  { name: 'two documents', text: 'data: a\n---\ndata: b', problems: [/more than one document/] },
  { name: 'a tag', text: 'data: !!js/function "x"', problems: [/^1:7 no valid YAML: /] },
  {
    name: 'a circle of anchors',
    text: 'lists: { mine: &m [*m] }',
    problems: [/lists\.mine: must|nested deeper than/, /./],
  },
]

describe('a configuration is refused', () => {
  for (const { name, text, problems } of REFUSED) {
    test(name, () => {
      const shown = problemsOf(text)
      assert.equal(shown.length, problems.length, shown.join('\n'))
      for (const [at, pattern] of problems.entries()) assert.match(shown[at] ?? '', pattern)
    })
  }

  test('with all problems at once, in the order of the file', () => {
    const text = `namespce: x
log: { level: inf }
sources:
  - name: A
    colector: files
    paths: ["\${env:NOPE}"]
    poll: soon
limits: { max_ratio: 0 }
lists: { a: [x], A: [y] }
`
    assert.deepEqual(
      problemsOf(text).map((line) => line.split(/[: ]/, 1)[0]),
      ['1', '2', '4', '4', '5', '6', '7', '8', '9'],
    )
  })

  test('which can be shown', () => {
    const loaded = loadConfig('dat: a\nlog:\n  level: loud\n', { ...OPTIONS, file: 'tocsin.yml' })
    assert.ok('problems' in loaded)
    assert.equal(
      renderConfigProblems(loaded.problems),
      `tocsin.yml:1:1: dat: unknown key
  hint: did you mean data?
tocsin.yml:3:10: log.level: must be one of silent, fatal, error, warn, info, debug, trace
2 problems`,
    )
  })

  test('without showing a secret', () => {
    const reference = ['${env:BAD}', '${file:secrets/bad}']
    for (const secret of reference) {
      const text = `data: a
namespace: "${secret}"
log: { level: "${secret}" }
sources:
  - { name: "${secret}", collector: "${secret}", type: "${secret}", paths: ["${secret}"], follow: "${secret}", poll: "${secret}" }
  - { name: "${secret}", collector: files, paths: "${secret}" }
limits: { max_record: "${secret}", max_ratio: "${secret}" }
rules: { levels: { a: "${secret}" }, dirs: "${secret}" }
lists: "${secret}"
`
      const loaded = loadConfig(text, OPTIONS)
      assert.ok('problems' in loaded)
      assert.ok(loaded.problems.length >= 13, renderConfigProblems(loaded.problems))
      assert.ok(!JSON.stringify(loaded).includes('SECRET'), renderConfigProblems(loaded.problems))
    }
  })

  test('when aliases unfold it into millions of values', () => {
    let text = 'lists:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n'
    for (let level = 1; level < 12; level += 1)
      text += `  a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]\n`
    const start = performance.now()
    assert.ok(problemsOf(text).some((problem) => problem.includes('more than 500000 values')))
    assert.ok(performance.now() - start < 5000)
  })
})

function problemsOf(text: string): readonly string[] {
  const loaded = loadConfig(text, OPTIONS)
  if (!('problems' in loaded)) assert.fail(`it was loaded: ${JSON.stringify(loaded.config)}`)
  return loaded.problems.map(({ line, column, path, message, hint }) => {
    return `${line}:${column} ${path === '' ? '' : `${path}: `}${message}${hint === '' ? '' : ` | ${hint}`}`
  })
}
