import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadConfig } from '../../../services/app/config/load-config.ts'
import type { DeliverConfig } from '../../../services/app/config/deliver-config.ts'
import { readSecrets } from '../../../services/app/deliver/read-secrets.ts'
import { messageOf } from '../../../services/core/errors.ts'

const SECRET = 'EXAMPLEKEY0123456789012345678901'
const OPTIONS = {
  file: '/etc/tocsin/tocsin.yml',
  env: { HOME: '/home/ann', PAGER_KEY: SECRET },
  readFile: (): string => assert.fail('no secret is read with the configuration'),
}

function load(destinations: string, head = ''): ReturnType<typeof loadConfig> {
  return loadConfig(`deliver:\n${head}  destinations:\n${destinations}`, OPTIONS)
}

const PAGER = 'name: oncall, kind: pagerduty, routing_key: {env: PAGER_KEY}'
const HOOK = 'name: soc, kind: webhook, url: https://example.com/hook, secret: {file: ./secret}'

describe('the section deliver', () => {
  it('is read with its defaults', () => {
    const loaded = load(`    - {${PAGER}}\n    - {${HOOK}}\n`)
    assert.ok('config' in loaded)
    assert.deepEqual(loaded.config.deliver, {
      minLevel: 'high',
      maxAge: 86_400_000,
      maxEventAge: 604_800_000,
      destinations: [
        {
          name: 'oncall',
          kind: 'pagerduty',
          routingKey: { from: 'env', name: 'PAGER_KEY' },
          region: 'us',
          url: null,
          timeout: 10_000,
        },
        {
          name: 'soc',
          kind: 'webhook',
          url: 'https://example.com/hook',
          secret: { from: 'file', path: '/etc/tocsin/secret' },
          header: null,
          timeout: 10_000,
        },
      ],
    })
  })

  it('is read with everything', () => {
    const head = '  min_level: critical\n  max_age: 30m\n  max_event_age: 36h\n'
    const hook = 'header: {name: X-Gate, value: {env: GATE}}, timeout: 3s, allow_http: true'
    const loaded = load(
      `    - {${PAGER}, region: eu, url: "http://127.0.0.1:8080/x"}\n    - {name: b, kind: webhook, url: "http://example.com", secret: {env: S}, ${hook}}\n`,
      head,
    )
    assert.ok('config' in loaded, JSON.stringify(loaded))
    const { minLevel, maxAge, maxEventAge, destinations } = loaded.config.deliver
    assert.deepEqual([minLevel, maxAge, maxEventAge], ['critical', 1_800_000, 129_600_000])
    assert.deepEqual(destinations[1], {
      name: 'b',
      kind: 'webhook',
      url: 'http://example.com',
      secret: { from: 'env', name: 'S' },
      header: { name: 'X-Gate', value: { from: 'env', name: 'GATE' } },
      timeout: 3_000,
    })
  })
})

/** A destination that is wrong; problems as `path: message | hint`. */
const REFUSED: readonly {
  readonly name: string
  readonly destination: string
  readonly problems: readonly RegExp[]
}[] = [
  {
    name: 'a key in the file itself',
    destination: `name: a, kind: pagerduty, routing_key: ${SECRET}`,
    problems: [
      /^deliver\.destinations\[0\]\.routing_key: must say where the secret is: \{env: NAME\} or \{file: PATH\};/,
    ],
  },
  {
    name: 'a key that a reference puts there',
    destination: 'name: a, kind: pagerduty, routing_key: "${env:PAGER_KEY}"',
    problems: [/routing_key: must say where the secret is/],
  },
  {
    name: 'two places of a secret, and none',
    destination:
      'name: a, kind: webhook, url: https://example.com, secret: {env: A, file: b}, header: {name: X, value: {}}',
    problems: [/\.secret: must have one of env and file/, /\.header\.value: must have one of env and file/],
  },
  {
    name: 'what a kind needs',
    destination: 'name: a, kind: webhook',
    problems: [/\[0\]: url is missing: a webhook needs it/, /\[0\]: secret is missing: a webhook needs it/],
  },
  { name: 'a key that PagerDuty needs', destination: 'name: a, kind: pagerduty', problems: [/routing_key is missing/] },
  {
    name: 'what belongs to the other kind',
    destination: `${HOOK}, region: eu`,
    problems: [/\.region: a webhook has no such key/],
  },
  { name: 'an unknown kind', destination: 'name: a, kind: pagerdute', problems: [/did you mean pagerduty\?/] },
  {
    name: 'an unknown key',
    destination: `${PAGER}, routingkey: x`,
    problems: [/unknown key \| did you mean routing_key/],
  },
  {
    name: 'plain HTTP to another machine',
    destination: 'name: a, kind: webhook, url: "http://example.com/", secret: {env: A}',
    problems: [/\.url: must begin with https:\/\/ \| or say allow_http: true/],
  },
  {
    name: 'plain HTTP to what only looks like this machine',
    destination: 'name: a, kind: webhook, url: "http://127.0.0.1.example.com/", secret: {env: A}',
    problems: [/\.url: must begin with https/],
  },
  {
    name: 'a password in the URL',
    destination: 'name: a, kind: webhook, url: "https://ann:EXAMPLE@example.com/", secret: {env: A}',
    problems: [/\.url: must not hold a user or password/],
  },
  {
    name: 'another scheme',
    destination: 'name: a, kind: webhook, url: "file:///etc/passwd", secret: {env: A}',
    problems: [/\.url: must be a URL that begins with https/],
  },
  {
    name: 'a header of ours',
    destination: `${HOOK}, header: {name: Idempotency-Key, value: {env: A}}`,
    problems: [/\.header\.name: is a header that Tocsin sets itself/],
  },
]

describe('a destination that is wrong', () => {
  for (const { name, destination, problems } of REFUSED) {
    it(name, () => {
      const loaded = load(`    - {${destination}}\n`)
      assert.ok('problems' in loaded)
      const texts = loaded.problems.map(({ path, message, hint }) => `${path}: ${message} | ${hint}`)
      assert.equal(texts.length, problems.length, texts.join('\n'))
      for (const problem of problems)
        assert.ok(
          texts.some((text) => problem.test(text)),
          `${problem} in ${texts.join('\n')}`,
        )
      assert.ok(!texts.join().includes(SECRET))
    })
  }

  it('a name that is taken, and levels that nobody is told of', () => {
    const loaded = load(`    - {${PAGER}}\n    - {${PAGER}}\n`, '  min_level: low\n  max_age: soon\n')
    assert.ok('problems' in loaded)
    assert.deepEqual(
      loaded.problems.map(({ path, message }) => `${path}: ${message}`),
      [
        'deliver.min_level: must be one of high, critical',
        'deliver.max_age: must be a duration: 30m, 24h, 3d',
        'deliver.destinations[1].name: deliver.destinations[0] has this name already',
      ],
    )
  })
})

const CONFIG: DeliverConfig = {
  minLevel: 'high',
  maxAge: 1,
  maxEventAge: 1,
  destinations: [
    { name: 'a', kind: 'pagerduty', routingKey: { from: 'env', name: 'K' }, region: 'us', url: null, timeout: 1 },
    { name: 'b', kind: 'webhook', url: '', secret: { from: 'file', path: '/s' }, header: null, timeout: 1 },
  ],
}

const SECRETS: readonly {
  readonly name: string
  readonly key: string | undefined
  readonly file: string | Error
  readonly problem: RegExp | null
}[] = [
  { name: 'both right', key: SECRET, file: 'a secret of EXAMPLE\n', problem: null },
  { name: 'blanks around', key: ` ${SECRET}\r\n`, file: '\ta secret of EXAMPLE', problem: null },
  {
    name: 'no variable',
    key: undefined,
    file: 'a secret of EXAMPLE',
    problem: /destinations\[0\]\.routing_key: needs the environment variable K, which is not set$/,
  },
  { name: 'an empty one', key: ' ', file: 'a secret of EXAMPLE', problem: /variable K, which is empty$/ },
  { name: 'a key of another length', key: 'u+EXAMPLE', file: 'a secret of EXAMPLE', problem: /is no integration key/ },
  { name: 'a short secret', key: SECRET, file: 'EXAMPLE', problem: /\[1\]\.secret: must have at least 16 characters$/ },
  { name: 'two lines', key: SECRET, file: 'a secret\r\nof EXAMPLE', problem: /must hold one line/ },
  {
    name: 'no file',
    key: SECRET,
    file: Object.assign(new Error(SECRET), { code: 'ENOENT' }),
    problem: /needs the file \/s, which does not exist$/,
  },
]

describe('secrets', () => {
  for (const { name, key, file, problem } of SECRETS) {
    it(name, () => {
      const readFile = (): string => {
        if (file instanceof Error) throw file
        return file
      }
      const read = (): ReturnType<typeof readSecrets> => readSecrets(CONFIG, { env: { K: key }, readFile })
      if (problem === null) {
        assert.deepEqual(Object.fromEntries(read()), {
          'deliver.destinations[0].routing_key': SECRET,
          'deliver.destinations[1].secret': 'a secret of EXAMPLE',
        })
        return
      }
      assert.throws(read, (error) => {
        assert.match(messageOf(error), problem)
        for (const secret of [key, typeof file === 'string' ? file : SECRET])
          if (secret !== undefined && secret.trim() !== '') assert.ok(!messageOf(error).includes(secret))
        return true
      })
    })
  }
})
