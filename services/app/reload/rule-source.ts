import { setImmediate as breathe } from 'node:timers/promises'
import path from 'node:path'
import { messageOf } from '../../core/errors.ts'
import {
  firstRules,
  readAgain,
  reloadRuleSet,
  type KnownFile,
  type KnownRules,
  type RuleFault,
} from '../../sigma/reload/reload-rule-set.ts'
import type { RuleFile, RuleOptions, RuleSet } from '../../sigma/types.ts'
import { readConfig } from '../cli/setup.ts'
import type { Config } from '../config/config.ts'
import { rulePlaces, ruleOptions } from '../rules/load-rules.ts'
import { readRuleFiles } from '../rules/read-rule-files.ts'
import type { Stamps } from './file-watch.ts'
import { readRulePlaces, stampRuleFiles, type RulePlaces } from './read-rule-places.ts'

/** What reading everything once more gave. */
export interface ReadRules {
  readonly ruleSet: RuleSet
  /** what is wrong with rules and configuration, and what stays in effect meanwhile */
  readonly faults: readonly RuleFault[]
  /** the configuration has changed where that takes a new start */
  readonly needsStart: boolean
}

const CHOICE = { dirs: [], builtin: true } as const
/** After so many milliseconds of reading others have their turn. */
const TURN = 10

/** The rules as they stand in files, and the configuration's say in them; read once, and again when they change. */
export class RuleSource {
  readonly #file: string | null
  readonly #started: Config
  /** the stamps from before the rules were read for the first time */
  readonly firstStamps: Stamps
  #config: Config
  #known: KnownRules

  private constructor(parts: { file: string | null; config: Config; stamps: Stamps; known: KnownRules }) {
    this.#file = parts.file
    this.#started = parts.config
    this.#config = parts.config
    this.firstStamps = parts.stamps
    this.#known = parts.known
  }

  /** Reads the rules for the first time. `file` is that of the configuration, if there is one. Throws `INPUT_NOT_FOUND`. */
  static async open(config: Config, file: string | null): Promise<RuleSource> {
    const stamps = await stampsOf(config, file)
    const options = ruleOptions(config)
    const files = await readAll(await readRuleFiles(rulePlaces(config, CHOICE)), null, options)
    return new RuleSource({ file, config, stamps, known: firstRules(files, options) })
  }

  get ruleSet(): RuleSet {
    return this.#known.ruleSet
  }

  get faults(): readonly RuleFault[] {
    return this.#known.faults
  }

  /** What tells that something has changed, of everything that {@link read} would read now. */
  stamps(): Promise<Stamps> {
    return stampsOf(this.#config, this.#file)
  }

  /** Reads what has changed. What cannot be read, or is wrong, stays as it was. Never throws for what stands in files. */
  async read(): Promise<ReadRules> {
    const { config, faults } = this.#readConfig()
    const options = ruleOptions(config)
    const places = await readRulePlaces(rulePlaces(config, CHOICE))
    const read = await readAll(places.files, this.#known, options)
    const staying = stayingFiles(this.#known, places)
    this.#known = reloadRuleSet(this.#known, [...read, ...staying.files], options)
    this.#config = config
    return {
      ruleSet: this.#known.ruleSet,
      faults: [...faults, ...staying.faults, ...this.#known.faults],
      needsStart: !isSame(this.#started, config),
    }
  }

  #readConfig(): { readonly config: Config; readonly faults: readonly RuleFault[] } {
    const config = this.#config
    if (this.#file === null) return { config, faults: [] }
    const keeps = ['rules and lists of the configuration']
    try {
      const loaded = readConfig(this.#file)
      if ('config' in loaded) return { config: loaded.config, faults: [] }
      const faults = loaded.problems.map(({ file, line, path: setting, message, hint }) => {
        const of = setting === '' ? '' : `${setting}: `
        return { problem: { file, line, message: `${of}${message}`, hint }, keeps }
      })
      return { config, faults }
    } catch (error) {
      return { config, faults: [{ problem: unreadable(this.#file, messageOf(error)), keeps }] }
    }
  }
}

function stampsOf(config: Config, file: string | null): Promise<Stamps> {
  return stampRuleFiles(rulePlaces(config, CHOICE), file === null ? [] : [file])
}

async function readAll(
  files: readonly RuleFile[],
  before: KnownRules | null,
  options: RuleOptions,
): Promise<KnownFile[]> {
  const read: KnownFile[] = []
  let turn = performance.now()
  for (const file of files) {
    read.push(readAgain(file, before, options))
    if (performance.now() - turn < TURN) continue
    await breathe()
    turn = performance.now()
  }
  return read
}

/** What was read of files and folders that cannot be read now. */
function stayingFiles(
  { files }: KnownRules,
  { unread, files: read }: RulePlaces,
): { readonly files: readonly KnownFile[]; readonly faults: readonly RuleFault[] } {
  const again = new Set(read.map(({ file }) => file))
  const staying = new Map<string, KnownFile>()
  const faults = unread.map(({ path: place, why }): RuleFault => {
    const of = [...files].filter(([file]) => !again.has(file) && (file === place || file.startsWith(place + path.sep)))
    for (const [file, known] of of) staying.set(file, known)
    return { problem: unreadable(place, why), keeps: of.flatMap(([, known]) => titlesOf(known)) }
  })
  return { files: [...staying.values()], faults }
}

function titlesOf({ effective }: KnownFile): readonly string[] {
  return effective.documents.filter(({ content }) => content !== null).map(({ title }) => title)
}

function unreadable(file: string, message: string): RuleFault['problem'] {
  return { file, line: 1, message, hint: 'put it back, or take it out of the configuration' }
}

/** Whether two configurations differ in nothing but rules and lists. */
function isSame(one: Config, other: Config): boolean {
  const rest = (config: Config): string => JSON.stringify({ ...config, rules: null, lists: null })
  return rest(one) === rest(other)
}
