import type { Company } from '../company.ts'
import { userArn, type IamUser, type Session } from '../identity-text.ts'
import { createNoise, itemAt, type Random } from '../random.ts'
import { secondsText } from '../record-time.ts'
import type { Site } from '../site.ts'

/**
 * With which credentials: the stolen key, the guessed password of somebody of the night watch, the new admin's key, the new
 * admin in the browser, or the root user there.
 */
export type Actor = 'stolen' | 'watch' | 'admin' | 'browser' | 'root'

/** Where the story plays and who is in it. */
export interface Stage {
  readonly random: Random
  readonly noise: (length: number) => string
  /** when it begins, milliseconds since 1970 */
  readonly start: number
  /** the account that is attacked, in its home region */
  readonly site: Site
  /** where the thief sits: no address of the company's */
  readonly address: string
  /** the CI user whose key was stolen */
  readonly stolen: IamUser
  /** somebody of the night watch with a weak password */
  readonly watch: IamUser
  /** the user that the thief makes */
  readonly admin: IamUser
  /** the new user's session in the browser */
  readonly session: Session
  readonly trailArn: string
  readonly arnOf: (actor: Actor) => string
}

/** When the new user signs in to the console, seconds since the story began. */
export const CONSOLE_LOGIN = 29

/** Sets the scene in the company's first account. */
export function createStage(company: Company, random: Random, start: number): Stage {
  const site = itemAt(company.sites, 0)
  const stolen = company.deployUser
  const watch = company.users.find((user) => user.accessKey === '' && user.account.id === site.account.id) ?? stolen
  const admin: IamUser = {
    account: site.account,
    name: 'support-tools',
    path: '/',
    id: `AIDAEXAMPLE${random.base32(10)}`,
    accessKey: `AKIA${random.base32(9)}EXAMPLE`,
  }
  const session = { accessKey: `ASIAEXAMPLE${random.base32(9)}`, since: secondsText(start + CONSOLE_LOGIN * 1000) }
  return {
    random,
    noise: createNoise(random),
    start,
    site,
    address: '203.0.113.66',
    stolen,
    watch,
    admin,
    session,
    trailArn: `arn:aws:cloudtrail:${site.region}:${site.account.id}:trail/${company.trail}`,
    arnOf: (actor) => {
      if (actor === 'root') return `arn:aws:iam::${site.account.id}:root`
      if (actor === 'watch') return userArn(watch)
      return userArn(actor === 'stolen' ? stolen : admin)
    },
  }
}
