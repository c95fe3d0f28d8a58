import type { Idea } from './windows-ideas.ts'
import type { RuleItems } from './write-rule.ts'

/** A program on Linux or macOS. */
export const unixProcess: Idea = (random) => {
  const product = random.pick(['linux', 'linux', 'macos'])
  const names = Array.from({ length: 1 + random.int(5) }, () => `/${random.word()}`)
  const words = Array.from({ length: 1 + random.int(5) }, () =>
    random.pick([` -${random.word()}`, `/${random.word()}/`]),
  )
  const line: RuleItems = random.chance(0.3)
    ? { 'CommandLine|contains|all': [...words, ' -x'] }
    : { 'CommandLine|contains': words }
  const selection: RuleItems = { 'Image|endswith': names, ...(random.chance(0.8) ? line : {}) }
  const logSource = { category: 'process_creation', product }
  const title = `Command ${random.word()} On ${product === 'macos' ? 'A Mac' : 'Linux'}`
  if (!random.chance(0.2)) return { title, logSource, searches: { selection }, condition: 'selection' }
  const searches = { selection, filter_main_shell: { 'ParentImage|endswith': ['/sh', '/bash'] } }
  return { title, logSource, searches, condition: 'selection and not 1 of filter_main_*' }
}

/** The Linux audit daemon: types and numbered arguments. */
export const auditEntry: Idea = (random) => {
  const logSource = { product: 'linux', service: 'auditd' }
  const selection: RuleItems = random.chance(0.5)
    ? { type: 'EXECVE', a0: random.word(), 'a1|contains': [random.word(), `-${random.word()}`] }
    : { type: 'PATH', 'name|startswith': [`/etc/${random.word()}`, `/opt/${random.word()}`] }
  return { title: `Audit Of ${random.word()}`, logSource, searches: { selection }, condition: 'selection' }
}

/** Logs that are lines of text: words anywhere. */
export const textLog: Idea = (random) => {
  const logSource = random.pick([
    { product: 'linux', service: 'syslog' },
    { product: 'linux', service: 'auth' },
    { product: 'cisco', service: 'aaa' },
    { product: 'jvm', category: 'application' },
  ])
  const keywords = Array.from({ length: 1 + random.int(8) }, () => `${random.word()} ${random.word()}`)
  return { title: `Line With ${random.word()}`, logSource, searches: { keywords }, condition: 'keywords' }
}

/** Proxies, web servers and name servers. */
export const webEntry: Idea = (random) => {
  const category = random.pick(['proxy', 'proxy', 'webserver', 'dns', 'firewall'])
  const words = (length: number): string[] => Array.from({ length }, () => `${random.word()}.example.com`)
  const items: Record<string, RuleItems> = {
    proxy: random.chance(0.5) ? { 'c-useragent|contains': words(1 + random.int(20)) } : { 'c-uri|contains': words(2) },
    webserver: { 'cs-uri-query|contains': words(1 + random.int(12)), 'sc-status': [200, 500] },
    dns: { 'query|endswith': words(1 + random.int(6)) },
    firewall: { 'dst_ip|cidr': ['198.51.100.0/24', '203.0.113.0/24'], dst_port: 1024 + random.int(60_000) },
  }
  const searches = { selection: items[category] ?? {} }
  return { title: `Request For ${random.word()}`, logSource: { category }, searches, condition: 'selection' }
}
