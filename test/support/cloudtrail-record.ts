import type { JsonObject } from '../../services/core/json.ts'

/** A plain API call by an IAM user, with the members of `changes` put over it. */
export function cloudTrailRecord(source: string, name: string, changes: JsonObject = {}): JsonObject {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLEUSER00001',
      arn: 'arn:aws:iam::111122223333:user/maria',
      accountId: '111122223333',
      accessKeyId: 'AKIAEXAMPLEKEY000001',
      userName: 'maria',
    },
    eventTime: '2026-05-04T08:00:00Z',
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '198.51.100.40',
    userAgent: 'aws-cli/2.31.4',
    requestParameters: null,
    responseElements: null,
    requestID: 'r0000000-0000-4000-8000-000000000001',
    eventID: 'e0000000-0000-4000-8000-000000000001',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    ...changes,
  }
}
