import { itemAt } from '../random.ts'
import { APPS, siteArn, type Site } from '../site.ts'
import { OPERATORS, PROGRAMS, reads, writes, type CallDetail, type CallKind, type Scene } from './call-kind.ts'

const bucketHost = (site: Site, bucket: string): string => `${bucket}.s3.${site.region}.amazonaws.com`

function bucketExtra({ random, noise }: Scene, sent: number, more = ''): string {
  return (
    `{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":${sent}${more}` +
    `,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"EXAMPLE${noise(69)}","bytesTransferredOut":${random.below(90_000)}}`
  )
}

const bucketResource = (site: Site, bucket: string): string =>
  `{"accountId":"${site.account.id}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::${bucket}"}`

/** A question about a bucket's settings; `marker` is the name of the setting in the request. */
const aboutBucket =
  (marker: string) =>
  (scene: Scene): CallDetail => {
    const { random, site } = scene
    const bucket = random.pick(site.buckets)
    return {
      request: `{"bucketName":"${bucket}","Host":"${bucketHost(site, bucket)}"${marker === '' ? '' : `,"${marker}":""`}}`,
      extra: bucketExtra(scene, 0),
      resources: `[${bucketResource(site, bucket)}]`,
    }
  }

function objectKey({ random, at }: Scene): string {
  const day = new Date(at).toISOString().slice(0, 10).replaceAll('-', '/')
  const app = random.pick(APPS)
  if (random.chance(0.5)) return `${app}/${day}/part-${random.hex(8)}.parquet`
  return `customers/${random.below(90_000) + 10_000}/${app}-${random.hex(12)}.${random.pick(['pdf', 'json', 'jpg'])}`
}

/** A call about one object; `sent` is how many bytes came in at most. */
const aboutObject =
  (sent: number) =>
  (scene: Scene): CallDetail => {
    const { random, site } = scene
    const bucket = random.pick(site.buckets)
    const key = objectKey(scene)
    const written = sent === 0 ? '' : ',"x-amz-server-side-encryption":"aws:kms"'
    return {
      request: `{"bucketName":"${bucket}","Host":"${bucketHost(site, bucket)}","key":"${key}"${written}}`,
      ...(sent === 0
        ? {}
        : {
            response: `{"x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"${siteArn(site, 'kms', `key/${random.pick(site.keys)}`)}"}`,
          }),
      extra: bucketExtra(scene, sent === 0 ? 0 : random.below(sent), ',"SSEApplied":"SSE_KMS"'),
      resources: `[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::${bucket}/${key}"},${bucketResource(site, bucket)}]`,
    }
  }

function listObjects(scene: Scene): CallDetail {
  const { random, site } = scene
  const bucket = random.pick(site.buckets)
  const prefix = `${random.pick(APPS)}/${new Date(scene.at).toISOString().slice(0, 7).replace('-', '/')}/`
  return {
    request: `{"list-type":"2","bucketName":"${bucket}","encoding-type":"url","prefix":"${prefix}","delimiter":"/","Host":"${bucketHost(site, bucket)}"}`,
    extra: bucketExtra(scene, 0),
    resources: `[{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::${bucket}/${prefix}"},${bucketResource(site, bucket)}]`,
  }
}

const DATA = { category: 'Data' } as const
const NO_KEY = { code: 'NoSuchKey', message: 'The specified key does not exist.' }

const S3_CALLS: readonly CallKind[] = [
  reads('s3', 'GetObject', 70, [...PROGRAMS, 'federated', 'neighbours'], {
    ...DATA,
    detail: aboutObject(0),
    missing: NO_KEY,
  }),
  reads('s3', 'HeadObject', 24, PROGRAMS, { ...DATA, detail: aboutObject(0), missing: NO_KEY }),
  reads('s3', 'ListObjects', 20, [...PROGRAMS, 'federated', 'console'], { ...DATA, detail: listObjects }),
  writes('s3', 'PutObject', 46, PROGRAMS, { ...DATA, detail: aboutObject(400_000) }),
  reads('s3', 'ListBuckets', 6, ['console', 'terminal', 'watchers'], {
    detail: (scene) => ({
      request: `{"Host":"s3.${scene.site.region}.amazonaws.com"}`,
      extra: bucketExtra(scene, 0),
    }),
  }),
  reads('s3', 'GetBucketAcl', 16, ['watchers', 'watchers', 'console', 'service/cloudtrail'], {
    detail: aboutBucket('acl'),
  }),
  reads('s3', 'GetBucketLocation', 12, ['console', 'watchers', 'pipelines'], { detail: aboutBucket('location') }),
  reads('s3', 'GetBucketPolicyStatus', 8, ['watchers', 'console'], {
    detail: aboutBucket('policyStatus'),
    missing: { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist' },
  }),
  reads('s3', 'GetBucketTagging', 8, ['watchers', 'pipelines'], {
    detail: aboutBucket('tagging'),
    missing: { code: 'NoSuchTagSet', message: 'The TagSet does not exist' },
  }),
  reads('s3', 'GetBucketPublicAccessBlock', 8, ['watchers', 'pipelines'], { detail: aboutBucket('publicAccessBlock') }),
  reads('s3', 'GetBucketVersioning', 6, ['watchers', 'pipelines'], { detail: aboutBucket('versioning') }),
]

const keyResource = (site: Site, key: string): string =>
  `[{"accountId":"${site.account.id}","type":"AWS::KMS::Key","ARN":"${siteArn(site, 'kms', `key/${key}`)}"}]`

/** What a key was used for: the context says which thing is encrypted with it. */
function encryptionContext({ random, site }: Scene): string {
  const use = random.below(4)
  if (use === 0) return `{"aws:s3:arn":"arn:aws:s3:::${random.pick(site.buckets)}"}`
  if (use === 1) return `{"aws:ebs:id":"${random.pick(site.instances).volume}"}`
  if (use === 2)
    return `{"SecretARN":"${siteArn(site, 'secretsmanager', `secret:${random.pick(site.secrets)}-EXAMPL`)}"}`
  return `{"aws:lambda:FunctionArn":"${siteArn(site, 'lambda', `function:${random.pick(site.functions)}`)}"}`
}

function useKey(request: (scene: Scene, key: string) => string): (scene: Scene) => CallDetail {
  return (scene) => {
    // One key, one material: the id of the material belongs to the key.
    const index = scene.random.below(scene.site.keys.length)
    const key = itemAt(scene.site.keys, index)
    const material = key.replaceAll('-', '').repeat(2)
    return {
      request: request(scene, siteArn(scene.site, 'kms', `key/${key}`)),
      extra: `{"keyMaterialId":"${material}"}`,
      resources: keyResource(scene.site, key),
    }
  }
}

const KEY_USERS = [...PROGRAMS, ...PROGRAMS, 'service/lambda', 'service/s3', 'service/dynamodb', 'service/ec2'] as const

const KMS_CALLS: readonly CallKind[] = [
  reads('kms', 'Decrypt', 70, KEY_USERS, {
    detail: useKey(
      (scene, arn) =>
        `{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":${encryptionContext(scene)},"keyId":"${arn}"}`,
    ),
  }),
  reads('kms', 'GenerateDataKey', 46, KEY_USERS, {
    detail: useKey(
      (scene, arn) => `{"keySpec":"AES_256","encryptionContext":${encryptionContext(scene)},"keyId":"${arn}"}`,
    ),
  }),
  reads('kms', 'DescribeKey', 16, [...OPERATORS, 'watchers'], { detail: useKey((_, arn) => `{"keyId":"${arn}"}`) }),
  reads('kms', 'ListAliases', 6, OPERATORS, { detail: () => ({ request: '{"limit":100}' }) }),
  reads('kms', 'GetKeyRotationStatus', 6, ['watchers', 'pipelines'], {
    detail: useKey((_, arn) => `{"keyId":"${arn}"}`),
  }),
]

const SECRET_CALLS: readonly CallKind[] = [
  reads('secretsmanager', 'GetSecretValue', 22, PROGRAMS, {
    detail: ({ random, site }) => {
      const name = random.pick(site.secrets)
      return {
        request: `{"secretId":"${random.chance(0.5) ? name : siteArn(site, 'secretsmanager', `secret:${name}-EXAMPL`)}"}`,
      }
    },
    missing: { code: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." },
  }),
  reads('secretsmanager', 'DescribeSecret', 8, ['pipelines', 'console'], {
    detail: ({ random, site }) => ({ request: `{"secretId":"${random.pick(site.secrets)}"}` }),
  }),
  reads('ssm', 'GetParameters', 18, [...PROGRAMS, 'pipelines'], {
    detail: ({ random, site }) => {
      const app = random.pick(APPS)
      const names = ['log-level', 'endpoint', 'feature-flags'].map((name) => `"/${site.account.name}/${app}/${name}"`)
      return { request: `{"names":[${names.slice(0, 1 + random.below(3)).join(',')}],"withDecryption":true}` }
    },
  }),
  reads('ssm', 'GetParametersByPath', 10, PROGRAMS, {
    detail: ({ random, site }) => ({
      request: `{"path":"/${site.account.name}/${random.pick(APPS)}/","recursive":true,"withDecryption":true,"maxResults":10}`,
    }),
  }),
  reads('dynamodb', 'DescribeTable', 14, [...OPERATORS, 'tasks'], {
    detail: ({ random, site }) => {
      const table = random.pick(site.tables)
      return {
        request: `{"tableName":"${table}"}`,
        resources: `[{"accountId":"${site.account.id}","type":"AWS::DynamoDB::Table","ARN":"${siteArn(site, 'dynamodb', `table/${table}`)}"}]`,
      }
    },
    missing: { code: 'ResourceNotFoundException', message: 'Requested resource not found' },
  }),
  reads('rds', 'DescribeDBInstances', 14, [...OPERATORS, 'watchers'], {
    detail: ({ random, site }) => ({
      request: random.chance(0.4) ? '{"maxRecords":100}' : `{"dBInstanceIdentifier":"${random.pick(site.databases)}"}`,
    }),
    missing: { code: 'DBInstanceNotFound', message: 'DBInstance not found.' },
  }),
  reads('rds', 'ListTagsForResource', 8, ['pipelines', 'watchers'], {
    detail: ({ random, site }) => ({
      request: `{"resourceName":"${siteArn(site, 'rds', `db:${random.pick(site.databases)}`)}"}`,
    }),
  }),
]

/** Calls to what keeps data: S3, KMS, Secrets Manager, Parameter Store, databases. */
export const STORAGE_CALLS: readonly CallKind[] = [...S3_CALLS, ...KMS_CALLS, ...SECRET_CALLS]
