import type { RuleRandom } from './rule-random.ts'
import { ARGUMENTS, CMDLETS, FOLDERS, PROGRAMS, REGISTRY_KEYS } from './windows-words.ts'
import type { RuleIdea, RuleItems, RuleSearch } from './write-rule.ts'

type Searches = Record<string, RuleSearch>

/** Makes the particulars of one rule. */
export type Idea = (random: RuleRandom) => RuleIdea

/** A program by its path and by the name that its maker gave it. */
function program(random: RuleRandom, most: number): RuleSearch {
  const names = random.some(PROGRAMS, 1, most)
  return [{ 'Image|endswith': names.map((name) => `\\${name}`) }, { OriginalFileName: names }]
}

function commandLine(random: RuleRandom): RuleItems {
  const draw = random.int(100)
  if (draw < 8) return { 'CommandLine|contains|windash': random.some(ARGUMENTS, 1, 3) }
  if (draw < 9) {
    return { 'CommandLine|base64offset|contains': random.some(CMDLETS, 1, 3) }
  }
  if (draw < 10) return { 'CommandLine|wide|base64offset|contains': random.some(CMDLETS, 1, 3) }
  if (draw < 15) return { 'CommandLine|re': `${random.word()}\\s+-{1,2}${random.word()}[a-z0-9]{4,12}` }
  if (draw < 55) return { 'CommandLine|contains|all': random.some(ARGUMENTS, 2, 4) }
  return { 'CommandLine|contains': random.some(ARGUMENTS, 1, random.chance(0.03) ? 120 : 9) }
}

/** Exceptions: what is usual, by path, parent or nothing at all. */
function filters(random: RuleRandom, kind: 'main' | 'optional'): Searches {
  const one = (): RuleItems => {
    const draw = random.int(5)
    if (draw === 0) return { 'ParentImage|endswith': random.some(PROGRAMS, 1, 3).map((name) => `\\${name}`) }
    if (draw === 1) return { 'Image|startswith': random.some(FOLDERS, 1, 3).map((name) => `C:${name}\\`) }
    if (draw === 2) return { Image: null }
    if (draw === 3) return { CommandLine: '' }
    return { 'ParentImage|contains': random.pick(FOLDERS), 'CommandLine|contains': random.pick(ARGUMENTS) }
  }
  const count = 1 + random.int(3)
  return Object.fromEntries(Array.from({ length: count }, () => [`filter_${kind}_${random.word()}`, one()]))
}

/** Puts exceptions behind a third of the rules. */
function finished(title: string, logSource: Record<string, string>, searches: Searches, random: RuleRandom): RuleIdea {
  const names = Object.keys(searches)
  const base = names.length === 1 ? (names[0] ?? '') : 'all of selection_*'
  if (!random.chance(0.33)) return { title, logSource, searches, condition: base }
  const main = filters(random, 'main')
  const condition = `${base} and not 1 of filter_main_*`
  if (!random.chance(0.25)) return { title, logSource, searches: { ...searches, ...main }, condition }
  const optional = filters(random, 'optional')
  return {
    title,
    logSource,
    searches: { ...searches, ...main, ...optional },
    condition: `${condition} and not 1 of filter_optional_*`,
  }
}

/** A program that was started: by name, by what stands on its command line, by its parent. */
export const windowsProcess: Idea = (random) => {
  const source = { category: 'process_creation', product: 'windows' }
  const title = `Program ${random.word()} Started With ${random.word()}`
  const draw = random.int(100)
  if (draw < 45) {
    const searches = { selection_img: program(random, 3), selection_cli: commandLine(random) }
    return finished(title, source, searches, random)
  }
  if (draw < 70) return finished(title, source, { selection: commandLine(random) }, random)
  const parents = random.some(PROGRAMS, 1, 4).map((name) => `\\${name}`)
  if (draw < 88) {
    const images = random.some(PROGRAMS, 1, 8).map((name) => `\\${name}`)
    return finished(title, source, { selection: { 'ParentImage|endswith': parents, 'Image|endswith': images } }, random)
  }
  if (draw < 96) {
    const searches = { selection_img: program(random, 2), selection_parent: { 'ParentImage|endswith': parents } }
    return finished(title, source, { ...searches, selection_cli: commandLine(random) }, random)
  }
  const hashes = Array.from({ length: 1 + random.int(12) }, () => `SHA256=${random.id().replaceAll('-', '')}`)
  return finished(title, source, { selection: { 'Hashes|contains': hashes } }, random)
}

/** A value of the registry. */
export const windowsRegistry: Idea = (random) => {
  const category = random.pick(['registry_set', 'registry_set', 'registry_set', 'registry_event', 'registry_delete'])
  const keys = random.some(REGISTRY_KEYS, 1, 4)
  const place: RuleItems = random.chance(0.5) ? { 'TargetObject|endswith': keys } : { 'TargetObject|contains': keys }
  const details: RuleItems = random.chance(0.5)
    ? { Details: random.pick(['DWORD (0x00000000)', 'DWORD (0x00000001)', '(Empty)']) }
    : { 'Details|contains': random.some(FOLDERS, 1, 4) }
  const title = `Registry Value ${random.word()} Changed`
  return finished(title, { category, product: 'windows' }, { selection: { ...place, ...details } }, random)
}

/** A file that was written or a library that was loaded. */
export const windowsFile: Idea = (random) => {
  const isLoad = random.chance(0.35)
  const field = isLoad ? 'ImageLoaded' : 'TargetFilename'
  const ends = random.some(PROGRAMS, 1, 12).map((name) => `\\${isLoad ? name.replace('.exe', '.dll') : name}`)
  const where: RuleItems = random.chance(0.4) ? { [`${field}|contains`]: random.some(FOLDERS, 1, 3) } : {}
  const title = `${isLoad ? 'Library' : 'File'} ${random.word()} Seen`
  const source = { category: isLoad ? 'image_load' : 'file_event', product: 'windows' }
  return finished(title, source, { selection: { ...where, [`${field}|endswith`]: ends } }, random)
}

/** Connections, by network and port. */
export const windowsNetwork: Idea = (random) => {
  const programs = random.some(PROGRAMS, 1, 4).map((name) => `\\${name}`)
  const local = [
    '127.0.0.0/8',
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '169.254.0.0/16',
    '::1/128',
    'fe80::/10',
  ]
  const source = { category: 'network_connection', product: 'windows' }
  const selection = {
    Initiated: 'true',
    'Image|endswith': programs,
    DestinationPort: [80, 443, 1024 + random.int(60_000)],
  }
  const title = `Connection Of ${random.word()} To The Outside`
  const searches = { selection, filter_local: { 'DestinationIp|cidr': local } }
  return { title, logSource: source, searches, condition: 'selection and not 1 of filter_*' }
}

/** Blocks of scripts. */
export const windowsScript: Idea = (random) => {
  const category = random.pick(['ps_script', 'ps_script', 'ps_script', 'ps_module', 'ps_classic_start'])
  const field = { ps_script: 'ScriptBlockText', ps_module: 'Payload', ps_classic_start: 'Data' }[category] ?? 'Data'
  const words = random.some(CMDLETS, 1, 6)
  const how = words.length > 1 && random.chance(0.4) ? `${field}|contains|all` : `${field}|contains`
  const selection = random.chance(0.08)
    ? { [`${field}|re`]: `${random.word()}\\s*=\\s*\\[${random.word()}\\]` }
    : { [how]: words }
  const title = `Script With ${random.word()}`
  return finished(title, { category, product: 'windows' }, { selection }, random)
}

/** Entries of the system's own logs, by number. */
export const windowsLog: Idea = (random) => {
  const service = random.pick(['security', 'security', 'security', 'system', 'system', 'application', 'windefend'])
  const id = 1000 + random.int(6000)
  const title = `Entry ${id} With ${random.word()}`
  const source = { product: 'windows', service }
  if (random.chance(0.04)) {
    const searches = { selection: { EventID: id }, filter: { 'SubjectUserName|fieldref': 'TargetUserName' } }
    return { title, logSource: source, searches, condition: 'selection and not filter' }
  }
  if (random.chance(0.06)) {
    const searches = { keywords: random.some(CMDLETS, 2, 8) }
    return { title, logSource: source, searches, condition: 'keywords' }
  }
  const detail: RuleItems = random.chance(0.5)
    ? { 'ServiceName|contains': random.some(ARGUMENTS, 1, 3).map((text) => text.trim()) }
    : { AccessMask: [`0x${random.int(4096).toString(16)}`], 'ObjectName|endswith': `\\${random.word()}` }
  return finished(title, source, { selection: { EventID: random.chance(0.7) ? id : [id, id + 1], ...detail } }, random)
}
