import { Type } from 'typebox'

/** What {@link import('./check-shape.ts').checkShape} says when a text stands where a place of a secret belongs. */
const NOT_INLINE =
  'must say where the secret is: {env: NAME} or {file: PATH}; a secret never stands in this file itself'

const secretPlace = (description: string) =>
  Type.Object(
    {
      env: Type.Optional(
        Type.String({
          pattern: '^[A-Za-z_][A-Za-z0-9_]{0,127}$',
          patternErrorMessage: 'must be the name of an environment variable',
          description: 'name of an environment variable',
        }),
      ),
      file: Type.Optional(Type.String({ minLength: 1, description: 'a file; relative to the configuration file' })),
    },
    { additionalProperties: false, typeErrorMessage: NOT_INLINE, description },
  )

const destination = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
      patternErrorMessage: 'must be a name of small letters, digits and dashes, 63 characters at most',
      description: 'how alerts and messages call it; keep it: what was told is remembered under this name',
    }),
    kind: Type.Enum(['pagerduty', 'webhook'], { type: 'string', description: 'how it is told' }),
    routing_key: Type.Optional(secretPlace('pagerduty: the integration key of a service (Events API v2)')),
    region: Type.Optional(
      Type.Enum(['us', 'eu'], { type: 'string', default: 'us', description: 'pagerduty: service region' }),
    ),
    url: Type.Optional(
      Type.String({
        pattern: '^https?://[^\\s]{1,2000}$',
        patternErrorMessage: 'must be a URL that begins with https://',
        description: 'webhook: where to post; pagerduty: another address than that of the region, for a proxy',
      }),
    ),
    secret: Type.Optional(secretPlace('webhook: what requests are signed with, 16 characters at least')),
    header: Type.Optional(
      Type.Object(
        {
          name: Type.String({
            pattern: '^[A-Za-z][A-Za-z0-9-]{0,63}$',
            patternErrorMessage: 'must be the name of an HTTP header',
            description: 'name of the header: Authorization',
          }),
          value: secretPlace('its value, whole: Bearer …'),
        },
        { additionalProperties: false, description: 'webhook: a header for a gate in front of the receiver' },
      ),
    ),
    timeout: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]{0,2}s$',
        patternErrorMessage: 'must be seconds: 10s',
        default: '10s',
        description: 'how long one attempt may take in all',
      }),
    ),
    allow_http: Type.Optional(
      Type.Boolean({ default: false, description: 'send without TLS to another machine, where anybody can read it' }),
    ),
  },
  { additionalProperties: false, description: 'somebody who is told' },
)

/** The section `deliver`. */
export const deliverSchema = Type.Object(
  {
    min_level: Type.Optional(
      Type.Enum(['high', 'critical'], { type: 'string', default: 'high', description: 'alerts below are not told' }),
    ),
    max_age: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]{0,5}[smhd]$',
        patternErrorMessage: 'must be a duration: 30m, 24h, 3d',
        default: '24h',
        description: 'an alert that opened here longer ago is not told any more; trying ends then',
      }),
    ),
    max_event_age: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]{0,5}[smhd]$',
        patternErrorMessage: 'must be a duration: 24h, 7d',
        default: '7d',
        description:
          'what happened longer than this before it arrived here is not told: reading an archive pages nobody',
      }),
    ),
    destinations: Type.Optional(Type.Array(destination, { default: [], description: 'who is told' })),
  },
  { additionalProperties: false, description: 'who is told when an alert of level high or critical opens' },
)

/** The content of the section. */
export type DeliverFile = Type.Static<typeof deliverSchema>
