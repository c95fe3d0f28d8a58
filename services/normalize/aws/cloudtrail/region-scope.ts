import { requestOf, type Call } from './call.ts'
import { objectMember, textMember } from './json-values.ts'
import { PATH } from './paths.ts'

/**
 * Services whose records are written in one region wherever the caller works. Identity Center is not among them: its home
 * region is the customer's choice.
 */
const GLOBAL_SERVICES = new Set(
  `iam signin organizations cloudfront route53 route53domains account waf shield support supportapp budgets ce cur
  billing billingconsole aws-portal payments invoicing tax taxsettings freetier consolidatedbilling savingsplans pricing
  artifact globalaccelerator trustedadvisor health networkmanager chatbot importexport ecr-public
  agreement-marketplace discovery-marketplace aws-marketplace marketplacecommerceanalytics`.split(/\s+/),
)

/** `global` when the region says nothing about where the actor works. */
export function regionScope(call: Call): 'global' | 'regional' {
  if (GLOBAL_SERVICES.has(call.service)) return 'global'
  if (call.service === 'sts') return stsScope(call)
  if (call.service === 'wafv2' && textMember(requestOf(call), 'scope') === 'CLOUDFRONT') return 'global'
  return 'regional'
}

/** The global endpoint of STS writes in us-east-1, even when another region served the call. */
function stsScope(call: Call): 'global' | 'regional' {
  const details = objectMember(call.record.get(PATH.additionalEventData), 'RequestDetails')
  const endpoint = textMember(details, 'endpointType')
  if (endpoint !== undefined) return endpoint === 'global' ? 'global' : 'regional'
  return call.region === 'us-east-1' ? 'global' : 'regional'
}
