import os from 'node:os'
import path from 'node:path'

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Where Tocsin keeps what it must remember, when nobody says otherwise: `$XDG_STATE_HOME/tocsin` or the like. */
export function stateDirectory(env: Environment): string {
  const state = env['XDG_STATE_HOME']
  if (state !== undefined && path.isAbsolute(state)) return path.join(state, 'tocsin')
  const home = env['HOME'] ?? env['USERPROFILE'] ?? ''
  return home === ''
    ? path.join(os.tmpdir(), `tocsin-${os.userInfo().uid}`)
    : path.join(home, '.local', 'state', 'tocsin')
}

/** Where the demo keeps its logs and its store. */
export function demoDirectory(env: Environment): string {
  return path.join(stateDirectory(env), 'demo')
}
