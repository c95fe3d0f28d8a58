import type { Act } from './act.ts'

/** How often the thief is wrong before the password is right. */
const WRONG = 6

/** ListUsers gave away who has a password; a list of common ones does the rest. */
export function guessedLogin(): readonly Act[] {
  const attempt = {
    step: 'guessed-login',
    actor: 'watch',
    service: 'signin',
    name: 'ConsoleLogin',
    region: 'us-east-1',
    readOnly: false,
    isSignIn: true,
    extra: { LoginTo: 'https://console.aws.amazon.com/console/home', MobileVersion: 'No', MFAUsed: 'No' },
  } as const
  const failures = Array.from({ length: WRONG }, (_, index): Act => ({
    ...attempt,
    second: 20.5 + index * 0.2,
    error: { code: '', message: 'Failed authentication' },
    response: { ConsoleLogin: 'Failure' },
  }))
  return [...failures, { ...attempt, second: 21.8, response: { ConsoleLogin: 'Success' } }]
}
