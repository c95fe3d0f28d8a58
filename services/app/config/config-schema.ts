import { Type } from 'typebox'
import { LEVELS } from '../../core/rule.ts'
import { deliverSchema } from './deliver-schema.ts'

/** What a source's `type` may be: `auto`, or the name of a log type. */
export const SOURCE_TYPES = ['auto', 'aws/cloudtrail'] as const

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const

const path = (description: string): Type.TString => Type.String({ minLength: 1, description })

const size = (description: string, byDefault: string): Type.TString =>
  Type.String({
    pattern: '^[0-9]{1,6}(\\.[0-9]{1,3})? ?(B|KB|MB|GB|TB)$',
    patternErrorMessage: 'must be a size: 500KB, 16MB, 8GB',
    default: byDefault,
    description,
  })

/** Entries of lists are always text for us; editors read account numbers without quotes as numbers. */
const entry = (description: string): Type.TUnsafe<string> =>
  Type.Unsafe<string>({ type: ['string', 'number'], minLength: 1, description })

const watchList = (description: string): Type.TArray<Type.TUnsafe<string>> =>
  Type.Array(entry('one value; rules compare it as the rule says'), { description, default: [] })

const filesSource = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
      patternErrorMessage: 'must be a name of small letters, digits and dashes, 63 characters at most',
      description:
        'how the source is called in events, checkpoints and messages; keep it: reading goes on under this name',
    }),
    collector: Type.Enum(['files'], { type: 'string', description: 'how the logs arrive' }),
    type: Type.Optional(
      Type.Enum([...SOURCE_TYPES], {
        type: 'string',
        default: 'auto',
        description: 'what the records are; auto tells it from each record',
      }),
    ),
    paths: Type.Array(path('a file, a folder, or a pattern with *, ** and ?; relative to the configuration file'), {
      minItems: 1,
      description: 'where the logs are',
    }),
    follow: Type.Optional(Type.Boolean({ default: true, description: 'go on reading when new bytes or files appear' })),
    poll: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]{0,5}[smh]$',
        patternErrorMessage: 'must be a duration: 1s, 5m, 1h',
        default: '1s',
        description: 'how often to look for new bytes and files',
      }),
    ),
  },
  { additionalProperties: false, description: 'a place that logs come from' },
)

const count = (description: string, byDefault: number, bounds: { minimum: number; maximum: number }): Type.TInteger =>
  Type.Integer({ ...bounds, default: byDefault, description })

const limits = Type.Object(
  {
    max_record: Type.Optional(size('a larger record is kept as a dead letter, cut off', '16MB')),
    max_inflated: Type.Optional(size('a compressed file that grows beyond this is refused', '8GB')),
    max_ratio: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        default: 200,
        description: 'a compressed file that grows by more than this factor is refused',
      }),
    ),
    correlation_groups: Type.Optional(
      count('groups that one correlation remembers; beyond it the one that was quiet for longest goes', 200_000, {
        minimum: 100,
        maximum: 10_000_000,
      }),
    ),
    correlation_entries: Type.Optional(
      count("matches that one group of a correlation remembers, at least four times the rule's threshold", 1024, {
        minimum: 16,
        maximum: 1_000_000,
      }),
    ),
    new_values: Type.Optional(
      count('values that one rule for new values remembers', 1_000_000, { minimum: 1000, maximum: 50_000_000 }),
    ),
  },
  { additionalProperties: false, description: 'bounds against input that would exhaust the machine' },
)

const span = (description: string, byDefault: string): Type.TString =>
  Type.String({
    pattern: '^([0-9]{1,6}[smhdw]|forever)$',
    patternErrorMessage: 'must be a span of time: 30d, 52w, 12h, or forever',
    default: byDefault,
    description,
  })

const retention = Type.Object(
  {
    audit: Type.Optional(span('audit events (who did what), by event time', '365d')),
    access: Type.Optional(span('access logs of services, by event time', '90d')),
    flow: Type.Optional(span('network flows, by event time', '90d')),
    dns: Type.Optional(span('DNS queries, by event time', '90d')),
    finding: Type.Optional(span('findings of other services, by event time', '365d')),
    unknown: Type.Optional(span('events of no known type, by event time', '365d')),
    datasets: Type.Optional(
      Type.Record(Type.String({ minLength: 1 }), span('how long its events are kept', '365d'), {
        default: {},
        description: "event.dataset → span instead of its kind's",
      }),
    ),
    at_least: Type.Optional(span('an event stays this long after it was stored, however old it is', '7d')),
    raw: Type.Optional(span('raw records that were handled, by the time they were received; replay needs them', '30d')),
    dead_letters: Type.Optional(span('records that could not be read, by the time they were received', '365d')),
    alerts: Type.Optional(
      span('alerts that are not open, with their hits, by their last event or change; open ones stay', '730d'),
    ),
  },
  { additionalProperties: false, description: 'how long things are kept' },
)

const store = Type.Object(
  {
    max_size: Type.Optional(
      Type.String({
        pattern: '^([0-9]{1,6}(\\.[0-9]{1,3})? ?(KB|MB|GB|TB)|unlimited)$',
        patternErrorMessage: 'must be a size: 500MB, 50GB, or unlimited',
        default: 'unlimited',
        description:
          'room that the files of the store may take; beyond it the oldest goes, whatever the retention says',
      }),
    ),
    min_free: Type.Optional(size('a disk with less free room is warned of', '1GB')),
  },
  { additionalProperties: false, description: 'how much room the store may take' },
)

const rules = Type.Object(
  {
    dirs: Type.Optional(
      Type.Array(path('a folder or a file; relative to the configuration file'), {
        default: [],
        description: 'your own Sigma rules',
      }),
    ),
    builtin: Type.Optional(Type.Boolean({ default: true, description: 'whether the rules that come with Tocsin run' })),
    reload: Type.Optional(
      Type.Boolean({
        default: true,
        description:
          'whether a running start takes up changes of rules and lists by itself; SIGHUP makes it do so anyway',
      }),
    ),
    disable: Type.Optional(
      Type.Array(entry('id or title of a rule'), { default: [], description: 'rules that do not run' }),
    ),
    levels: Type.Optional(
      Type.Record(
        Type.String({ minLength: 1 }),
        Type.Enum([...LEVELS], { type: 'string', description: 'the level that counts instead' }),
        { default: {}, description: "id or title of a rule → level instead of the rule's own" },
      ),
    ),
  },
  { additionalProperties: false, description: 'which rules run, and how serious they are' },
)

const lists = Type.Object(
  {
    usual_regions: Type.Optional(watchList('regions in which you work: activity elsewhere is unusual')),
    own_accounts: Type.Optional(watchList('your accounts: everybody else is an outsider')),
    break_glass_users: Type.Optional(watchList('users for emergencies: every use of them is worth a look')),
  },
  {
    additionalProperties: watchList('a list of your own, for your own rules'),
    propertyNames: {
      pattern: '^[A-Za-z][A-Za-z0-9_-]{0,62}$',
      patternErrorMessage: 'the name of a list has letters, digits, _ and -, and begins with a letter',
    },
    description: 'named lists that rules use with |expand and %name%',
  },
)

/** The shape of the configuration file, for validation and (as schemas/config.schema.json) for editors. */
export const configSchema = Type.Object(
  {
    data: Type.Optional(path('folder of the store; relative to this file; your state folder unless given')),
    namespace: Type.Optional(
      Type.String({
        pattern: '^[a-z][a-z0-9_]{0,62}$',
        patternErrorMessage: 'must be small letters, digits and _, beginning with a letter, 63 characters at most',
        default: 'tocsin',
        description: "part of every alert's id; changing it makes all alerts new ones",
      }),
    ),
    log: Type.Optional(
      Type.Object(
        {
          level: Type.Optional(
            Type.Enum([...LOG_LEVELS], { type: 'string', default: 'info', description: 'how much is said' }),
          ),
        },
        { additionalProperties: false, description: "Tocsin's own log, on standard error" },
      ),
    ),
    sources: Type.Optional(Type.Array(filesSource, { default: [], description: 'where logs come from' })),
    limits: Type.Optional(limits),
    retention: Type.Optional(retention),
    store: Type.Optional(store),
    rules: Type.Optional(rules),
    lists: Type.Optional(lists),
    deliver: Type.Optional(deliverSchema),
  },
  { title: 'Tocsin configuration', additionalProperties: false },
)

/** The content of a configuration file that follows {@link configSchema}. */
export type ConfigFile = Type.Static<typeof configSchema>
