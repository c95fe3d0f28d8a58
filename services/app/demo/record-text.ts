/** One call as CloudTrail tells it. Members that say *JSON text* are put into the record as they are. */
export interface CloudTrailCall {
  readonly version: string
  /** JSON text of `userIdentity` */
  readonly identity: string
  /** `2026-03-14T08:17:45Z` */
  readonly time: string
  /** `ec2.amazonaws.com` */
  readonly source: string
  readonly name: string
  readonly region: string
  /** an address, or the name of the service that called */
  readonly address: string
  /** free of quotes, backslashes and control characters */
  readonly agent: string
  readonly error: CallError | null
  /** JSON text of `requestParameters` */
  readonly request: string
  /** JSON text of `responseElements` */
  readonly response: string
  /** JSON text of `additionalEventData`; empty when the record has none */
  readonly extra: string
  /** empty when the record has none */
  readonly requestId: string
  readonly eventId: string
  readonly readOnly: boolean
  /** JSON text of `resources`; empty when the record has none */
  readonly resources: string
  readonly type: 'AwsApiCall' | 'AwsConsoleSignIn' | 'AwsServiceEvent'
  readonly category: 'Management' | 'Data'
  /** the account that the record is delivered to */
  readonly account: string
  /** `sharedEventID`; empty when the record has none */
  readonly sharedId: string
  readonly vpcEndpoint: VpcEndpoint | null
  /** JSON text of `serviceEventDetails`; empty when the record has none */
  readonly details: string
  /** host name of the TLS connection; empty when the call came from inside AWS */
  readonly host: string
  /** whether the record says how keys were exchanged, which only new ones do */
  readonly keyExchange: boolean
  readonly fromConsole: boolean
}

/** Why a call failed. */
export interface CallError {
  /** empty for sign-ins, which have only a message */
  readonly code: string
  readonly message: string
}

/** The private way by which a call reached AWS. */
export interface VpcEndpoint {
  readonly id: string
  readonly account: string
}

/** The record's JSON text with the members in CloudTrail's order. */
export function recordText(call: CloudTrailCall): string {
  return (
    `{"eventVersion":"${call.version}","userIdentity":${call.identity},"eventTime":"${call.time}"` +
    `,"eventSource":"${call.source}","eventName":"${call.name}","awsRegion":"${call.region}"` +
    `,"sourceIPAddress":"${call.address}","userAgent":"${call.agent}"` +
    (call.error === null ? '' : errorText(call.error)) +
    `,"requestParameters":${call.request},"responseElements":${call.response}` +
    (call.extra === '' ? '' : `,"additionalEventData":${call.extra}`) +
    (call.requestId === '' ? '' : `,"requestID":"${call.requestId}"`) +
    `,"eventID":"${call.eventId}","readOnly":${call.readOnly}` +
    (call.resources === '' ? '' : `,"resources":${call.resources}`) +
    `,"eventType":"${call.type}","managementEvent":${call.category === 'Management'}` +
    `,"recipientAccountId":"${call.account}"` +
    (call.sharedId === '' ? '' : `,"sharedEventID":"${call.sharedId}"`) +
    (call.vpcEndpoint === null ? '' : endpointText(call.vpcEndpoint)) +
    (call.details === '' ? '' : `,"serviceEventDetails":${call.details}`) +
    `,"eventCategory":"${call.category}"` +
    (call.host === '' ? '' : tlsText(call.host, call.keyExchange)) +
    (call.fromConsole ? ',"sessionCredentialFromConsole":"true"}' : '}')
  )
}

function errorText({ code, message }: CallError): string {
  return `${code === '' ? '' : `,"errorCode":"${code}"`},"errorMessage":${JSON.stringify(message)}`
}

function endpointText({ id, account }: VpcEndpoint): string {
  return `,"vpcEndpointId":"${id}","vpcEndpointAccountId":"${account}"`
}

function tlsText(host: string, keyExchange: boolean): string {
  const exchange = keyExchange ? ',"keyExchange":"X25519MLKEM768"' : ''
  return `,"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"${host}"${exchange}}`
}
