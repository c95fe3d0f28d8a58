import type { Caller, CallerGroup } from './caller.ts'
import type { IamUser } from './identity-text.ts'
import type { Random } from './random.ts'
import type { Account, Site } from './site.ts'

/** Somebody who works for the company and signs in through Identity Center. */
export interface Person {
  readonly email: string
  /** user id in the identity store */
  readonly id: string
  /** a role of Identity Center: `Developer` */
  readonly permissionSet: string
  readonly account: Account
  /** the office's or the home's addresses */
  readonly addresses: readonly string[]
}

/** What callers are made from. */
export interface CallerParts {
  readonly random: Random
  readonly accounts: readonly Account[]
  readonly sites: readonly Site[]
  readonly people: readonly Person[]
  readonly users: readonly IamUser[]
}

/** A caller that is not numbered yet. */
export type CallerDraft = Omit<Caller, 'number'>

/** A draft with the group it belongs to. */
export type GroupedDraft = readonly [group: CallerGroup, draft: CallerDraft]

/** The account's sites, its home region four times: where most of its work is done. */
export function usualSites({ sites, accounts }: CallerParts, account: Account): readonly Site[] {
  const own = sites.filter((site) => site.account.id === account.id)
  const row = accounts.findIndex(({ id }) => id === account.id)
  return [...own, ...own.filter((_, column) => column === row).flatMap((home) => [home, home, home])]
}
