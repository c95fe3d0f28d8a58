import { ruleRandom } from './rule-random.ts'

const KNOWN =
  'cmd powershell pwsh rundll32 regsvr32 mshta wscript cscript certutil bitsadmin schtasks net net1 netsh sc reg wmic msbuild whoami tasklist explorer svchost services winword excel outlook'.split(
    ' ',
  )

const random = ruleRandom(7)

/** Names of programs on Windows: some that every system has, many that none has. */
export const PROGRAMS: readonly string[] = [
  ...KNOWN.map((name) => `${name}.exe`),
  ...Array.from({ length: 420 }, () => `${random.word()}.exe`),
]

/** What stands on command lines. */
export const ARGUMENTS: readonly string[] = Array.from({ length: 900 }, (_, at) => {
  const word = random.word()
  if (at % 5 === 0) return ` -${word} `
  if (at % 5 === 1) return ` /${word}`
  if (at % 5 === 2) return `${word}.dll`
  return at % 5 === 3 ? `--${word}=` : `${word} `
})

/** Folders in which programs and files stand. */
export const FOLDERS: readonly string[] = [
  String.raw`\Windows\System32`,
  String.raw`\Windows\SysWOW64`,
  String.raw`\Windows\Temp`,
  String.raw`\Users\Public`,
  String.raw`\AppData\Local\Temp`,
  String.raw`\AppData\Roaming`,
  String.raw`\ProgramData`,
  ...Array.from({ length: 120 }, () => `\\Program Files\\${random.word()}`),
]

/** Keys of the registry, without the hive. */
export const REGISTRY_KEYS: readonly string[] = Array.from(
  { length: 260 },
  () => `\\Software\\${random.word()}\\${random.word()}\\${random.word()}`,
)

/** Names of commands in scripts. */
export const CMDLETS: readonly string[] = Array.from({ length: 240 }, () => {
  const [verb, noun] = [random.word(), random.word()]
  return `${verb.charAt(0).toUpperCase()}${verb.slice(1)}-${noun.charAt(0).toUpperCase()}${noun.slice(1)}`
})

/** A record of a process that was started, in the fields that Sigma names. Every seventh is made to look like what rules want. */
export function windowsProcessEvent(seed: number): Record<string, string> {
  const draw = ruleRandom(seed)
  const [image, parent] = [draw.pick(PROGRAMS), draw.pick(PROGRAMS)]
  const count = draw.chance(1 / 7) ? 5 : 1
  const line = `${image}${draw.some(ARGUMENTS, 0, count).join(' ')} ${draw.word()} ${draw.word()}\\${draw.word()}.txt`
  return {
    EventID: '1',
    Image: `C:${draw.pick(FOLDERS)}\\${image}`,
    OriginalFileName: image,
    CommandLine: line,
    ParentImage: `C:${draw.pick(FOLDERS)}\\${parent}`,
    ParentCommandLine: `${parent}${draw.some(ARGUMENTS, 0, 2).join(' ')}`,
    CurrentDirectory: `C:${draw.pick(FOLDERS)}\\`,
    User: `EXAMPLE\\${draw.word()}`,
    IntegrityLevel: draw.pick(['Low', 'Medium', 'High', 'System']),
    Description: `${draw.word()} ${draw.word()}`,
    Product: draw.word(),
    Company: draw.word(),
    Hashes: `SHA256=${draw.id().replaceAll('-', '')}${draw.id().replaceAll('-', '')}`,
    LogonId: `0x${draw.int(1_000_000).toString(16)}`,
    ProcessId: String(draw.int(60_000)),
  }
}
