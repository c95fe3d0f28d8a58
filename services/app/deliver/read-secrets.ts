import { AppError } from '../../core/errors.ts'
import type { DeliverConfig, SecretPlace } from '../config/deliver-config.ts'

/** Where secrets come from. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** the text of a file, or throws */
  readonly readFile: (file: string) => string
}

/** The secrets of the destinations, by their place in the configuration: `deliver.destinations[0].routing_key`. */
export type Secrets = ReadonlyMap<string, string>

/** A secret that requests are signed with must not be guessed. */
const SHORTEST_SECRET = 16

/**
 * Reads every secret that destinations need. Throws `CONFIG_INVALID` with the place of all that are missing or cannot be
 * right; no message holds a secret.
 */
export function readSecrets({ destinations }: DeliverConfig, sources: SecretSources): Secrets {
  const secrets = new Map<string, string>()
  const problems: string[] = []
  const read = (at: string, place: SecretPlace, check: (secret: string) => string | null): void => {
    const found = readSecret(place, sources)
    const problem = 'problem' in found ? found.problem : check(found.secret)
    if (problem !== null) problems.push(`${at}: ${problem}`)
    else if ('secret' in found) secrets.set(at, found.secret)
  }
  for (const [index, destination] of destinations.entries()) {
    const at = placeOf(index)
    if (destination.kind === 'pagerduty') {
      // A proxy may have keys of its own.
      const isTheirs = destination.url === null
      read(`${at}.routing_key`, destination.routingKey, (key) => (isTheirs ? checkKey(key) : null))
      continue
    }
    read(`${at}.secret`, destination.secret, checkSecret)
    if (destination.header) read(`${at}.header.value`, destination.header.value, () => null)
  }
  if (problems.length > 0) throw new AppError('CONFIG_INVALID', problems.join('\n'))
  return secrets
}

/** The place of a destination in the configuration. */
export function placeOf(index: number): string {
  return `deliver.destinations[${index}]`
}

function readSecret(
  place: SecretPlace,
  sources: SecretSources,
): { readonly secret: string } | { readonly problem: string } {
  const name = place.from === 'env' ? `the environment variable ${place.name}` : `the file ${place.path}`
  let text: string | undefined
  try {
    text = place.from === 'env' ? ownValue(sources.env, place.name) : sources.readFile(place.path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    const why = code === 'ENOENT' ? 'which does not exist' : `which cannot be read (${code})`
    return { problem: `needs ${name}, ${why}` }
  }
  if (text === undefined) return { problem: `needs ${name}, which is not set` }
  const secret = text.trim()
  if (secret === '') return { problem: `needs ${name}, which is empty` }
  // It goes into a header: a line break in it would begin another one.
  if (!/^[\x20-\x7e]{1,4096}$/.test(secret)) {
    return { problem: `${name} must hold one line of at most 4,096 printable ASCII characters` }
  }
  return { secret }
}

function ownValue(env: SecretSources['env'], name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined
}

function checkKey(key: string): string | null {
  if (/^[A-Za-z0-9]{32}$/.test(key)) return null
  return 'is no integration key: one has 32 letters and digits (PagerDuty: service, Integrations, Events API V2)'
}

function checkSecret(secret: string): string | null {
  return secret.length >= SHORTEST_SECRET ? null : `must have at least ${SHORTEST_SECRET} characters`
}
