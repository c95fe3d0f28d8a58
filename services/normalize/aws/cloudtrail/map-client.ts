import type { Topic } from '../../../record/event-builder.ts'
import { eventField } from '../../../record/event-field.ts'
import { addressNetwork } from './address-network.ts'
import type { Call } from './call.ts'
import { isIpAddress } from './ip-address.ts'
import { textMember } from './json-values.ts'
import { PATH } from './paths.ts'
import { readUserAgent } from './user-agent.ts'

const FIELD = {
  address: eventField('source.address'),
  ip: eventField('source.ip'),
  domain: eventField('source.domain'),
  network: eventField('tocsin.source.network'),
  agent: eventField('user_agent.original'),
  agentName: eventField('user_agent.name'),
  agentVersion: eventField('user_agent.version'),
  tlsVersion: eventField('tls.version'),
  tlsProtocol: eventField('tls.version_protocol'),
  tlsCipher: eventField('tls.cipher'),
  tlsServer: eventField('tls.client.server_name'),
  relatedIp: eventField('related.ip'),
  relatedHosts: eventField('related.hosts'),
}

// Each depends on one member alone; the same few addresses, tools and ciphers come again and again.
const SOURCE: Topic = { paths: [PATH.sourceIPAddress] }
const AGENT: Topic = { paths: [PATH.userAgent] }
const TLS: Topic = { paths: [PATH.tlsDetails] }

/** Fills in `source.*`, `tocsin.source.*`, `user_agent.*` and `tls.*`. */
export function mapClient(call: Call): void {
  const { record, event } = call
  event.once(SOURCE, record, mapSource, call)
  event.once(AGENT, record, mapAgent, call)
  event.once(TLS, record, mapTls, call)
}

function mapAgent({ record, event }: Call): void {
  const agent = record.text(PATH.userAgent)
  if (agent === undefined || agent === '-') return
  event.set(FIELD.agent, agent)
  const tool = readUserAgent(agent)
  if (tool === null) return
  event.set(FIELD.agentName, tool.name)
  event.set(FIELD.agentVersion, tool.version)
}

/** An address, the name of a service that forwarded the call, or words such as `AWS Internal`. */
function mapSource(call: Call): void {
  const { event } = call
  const address = call.record.text(PATH.sourceIPAddress)
  if (address === undefined) return
  event.set(FIELD.address, address)
  if (isIpAddress(address)) {
    event.set(FIELD.ip, address)
    event.set(FIELD.network, addressNetwork(address))
    event.add(FIELD.relatedIp, address)
  } else if (isHostName(address)) {
    event.set(FIELD.domain, address)
    event.add(FIELD.relatedHosts, address)
  }
}

function mapTls(call: Call): void {
  const details = call.record.get(PATH.tlsDetails)
  if (details === undefined || details === null) return
  const { event } = call
  const version = textMember(details, 'tlsVersion')
  // Some records hold the member's own name in place of a version.
  if (version !== undefined && version !== 'tlsVersion') {
    const at = version.indexOf('v')
    event.set(FIELD.tlsVersion, at < 0 ? version : version.slice(at + 1))
    event.set(FIELD.tlsProtocol, version.startsWith('SSL') ? 'ssl' : 'tls')
  }
  event.set(FIELD.tlsCipher, textMember(details, 'cipherSuite'))
  const server = textMember(details, 'clientProvidedHostHeader')
  event.set(FIELD.tlsServer, server)
  event.add(FIELD.relatedHosts, server)
}

/** Letters, digits, dashes and at least one dot. */
function isHostName(text: string): boolean {
  return text.length <= 253 && text.includes('.') && /^[A-Za-z0-9.-]+$/.test(text) && /[A-Za-z]/.test(text)
}
