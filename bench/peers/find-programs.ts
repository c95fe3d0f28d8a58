import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'

/** How the peer is built in its best form. */
export const HOW_TO_BUILD = [
  'cargo install rsigma@0.23.0 --locked --no-default-features --features daachorse-index,daemon --root DIR',
  '(without `daemon` this version does not compile), then: --rsigma DIR/bin/rsigma',
].join('\n')

/** What there is on this machine. */
export interface Programs {
  /** null: the peer is not there */
  readonly rsigma: { readonly file: string; readonly version: string } | null
  /** preloaded for rsigma, which allocates much; null where it is not installed */
  readonly jemalloc: string | null
  /** the core that everything is pinned to; null where there is no taskset */
  readonly core: number | null
}

const JEMALLOC = ['x86_64-linux-gnu', 'aarch64-linux-gnu', ''].flatMap((folder) =>
  ['/usr/lib', '/usr/local/lib'].map((root) => path.join(root, folder, 'libjemalloc.so.2')),
)

/** Looks for the peer (where it was said to be, or on the path) and for what goes with it. */
export function findPrograms(named: string | undefined): Programs {
  const file = named ?? 'rsigma'
  const asked = spawnSync(file, ['--version'], { encoding: 'utf8' })
  const version = asked.status === 0 ? (asked.stdout.trim().split('\n')[0] ?? '') : null
  if (version === null && named !== undefined) throw new Error(`there is no rsigma at ${named}`)
  const hasTaskset = spawnSync('taskset', ['--version']).status === 0
  return {
    rsigma: version === null ? null : { file, version },
    jemalloc: JEMALLOC.find((library) => existsSync(library)) ?? null,
    core: hasTaskset ? availableParallelism() - 1 : null,
  }
}
