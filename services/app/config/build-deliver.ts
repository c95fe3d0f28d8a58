import { parseDuration } from '../../core/time.ts'
import type { DeliverConfig, DestinationConfig, SecretPlace } from './deliver-config.ts'
import type { DeliverFile } from './deliver-schema.ts'

type DestinationFile = NonNullable<DeliverFile['destinations']>[number]

/** The section `deliver` of a file that was checked: defaults filled in. `absolute` resolves a path. */
export function buildDeliver(file: DeliverFile, absolute: (path: string) => string): DeliverConfig {
  return {
    minLevel: file.min_level ?? 'high',
    maxAge: parseDuration(file.max_age ?? '24h'),
    maxEventAge: parseDuration(file.max_event_age ?? '7d'),
    destinations: (file.destinations ?? []).map((destination) => buildDestination(destination, absolute)),
  }
}

function buildDestination(file: DestinationFile, absolute: (path: string) => string): DestinationConfig {
  const place = (secret: DestinationFile['secret']): SecretPlace =>
    secret?.file === undefined
      ? { from: 'env', name: secret?.env ?? '' }
      : { from: 'file', path: absolute(secret.file) }
  const { name, url, header } = file
  const timeout = parseDuration(file.timeout ?? '10s')
  if (file.kind === 'pagerduty') {
    const region = file.region ?? 'us'
    return { name, kind: 'pagerduty', routingKey: place(file.routing_key), region, url: url ?? null, timeout }
  }
  return {
    name,
    kind: 'webhook',
    url: url ?? '',
    secret: place(file.secret),
    header: header ? { name: header.name, value: place(header.value) } : null,
    timeout,
  }
}
