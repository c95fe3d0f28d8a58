import { testExposure } from './exposure-case.ts'

testExposure([
  // shared copies
  {
    name: 'an image for an organization',
    call: ['ec2', 'ModifyImageAttribute'],
    request: {
      launchPermission: {
        add: { items: [{ organizationArn: 'arn:aws:organizations::444455556666:organization/o-exampleorg0' }] },
      },
    },
    opens: ['image to arn:aws:organizations::444455556666:organization/o-exampleorg0'],
  },
  {
    name: 'an image taken back',
    call: ['ec2', 'ModifyImageAttribute'],
    request: { launchPermission: { remove: { items: [{ group: 'all' }] } } },
    opens: [],
  },
  {
    name: 'a cluster snapshot',
    call: ['rds', 'ModifyDBClusterSnapshotAttribute'],
    request: { attributeName: 'restore', valuesToAdd: ['999988887777', 'all'] },
    opens: ['db_snapshot to 999988887777', '*db_snapshot to all'],
  },
  {
    name: 'a warehouse snapshot',
    call: ['redshift', 'AuthorizeSnapshotAccess'],
    request: { snapshotIdentifier: 's', accountWithRestoreAccess: '999988887777' },
    opens: ['db_snapshot to 999988887777'],
  },
  {
    name: 'a database public by default',
    call: ['rds', 'CreateDBInstance'],
    request: { dBInstanceIdentifier: 'a' },
    response: { publiclyAccessible: true },
    opens: ['*db_instance to everybody'],
  },
  {
    name: 'a change of a database that was public before',
    call: ['rds', 'ModifyDBInstance'],
    request: { dBInstanceIdentifier: 'a' },
    response: { publiclyAccessible: true },
    opens: [],
  },
  // functions
  {
    name: 'a function for another account',
    call: ['lambda', 'AddPermission20150331v2'],
    request: { principal: '999988887777' },
    opens: ['function to 999988887777'],
  },
  {
    name: 'a function for our own account',
    call: ['lambda', 'AddPermission20150331v2'],
    request: { principal: 'arn:aws:iam::111122223333:role/x' },
    opens: [],
  },
  {
    name: 'a function for a service',
    call: ['lambda', 'AddPermission20150331v2'],
    request: { principal: 's3.amazonaws.com' },
    opens: [],
  },
  {
    name: 'a function for an organization',
    call: ['lambda', 'AddPermission20150331v2'],
    request: { principal: '*', principalOrgID: 'o-exampleorg0' },
    opens: [],
  },
  {
    name: 'a layer for everybody',
    call: ['lambda', 'AddLayerVersionPermission20181031'],
    request: { principal: '*' },
    opens: ['*layer to *'],
  },
  {
    name: 'an address of a function without a signature',
    call: ['lambda', 'UpdateFunctionUrlConfig'],
    request: { functionName: 'jobs', authType: 'NONE' },
    opens: ['*function_url to *'],
  },
  {
    name: 'an address of a function with a signature',
    call: ['lambda', 'CreateFunctionUrlConfig'],
    request: { functionName: 'jobs', authType: 'AWS_IAM' },
    opens: [],
  },
  // queues, documents, buses, shares
  {
    name: 'a queue',
    call: ['sqs', 'AddPermission'],
    request: { aWSAccountIds: ['999988887777'] },
    opens: ['queue to 999988887777'],
  },
  {
    name: 'a document for everybody',
    call: ['ssm', 'ModifyDocumentPermission'],
    request: { accountIdsToAdd: ['all'] },
    opens: ['*document to all'],
  },
  {
    name: 'an event bus for everybody',
    call: ['events', 'PutPermission'],
    request: { principal: '*' },
    opens: ['*event_bus to *'],
  },
  {
    name: 'an event bus for an organization',
    call: ['events', 'PutPermission'],
    request: { principal: '*', condition: { type: 'StringEquals' } },
    opens: [],
  },
  {
    name: 'a share with another account',
    call: ['ram', 'CreateResourceShare'],
    request: { principals: ['999988887777'] },
    opens: ['resource_share to 999988887777'],
  },
  {
    name: 'an endpoint service for everybody',
    call: ['ec2', 'ModifyVpcEndpointServicePermissions'],
    request: { ModifyVpcEndpointServicePermissionsRequest: { AddAllowedPrincipals: { content: '*', tag: 1 } } },
    opens: ['*endpoint_service to *'],
  },
  // access lists of buckets
  {
    name: 'a canned list as text',
    call: ['s3', 'PutBucketAcl'],
    request: { bucketName: 'b', 'x-amz-acl': 'public-read-write' },
    opens: ['*acl to AllUsers'],
  },
  {
    name: 'a canned list as a list',
    call: ['s3', 'PutBucketAcl'],
    request: { bucketName: 'b', 'x-amz-acl': ['authenticated-read'] },
    opens: ['*acl to AuthenticatedUsers'],
  },
  {
    name: 'a private canned list',
    call: ['s3', 'CreateBucket'],
    request: { bucketName: 'b', 'x-amz-acl': 'private' },
    opens: [],
  },
  {
    name: 'a header that grants',
    call: ['s3', 'PutObjectAcl'],
    request: {
      bucketName: 'b',
      'x-amz-grant-read': 'id="EXAMPLE", uri="http://acs.amazonaws.com/groups/global/AllUsers"',
    },
    opens: ['*acl to AllUsers'],
  },
  {
    name: 'a grant to another owner',
    call: ['s3', 'PutBucketAcl'],
    request: {
      AccessControlPolicy: {
        Owner: { ID: 'EXAMPLEours' },
        AccessControlList: { Grant: { Grantee: { ID: 'EXAMPLEother' } } },
      },
    },
    opens: ['acl to EXAMPLEother'],
  },
  // policies
  {
    name: 'a bucket for everybody',
    call: ['s3', 'PutBucketPolicy'],
    request: { bucketPolicy: { Statement: { Effect: 'Allow', Principal: '*', Action: 's3:*' } } },
    opens: ['*resource_policy to *'],
  },
  {
    name: 'a bucket for all but one',
    call: ['s3', 'PutBucketPolicy'],
    request: {
      bucketPolicy: { Statement: { Effect: 'Allow', NotPrincipal: { AWS: '999988887777' }, Action: 's3:*' } },
    },
    opens: ['*resource_policy to *'],
  },
  {
    name: 'a bucket denied to everybody',
    call: ['s3', 'PutBucketPolicy'],
    request: { bucketPolicy: { Statement: { Effect: 'Deny', Principal: '*', Action: 's3:*' } } },
    opens: [],
  },
  {
    name: 'a topic by its attribute',
    call: ['sns', 'SetTopicAttributes'],
    request: {
      topicArn: 't',
      attributeName: 'Policy',
      attributeValue: '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sns:Publish"}]}',
    },
    opens: ['*resource_policy to *'],
  },
  {
    name: 'another attribute of a topic',
    call: ['sns', 'SetTopicAttributes'],
    request: {
      topicArn: 't',
      attributeName: 'DisplayName',
      attributeValue: '{"Statement":[{"Effect":"Allow","Principal":"*"}]}',
    },
    opens: [],
  },
  {
    name: 'a queue by its attributes',
    call: ['sqs', 'SetQueueAttributes'],
    request: {
      attributes: { Policy: '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"999988887777"},"Action":"sqs:*"}]}' },
    },
    opens: ['resource_policy to 999988887777'],
  },
  {
    name: 'a role trusted by everybody',
    call: ['iam', 'CreateRole'],
    request: {
      roleName: 'r',
      assumeRolePolicyDocument: '{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}',
    },
    opens: ['*role_trust to *'],
  },
  {
    name: "a user's rights let nobody in",
    call: ['iam', 'PutUserPolicy'],
    request: { userName: 'u', policyDocument: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' },
    opens: [],
  },
])
