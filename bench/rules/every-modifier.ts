import type { RuleIdea, RuleItems, RuleSearch } from './write-rule.ts'

/** A rule about CloudTrail that is there for one thing that Sigma can do. */
export interface ModifierIdea extends RuleIdea {
  /** what it is there for */
  readonly modifier: string
}

/** The watch list that the rule for `expand` needs. */
export const MODIFIER_LISTS: Readonly<Record<string, readonly string[]>> = {
  bench_agents: ['Boto3', 'aws-sdk-go', 'terraform'],
}

const MOST = { eventSource: 'ec2.amazonaws.com' }

/**
 * What is looked for, by modifier. Where a condition has only the modifier in it, nothing helps an engine to leave records out;
 * rules that would match nearly everything ask for a rare operation as well.
 */
const SEARCHES: readonly (readonly [modifier: string, items: RuleSearch, rare?: RuleItems])[] = [
  ['keywords', ['StopLogging', 'RotateKey', 'PutBucketPublicAccessBlock*false']],
  ['contains', { 'userAgent|contains': ['kali', 'parrot', 'pentest'] }],
  ['startswith', { 'eventName|startswith': ['Disable', 'Deregister'] }],
  ['endswith', { 'eventName|endswith': ['Mfa', 'MFADevice', 'LoginProfile'] }],
  ['all', { 'userIdentity.arn|contains|all': ['assumed-role', 'Administrator', 'break-glass'] }],
  ['cased', { 'eventName|cased': ['deletebucket', 'DeleteBucket'] }],
  ['cased contains', { 'errorMessage|contains|cased': 'explicit deny' }],
  ['re', { 'userIdentity.arn|re': '(root|admin[a-z]*)[/:]emergency-[0-9]{2,}$' }],
  ['re i', { 'userAgent|re|i': '(sqlmap|nikto|hydra)/[0-9.]+' }],
  ['base64', { 'requestParameters.userData|base64|contains': '#!/bin/bash -x' }],
  ['base64offset', { 'requestParameters.userData|base64offset|contains': ['/dev/tcp/', 'curl http'] }],
  ['wide base64offset', { 'requestParameters.userData|wide|base64offset|contains': ['DownloadString', 'FromBase64'] }],
  ['windash', { 'requestParameters.commands|contains|windash': [' -enc ', ' -nop '] }],
  ['cidr', { 'sourceIPAddress|cidr': ['203.0.113.252/30', '198.51.100.248/29', '2001:db8:ffff::/48'] }],
  ['hour', { 'eventTime|hour': [3, 8, 20] }, { eventName: ['ConsoleLogin', 'CreateUser', 'TerminateInstances'] }],
  ['day', { 'eventTime|day': [14, 31] }, { eventName: ['StopLogging', 'RotateKey'] }],
  ['month', { 'eventTime|month': 12 }],
  ['year', { 'eventTime|year': 2019 }],
  ['minute', { 'eventTime|minute': [0, 1] }, { eventName: ['DeleteBucket', 'StartExecution'] }],
  ['week', { 'eventTime|week': 53 }],
  ['expand', { 'userAgent|contains|expand': '%bench_agents%' }, { eventName: ['DeleteRole', 'CreateAccessKey'] }],
  ['fieldref', { 'userIdentity.userName|fieldref': 'requestParameters.userName' }],
  ['exists', { 'additionalEventData.MFAUsed|exists': true }],
  ['exists false', { 'userIdentity|exists': false }],
  ['null', { userAgent: null }],
  ['empty', { userAgent: '' }],
  ['lt', { 'requestParameters.maxResults|lt': 3 }],
  ['lte', { 'requestParameters.retentionInDays|lte': 1 }],
  ['gt', { 'requestParameters.maxResults|gt': 900 }],
  ['gte', { 'requestParameters.durationSeconds|gte': 40_000 }],
  ['number', { 'requestParameters.pendingWindowInDays': [7, 8] }],
  ['boolean', { readOnly: false }, { eventName: ['DeleteBucket', 'ScheduleKeyDeletion'] }],
  ['neq', { 'awsRegion|neq': 'eu-central-1' }, { eventName: ['RunInstances', 'CreateUser'] }],
  ['wildcards', { 'userIdentity.arn': 'arn:aws:*:user/emergency-??' }],
]

/** The rules, always the same. */
export function everyModifier(): readonly ModifierIdea[] {
  return SEARCHES.map(([modifier, selection, rare]) => ({
    modifier,
    title: `Modifier ${modifier.charAt(0).toUpperCase()}${modifier.slice(1)}`,
    logSource: { product: 'aws', service: 'cloudtrail' },
    searches: rare ? { selection, rare } : { selection },
    condition: rare ? 'rare and selection' : 'selection',
  }))
}

/** A rule that a filter in the condition makes true of one part of a service: negation over several searches. */
export const FILTERED: RuleIdea = {
  title: 'Modifier None But Filters',
  logSource: { product: 'aws', service: 'cloudtrail' },
  searches: {
    selection: { ...MOST, 'eventName|startswith': ['Delete', 'Terminate'] },
    filter_main_service: { 'userIdentity.type': 'AWSService' },
    filter_main_agent: { 'userAgent|contains': 'terraform' },
  },
  condition: 'selection and not 1 of filter_main_*',
}
