/** What a new rule for one log type starts from. Everything in it is read and tested like any other rule. */
export interface Skeleton {
  /** lines below `logsource:` */
  readonly logSource: readonly string[]
  /** lines below `selection:` */
  readonly selection: readonly string[]
  /** what a correlation groups by */
  readonly groupBy: string
  /** a record that the selection holds for, as flow YAML, indented by the writer */
  readonly matching: readonly string[]
  /** one that it does not hold for */
  readonly other: readonly string[]
}

function cloudTrailRecord(eventName: string, readOnly: boolean): readonly string[] {
  return [
    `{ eventVersion: '1.11', eventTime: '2026-01-05T09:30:00Z', eventSource: iam.amazonaws.com, eventName: ${eventName},`,
    `  awsRegion: us-east-1, sourceIPAddress: 192.0.2.10, userAgent: aws-cli/2.22.0, readOnly: ${String(readOnly)},`,
    `  eventType: AwsApiCall, eventCategory: Management, managementEvent: true,`,
    `  eventID: 7d4d7a3c-0000-4000-8000-000000000001, requestID: 7d4d7a3c-0000-4000-8000-000000000002,`,
    `  recipientAccountId: '111122223333', requestParameters: { userName: finn }, responseElements: null,`,
    `  userIdentity:`,
    `    { type: IAMUser, principalId: AIDAEXAMPLEDANA000000, arn: arn:aws:iam::111122223333:user/dana,`,
    `      accountId: '111122223333', accessKeyId: AKIAEXAMPLEDANA00000, userName: dana } }`,
  ]
}

/** By log type: the names are those of `normalize/registry.ts`. */
export const SKELETONS: Readonly<Record<string, Skeleton>> = {
  'aws/cloudtrail': {
    logSource: ['product: aws', 'service: cloudtrail'],
    selection: [
      'eventSource: iam.amazonaws.com',
      'eventName:',
      '  - CreateUser',
      '  - CreateAccessKey',
      'errorCode: null',
    ],
    groupBy: 'tocsin.actor.id',
    matching: cloudTrailRecord('CreateUser', false),
    other: cloudTrailRecord('ListUsers', true),
  },
}
