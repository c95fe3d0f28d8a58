import { readFileSync } from 'node:fs'
import { AppError } from '../../../core/errors.ts'
import { PAGERDUTY_URLS } from '../../../deliver/pagerduty/pagerduty.ts'
import type { DeliverConfig, DestinationConfig } from '../../config/deliver-config.ts'
import { readSecrets } from '../../deliver/read-secrets.ts'
import type { DeliveryFacts } from '../checks/check-delivery.ts'
import { reachHost, type Reached } from './reach-host.ts'

/** Every destination with what came of asking its host. */
export async function reachDestinations(
  { destinations }: DeliverConfig,
  now: () => number,
): Promise<readonly (Reached & { readonly destination: string })[]> {
  return Promise.all(
    destinations.map(async (destination) => ({
      ...(await reachHost(urlOf(destination), now)),
      destination: destination.name,
    })),
  )
}

function urlOf(destination: DestinationConfig): URL {
  if (destination.kind === 'webhook') return new URL(destination.url)
  return new URL(destination.url ?? PAGERDUTY_URLS[destination.region])
}

/** What the configuration says about telling people, without what was asked of hosts and the store. */
export function readDeliveryFacts(deliver: DeliverConfig): Pick<DeliveryFacts, 'destinations' | 'secretProblems'> {
  return { destinations: deliver.destinations.map(({ name }) => name), secretProblems: secretProblems(deliver) }
}

function secretProblems(deliver: DeliverConfig): readonly string[] {
  try {
    readSecrets(deliver, { env: process.env, readFile: (file) => readFileSync(file, 'utf8') })
    return []
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFIG_INVALID') return error.message.split('\n')
    throw error
  }
}
