import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorClass, type ErrorClass } from '../../../../services/normalize/aws/cloudtrail/error-class.ts'

const CASES: readonly (readonly [ErrorClass, readonly string[]])[] = [
  [
    'authorization',
    [
      'AccessDenied',
      'AccessDeniedException',
      'Client.UnauthorizedOperation',
      'UnauthorizedOperation',
      'ForbiddenException',
      'NotAuthorizedException',
      'AuthorizationError',
      'KMSAccessDeniedFault',
      'KMS.AccessDeniedException',
      'S3AccessDeniedFault',
      'AccessToSnapshotDenied',
      'InsufficientPrivilegesException',
      'OperationNotPermittedException',
      'AuthorizationHeaderMalformed',
      'SomethingNewAccessDenied',
      'BrandNewUnauthorisedThing',
      'ACCESSDENIED',
    ],
  ],
  ['network_policy', ['VpceAccessDenied']],
  [
    'authentication',
    ['Client.AuthFailure', 'InvalidClientTokenId', 'ExpiredToken', 'ExpiredTokenException', 'SignatureDoesNotMatch'],
  ],
  ['authentication', ['OptInRequired', 'Client.RequestExpired', 'InvalidIdentityToken', 'IDPRejectedClaim']],
  ['dry_run', ['DryRunOperation', 'Client.DryRunOperation']],
  [
    'throttle',
    ['Throttling', 'ThrottlingException', 'Client.RequestLimitExceeded', 'TooManyRequestsException', 'SlowDown'],
  ],
  [
    'not_found',
    [
      'NoSuchBucket',
      'NoSuchEntityException',
      'ResourceNotFoundException',
      'DBInstanceNotFoundFault',
      'Client.InvalidInstanceID.NotFound',
      'TrailNotFoundException',
    ],
  ],
  [
    'conflict',
    [
      'EntityAlreadyExistsException',
      'ConflictException',
      'BucketNotEmpty',
      'DeleteConflict',
      'ResourceInUseException',
      'Client.InvalidPermission.Duplicate',
    ],
  ],
  [
    'validation',
    [
      'ValidationException',
      'Client.InvalidParameterValue',
      'Client.InvalidSnapshotID.Malformed',
      'MalformedPolicyDocumentException',
      'MissingParameter',
    ],
  ],
  ['service', ['InternalFailure', 'Server.InternalError', 'ServiceUnavailable', 'ServiceUnavailableException']],
  [
    'other',
    [
      'LimitExceededException',
      'ServiceQuotaExceededException',
      'Client.VcpuLimitExceeded',
      'Client.InstanceLimitExceeded',
      'InvalidAccessException',
      'FailedResourceAccessException',
      'WAFInvalidPermissionPolicyException',
      'TrimmedDataAccessException',
      'ClientException',
      '',
    ],
  ],
]

for (const [wanted, codes] of CASES) {
  for (const code of codes) {
    test(`${code || 'an empty code'} is ${wanted}`, () => {
      assert.equal(errorClass(code), wanted)
    })
  }
}
