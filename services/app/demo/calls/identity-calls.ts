import { roleId } from '../identity-text.ts'
import { responseDate } from '../record-time.ts'
import { APPS } from '../site.ts'
import { OPERATORS, PROGRAMS, reads, writes, type CallDetail, type CallKind, type Scene } from './call-kind.ts'

const GLOBAL = { region: 'us-east-1' } as const

/** The account's role of one of its programs. */
const someRole = ({ random }: Scene): string => `${random.pick(APPS)}-${random.pick(['server', 'task'])}`

/** Temporary credentials as STS gives them; the token is a long text that means nothing outside AWS. */
function credentials({ random, noise, at }: Scene): string {
  const token = `IQoJb3JpZ2luX2VjEXAMPLE${noise(700)}`
  const expiration = responseDate(at + 3_600_000)
  return `{"accessKeyId":"ASIAEXAMPLE${random.base32(9)}","sessionToken":"${token}","expiration":"${expiration}"}`
}

/** A role is taken; `session` names what it is taken for. */
function assume(scene: Scene, session: string, more: string, answer = ''): CallDetail {
  const account = scene.site.account.id
  const role = someRole(scene)
  const arn = `arn:aws:iam::${account}:role/${role}`
  const user = `{"assumedRoleId":"${roleId(arn)}:${session}","arn":"arn:aws:sts::${account}:assumed-role/${role}/${session}"}`
  return {
    request: `{"roleArn":"${arn}","roleSessionName":"${session}"${more}}`,
    response: `{"credentials":${credentials(scene)},"assumedRoleUser":${user}${answer}}`,
    resources: `[{"accountId":"${account}","type":"AWS::IAM::Role","ARN":"${arn}"}]`,
  }
}

const assumeByService = (scene: Scene): CallDetail => ({
  ...assume(scene, scene.random.chance(0.5) ? scene.random.hex(32) : `${scene.random.pick(APPS)}-worker`, ''),
  sharedId: scene.random.uuid(),
})

const STS_CALLS: readonly CallKind[] = [
  reads('sts', 'AssumeRole', 44, ['service/ec2', 'service/lambda', 'service/ecs-tasks', 'service/backup'], {
    version: '1.08',
    detail: assumeByService,
  }),
  reads('sts', 'AssumeRole', 10, ['pipelines', 'tasks', 'terminal'], {
    detail: (scene) => {
      const session = `aws-go-sdk-17${scene.random.below(90_000_000) + 10_000_000}`
      return { ...assume(scene, session, ',"durationSeconds":3600'), extra: '{"ExtendedRequestId":"EXAMPLE"}' }
    },
  }),
  reads('sts', 'AssumeRoleWithWebIdentity', 8, ['web'], {
    detail: (scene) => {
      const { name } = scene.site.account
      const answer = `,"subjectFromWebIdentityToken":"repo:example/${name}-platform:environment:${name}","provider":"arn:aws:iam::${scene.site.account.id}:oidc-provider/token.actions.githubusercontent.com","audience":"sts.amazonaws.com"`
      return assume(scene, 'GitHubActions', ',"durationSeconds":3600', answer)
    },
  }),
  reads('sts', 'AssumeRoleWithSAML', 3, ['saml'], {
    ...GLOBAL,
    detail: (scene) => {
      const provider = `arn:aws:iam::${scene.site.account.id}:saml-provider/old-directory`
      const more = `,"sAMLAssertionID":"_${scene.random.uuid()}","principalArn":"${provider}","durationSeconds":28800`
      return assume(scene, 'reporting', more, `,"issuer":"https://login.example.com/saml","subjectType":"persistent"`)
    },
  }),
  reads('sts', 'GetCallerIdentity', 18, ['terminal', 'pipelines', 'users', 'functions']),
  reads('cognito-identity', 'GetCredentialsForIdentity', 5, ['guests'], {
    detail: (scene) => {
      const identity = `${scene.site.region}:${scene.random.uuid()}`
      return {
        request: `{"identityId":"${identity}"}`,
        response: `{"credentials":${credentials(scene)},"identityId":"${identity}"}`,
      }
    },
  }),
]

/** A question about one role: the names of the members and the message when there is no such role. */
const aboutRole = {
  ...GLOBAL,
  version: '1.10',
  detail: (scene: Scene): CallDetail => ({ request: `{"roleName":"${someRole(scene)}"}` }),
  missing: { code: 'NoSuchEntityException', message: 'The role with this name cannot be found.' },
} as const

const IAM_CALLS: readonly CallKind[] = [
  reads('iam', 'GetRole', 20, ['pipelines', 'pipelines', 'watchers', 'console'], aboutRole),
  reads('iam', 'ListAttachedRolePolicies', 16, ['pipelines', 'watchers', 'console'], aboutRole),
  reads('iam', 'ListRolePolicies', 12, ['pipelines', 'watchers'], aboutRole),
  reads('iam', 'ListInstanceProfilesForRole', 6, ['pipelines'], aboutRole),
  reads('iam', 'GetPolicyVersion', 10, ['pipelines', 'watchers'], {
    ...GLOBAL,
    detail: ({ random, site }) => ({
      request: `{"policyArn":"arn:aws:iam::${site.account.id}:policy/${random.pick(APPS)}-access","versionId":"v${1 + random.below(9)}"}`,
    }),
  }),
  reads('iam', 'ListRoles', 5, ['console', 'watchers'], {
    ...GLOBAL,
    detail: () => ({ request: '{"maxItems":1000}' }),
  }),
  reads('iam', 'GetAccountSummary', 3, ['console', 'watchers'], GLOBAL),
]

const workflow = ({ random }: Scene): string => random.uuid()

const SIGN_IN = { version: '1.08', type: 'AwsServiceEvent' } as const

const SIGN_IN_CALLS: readonly CallKind[] = [
  writes('signin', 'ConsoleLogin', 3, ['console'], {
    ...GLOBAL,
    type: 'AwsConsoleSignIn',
    detail: () => ({
      response: '{"ConsoleLogin":"Success"}',
      // Of federated people AWS always says `No`: their second factor is their identity provider's business.
      extra: '{"MobileVersion":"No","MFAUsed":"No"}',
    }),
  }),
  writes('signin', 'ConsoleLogin', 2, ['mfa-users'], {
    ...GLOBAL,
    type: 'AwsConsoleSignIn',
    detail: ({ site, caller }) => ({
      response: '{"ConsoleLogin":"Success"}',
      extra: `{"LoginTo":"https://${site.region}.console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true","MobileVersion":"No","MFAIdentifier":"${caller.arn.replace(':user/', ':mfa/')}","MFAUsed":"Yes"}`,
    }),
  }),
  writes('signin', 'CredentialVerification', 4, ['portal'], {
    ...SIGN_IN,
    detail: (scene) => ({
      extra: `{"AuthWorkflowID":"${workflow(scene)}","CredentialType":"${scene.random.pick(['PASSWORD', 'WEBAUTHN', 'TOTP'])}"}`,
      details: '{"CredentialVerification":"Success"}',
    }),
  }),
  writes('signin', 'UserAuthentication', 3, ['portal'], {
    ...SIGN_IN,
    detail: (scene) => ({
      extra: `{"AuthWorkflowID":"${workflow(scene)}","LoginTo":"https://d-9967EXAMPLE.awsapps.com/start/","CredentialType":"PASSWORD,WEBAUTHN"}`,
      details: '{"UserAuthentication":"Success"}',
    }),
  }),
  reads('sso', 'ListAccountRoles', 5, ['portal'], {
    detail: ({ random, site }) => ({
      request: `{"accessToken":"HIDDEN_DUE_TO_SECURITY_REASONS","accountId":"${site.account.id}","maxResults":${random.pick([20, 100])}}`,
    }),
  }),
]

const EVENTS: readonly CallKind[] = [
  writes('kms', 'RotateKey', 1, ['event/kms'], {
    type: 'AwsServiceEvent',
    detail: ({ random, site }) => ({ details: `{"keyId":"${random.pick(site.keys)}"}` }),
  }),
  writes('secretsmanager', 'RotationSucceeded', 2, ['event/secretsmanager'], {
    type: 'AwsServiceEvent',
    detail: ({ random, site }) => ({
      extra: `{"SecretId":"arn:aws:secretsmanager:${site.region}:${site.account.id}:secret:${random.pick(site.secrets)}-EXAMPL"}`,
    }),
  }),
]

const DAY = 86_400_000

const dateText = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** What looks into an account's records and settings. */
const AUDIT_CALLS: readonly CallKind[] = [
  reads('cloudtrail', 'DescribeTrails', 8, ['watchers', 'console'], {
    detail: () => ({ request: '{"trailNameList":[],"includeShadowTrails":true}' }),
  }),
  reads('cloudtrail', 'LookupEvents', 8, ['console', 'terminal'], {
    detail: ({ at, random }) => ({
      request: `{"maxResults":50,"startTime":"${responseDate(at - DAY)}","endTime":"${responseDate(at)}","lookupAttributes":[{"attributeKey":"ReadOnly","attributeValue":"${random.chance(0.8) ? 'false' : 'true'}"}]}`,
    }),
  }),
  reads('health', 'DescribeEventAggregates', 10, ['console'], {
    ...GLOBAL,
    detail: ({ at }) => ({
      request: `{"filter":{"eventStatusCodes":["open","upcoming"],"startTimes":[{"from":"${responseDate(at - 7 * DAY)}"}]},"aggregateField":"eventTypeCategory"}`,
    }),
  }),
  reads('ce', 'GetCostAndUsage', 3, ['console', 'functions'], {
    ...GLOBAL,
    detail: ({ at }) => ({
      request: `{"timePeriod":{"start":"${dateText(at - 14 * DAY)}","end":"${dateText(at)}"},"granularity":"DAILY","metrics":["UnblendedCost"],"groupBy":[{"type":"DIMENSION","key":"SERVICE"}]}`,
    }),
  }),
  reads('config', 'DescribeConfigurationRecorderStatus', 5, ['watchers', 'pipelines']),
  reads('tagging', 'GetResources', 8, [...OPERATORS, ...PROGRAMS], {
    detail: ({ random, site }) => ({
      request: `{"resourcesPerPage":100,"tagFilters":[{"key":"Service","values":["${random.pick(APPS)}"]},{"key":"Environment","values":["${site.account.name}"]}],"resourceTypeFilters":["ec2:instance","rds:db","elasticloadbalancing:targetgroup"]}`,
    }),
  }),
]

/** Calls about who may do what: STS, IAM (only questions: a usual day changes nothing), sign-in, audits, service events. */
export const IDENTITY_CALLS: readonly CallKind[] = [
  ...STS_CALLS,
  ...IAM_CALLS,
  ...SIGN_IN_CALLS,
  ...EVENTS,
  ...AUDIT_CALLS,
]
