import { userInfo } from 'node:os'

/** The person who runs the program, as the system calls them. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
