/** The values of `tocsin.error.class`. */
export type ErrorClass =
  | 'authorization'
  | 'authentication'
  | 'throttle'
  | 'validation'
  | 'not_found'
  | 'conflict'
  | 'dry_run'
  | 'network_policy'
  | 'service'
  | 'other'

/**
 * The class of an error code: an exact table first, then the shape of the name, then `other`. EC2's `Client.` and
 * `Server.` in front do not count, nor does case.
 */
export function errorClass(code: string): ErrorClass {
  const name = code.toLowerCase().replace(/^(?:client|server)\./, '')
  return EXACT.get(name) ?? byShape(name)
}

function byShape(name: string): ErrorClass {
  if (/denied|unauthori[sz]ed|forbidden|notauthori[sz]ed|notpermitted/.test(name)) return 'authorization'
  if (/^nosuch|notfound(?:exception|fault)?$|doesnotexist/.test(name)) return 'not_found'
  if (/alreadyexists|inuse|conflict|duplicate/.test(name)) return 'conflict'
  if (/throttl|toomanyrequests|requestlimit|ratelimit|rateexceeded/.test(name)) return 'throttle'
  // Limits and quotas are neither the caller's mistake nor the service's: a signal of mining.
  if (/limit|quota/.test(name)) return 'other'
  if (/expiredtoken|invalidclienttoken|invalidaccesskey|invalidsignature|unauthenticated/.test(name)) {
    return 'authentication'
  }
  if (/^(?:invalid|malformed|missing|validation|unsupported|incorrect)|badrequest/.test(name)) return 'validation'
  if (/internal|unavailable|timeout|servicefailure|serviceexception/.test(name)) return 'service'
  return 'other'
}

const WORDS: readonly (readonly [ErrorClass, string])[] = [
  [
    'authorization',
    `accessdenied accessdeniedexception unauthorizedoperation unauthorizedexception forbiddenexception forbidden
    notauthorizedexception notauthorized authorizationerror authorizationerrorexception unauthorizedaccess
    unauthorizedclientexception unauthorizederror unauthorizedoperationexception unauthorizedresourceaccessexception
    accessdeniedfault accesstoclusterdenied accesstosnapshotdenied accessforbidden insufficientpermissionsexception
    insufficientprivilegesexception iamrolemissingpermissions operationnotpermitted operationnotpermittedexception
    unauthorizedpartnerintegration loadurlaccessdeniedexception authorizationheadermalformed`,
  ],
  ['network_policy', 'vpceaccessdenied'],
  [
    'authentication',
    `authfailure invalidclienttokenid invalidclienttokenidexception cloudtrailinvalidclienttokenidexception
    unrecognizedclientexception invalidaccesskeyid invalidaccesskeyidexception signaturedoesnotmatch
    invalidsignatureexception incompletesignature incompletesignatureexception missingauthenticationtoken
    missingauthenticationtokenexception expiredtoken expiredtokenexception requestexpired invalidtoken
    tokenrefreshrequired optinrequired notsignedup subscriptionrequiredexception pendingverification accountproblem
    unauthenticatedexception invalididentitytoken idprejectedclaim idpcommunicationerror`,
  ],
  ['dry_run', 'dryrunoperation'],
  [
    'throttle',
    `throttling throttlingexception throttledexception requestlimitexceeded toomanyrequestsexception slowdown
    provisionedthroughputexceededexception bandwidthlimitexceeded priorrequestnotcomplete`,
  ],
  ['conflict', 'bucketnotempty deleteconflict deleteconflictexception invalidpermission.duplicate'],
  ['validation', 'missingparameter validationexception validationerror'],
  // Words that look like a refusal and are none.
  [
    'other',
    `invalidaccessexception failedresourceaccessexception wafinvalidpermissionpolicyexception
    trimmeddataaccessexception`,
  ],
]

const EXACT: ReadonlyMap<string, ErrorClass> = new Map(
  WORDS.flatMap(([name, words]) => words.split(/\s+/).map((word): [string, ErrorClass] => [word, name])),
)
