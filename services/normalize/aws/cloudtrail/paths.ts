import { PathTable } from '../../../record/field-path.ts'

/** Every path of a CloudTrail record that recognition and mapping read. */
export const CLOUDTRAIL_PATHS = new PathTable()

const path = (text: string) => CLOUDTRAIL_PATHS.add(text)

/** The record's own members, by the names that CloudTrail gives them. */
export const PATH = {
  eventVersion: path('eventVersion'),
  eventTime: path('eventTime'),
  eventSource: path('eventSource'),
  eventName: path('eventName'),
  eventType: path('eventType'),
  eventCategory: path('eventCategory'),
  eventID: path('eventID'),
  sharedEventID: path('sharedEventID'),
  recipientAccountId: path('recipientAccountId'),
  awsRegion: path('awsRegion'),
  sourceIPAddress: path('sourceIPAddress'),
  userAgent: path('userAgent'),
  errorCode: path('errorCode'),
  errorMessage: path('errorMessage'),
  readOnly: path('readOnly'),
  requestParameters: path('requestParameters'),
  responseElements: path('responseElements'),
  responseErrorCode: path('responseElements.errorCode'),
  responseErrorMessage: path('responseElements.errorMessage'),
  additionalEventData: path('additionalEventData'),
  serviceEventDetails: path('serviceEventDetails'),
  resources: path('resources'),
  tlsDetails: path('tlsDetails'),
  sessionCredentialFromConsole: path('sessionCredentialFromConsole'),
  originalEventID: path('addendum.originalEventID'),
} as const

/** Members of `userIdentity`. */
export const IDENTITY = {
  whole: path('userIdentity'),
  type: path('userIdentity.type'),
  principalId: path('userIdentity.principalId'),
  arn: path('userIdentity.arn'),
  accountId: path('userIdentity.accountId'),
  accessKeyId: path('userIdentity.accessKeyId'),
  userName: path('userIdentity.userName'),
  invokedBy: path('userIdentity.invokedBy'),
  identityProvider: path('userIdentity.identityProvider'),
  credentialId: path('userIdentity.credentialId'),
  onBehalfOfUser: path('userIdentity.onBehalfOf.userId'),
  inScopeOf: path('userIdentity.inScopeOf'),
  delegateAccount: path('userIdentity.invokedByDelegate.accountId'),
  sessionContext: path('userIdentity.sessionContext'),
} as const

/** What stands around a record, and the records that are no calls. */
export const SPECIAL = {
  detail: path('detail'),
  cloudTrailEvent: path('CloudTrailEvent'),
  logMessage: path('message'),
  topicMessage: path('Message'),
  insightDetails: path('insightDetails'),
  insightSource: path('insightDetails.eventSource'),
  insightName: path('insightDetails.eventName'),
  insightState: path('insightDetails.state'),
  insightError: path('insightDetails.errorCode'),
  aggregatedId: path('eventId'),
  aggregatedAccount: path('accountId'),
  windowEnd: path('timeWindow.windowEnd'),
  digestObject: path('digestS3Object'),
  digestAccount: path('awsAccountId'),
  digestEnd: path('digestEndTime'),
} as const
