import { responseDate } from '../record-time.ts'
import { APPS, siteArn } from '../site.ts'
import { writes, type CallDetail, type CallKind, type Scene } from './call-kind.ts'

const DEPLOYERS = ['pipelines', 'pipelines', 'terminal'] as const

function updateFunctionCode({ random, site, noise, at }: Scene): CallDetail {
  const name = random.pick(site.functions)
  const arn = siteArn(site, 'lambda', `function:${name}`)
  const time = new Date(at).toISOString().replace('Z', '+0000')
  const [bucket, subnets] = [random.pick(site.buckets), site.subnets.slice(0, 2).map((id) => `"${id}"`)]
  return {
    request: `{"functionName":"${name}","s3Bucket":"${bucket}","s3Key":"builds/${name}/${random.hex(40)}.zip","publish":false,"dryRun":false}`,
    response:
      `{"functionName":"${name}","functionArn":"${arn}","runtime":"python3.13","role":"arn:aws:iam::${site.account.id}:role/service-role/${name}-role"` +
      `,"handler":"app.handler","codeSize":${random.below(9_000_000)},"description":"","timeout":30,"memorySize":512,"lastModified":"${time}"` +
      `,"codeSha256":"${noise(43)}=","version":"$LATEST","vpcConfig":{"subnetIds":[${subnets.join(',')}],"securityGroupIds":["${random.pick(site.groups)}"]` +
      `,"vpcId":"${site.vpc}","ipv6AllowedForDualStack":false},"environment":{},"tracingConfig":{"mode":"PassThrough"},"revisionId":"${random.uuid()}"` +
      `,"state":"Active","lastUpdateStatus":"InProgress","packageType":"Zip","architectures":["arm64"],"loggingConfig":{"logFormat":"JSON","logGroup":"/aws/lambda/${name}"}}`,
  }
}

function updateService({ random, site, at }: Scene): CallDetail {
  const app = random.pick(APPS)
  const cluster = siteArn(site, 'ecs', `cluster/${site.cluster}`)
  const task = siteArn(site, 'ecs', `task-definition/${app}-web:${1 + random.below(400)}`)
  const target = siteArn(site, 'elasticloadbalancing', random.pick(site.targetGroups))
  return {
    request: `{"cluster":"${site.cluster}","service":"${app}-web","taskDefinition":"${task}","forceNewDeployment":false}`,
    response:
      `{"service":{"serviceArn":"${siteArn(site, 'ecs', `service/${site.cluster}/${app}-web`)}","serviceName":"${app}-web","clusterArn":"${cluster}"` +
      `,"loadBalancers":[{"targetGroupArn":"${target}","containerName":"${app}","containerPort":8080}],"status":"ACTIVE","desiredCount":3,"runningCount":3` +
      `,"pendingCount":0,"launchType":"FARGATE","platformVersion":"LATEST","taskDefinition":"${task}","deployments":[{"id":"ecs-svc/${random.hex(16)}"` +
      `,"status":"PRIMARY","taskDefinition":"${task}","desiredCount":3,"pendingCount":0,"runningCount":0,"createdAt":"${responseDate(at)}"` +
      `,"rolloutState":"IN_PROGRESS"}],"schedulingStrategy":"REPLICA"}}`,
  }
}

function putMetricAlarm({ random, site }: Scene): CallDetail {
  const app = random.pick(APPS)
  const topic = siteArn(site, 'sns', `${app}-alarms`)
  return {
    request:
      `{"alarmName":"${app}-web-5xx","alarmDescription":"more errors than usual: see the service page","actionsEnabled":true` +
      `,"alarmActions":["${topic}"],"oKActions":["${topic}"],"metricName":"HTTPCode_Target_5XX_Count","namespace":"AWS/ApplicationELB","statistic":"Sum"` +
      `,"dimensions":[{"name":"TargetGroup","value":"${random.pick(site.targetGroups)}"}],"period":60,"evaluationPeriods":5,"datapointsToAlarm":3` +
      `,"threshold":${5 + random.below(40)},"comparisonOperator":"GreaterThanThreshold","treatMissingData":"notBreaching"}`,
  }
}

function createNetworkInterface({ random, site, requestId }: Scene): CallDetail {
  const [subnet, group] = [random.pick(site.subnets), random.pick(site.groups)]
  const id = `eni-0${random.hex(16)}`
  const address = `10.${20 + random.below(9)}.${random.below(6)}.${10 + random.below(240)}`
  const text = `AWS Lambda VPC ENI-${random.pick(site.functions)}-${random.uuid()}`
  return {
    request: `{"subnetId":"${subnet}","description":"${text}","groupSet":{"items":[{"groupId":"${group}"}]},"privateIpAddressesSet":{},"clientToken":"${random.uuid()}"}`,
    response:
      `{"requestId":"${requestId}","networkInterface":{"networkInterfaceId":"${id}","subnetId":"${subnet}","vpcId":"${site.vpc}"` +
      `,"availabilityZone":"${site.region}b","description":"${text}","ownerId":"${site.account.id}","requesterManaged":false,"status":"pending"` +
      `,"macAddress":"06:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}","privateIpAddress":"${address}"` +
      `,"privateDnsName":"ip-${address.replaceAll('.', '-')}.${site.region}.compute.internal","sourceDestCheck":true,"interfaceType":"interface"` +
      `,"groupSet":{"items":[{"groupId":"${group}","groupName":"functions"}]},"tagSet":{},"privateIpAddressesSet":{"items":[{"privateIpAddress":"${address}","primary":true}]},"ipv6AddressesSet":{}}}`,
  }
}

function createChangeSet({ random, site }: Scene): CallDetail {
  const app = random.pick(APPS)
  const stack = siteArn(site, 'cloudformation', `stack/${random.pick(site.stacks)}`)
  const parameters = ['ImageTag', 'DesiredCount', 'MinimumHealthyPercent', 'CertificateArn', 'SubnetIds', 'AlarmTopic']
  const set = `deploy-${random.hex(10)}`
  return {
    request:
      `{"stackName":"${stack}","changeSetName":"${set}","changeSetType":"UPDATE","usePreviousTemplate":false` +
      `,"templateURL":"https://${random.pick(site.buckets)}.s3.${site.region}.amazonaws.com/templates/${app}-${random.hex(20)}.yml"` +
      `,"parameters":[${parameters.map((name) => `{"parameterKey":"${name}","parameterValue":"****"}`).join(',')}]` +
      `,"capabilities":["CAPABILITY_NAMED_IAM"],"tags":[{"key":"Service","value":"${app}"},{"key":"Environment","value":"${site.account.name}"}]}`,
    response: `{"id":"${siteArn(site, 'cloudformation', `changeSet/${set}/${random.uuid()}`)}","stackId":"${stack}"}`,
  }
}

function putItem({ random, site }: Scene): CallDetail {
  const table = random.pick(site.tables)
  return {
    request: `{"tableName":"${table}","key":{"pk":"CUSTOMER#${10_000 + random.below(90_000)}","sk":"ORDER#${random.hex(10)}"},"items":["pk","sk"],"returnConsumedCapacity":"NONE","returnValues":"NONE"}`,
    resources: `[{"accountId":"${site.account.id}","type":"AWS::DynamoDB::Table","ARN":"${siteArn(site, 'dynamodb', `table/${table}`)}"}]`,
  }
}

const CONDITION = { code: 'ConditionalCheckFailedException', message: 'The conditional request failed' }

/** What a day of deployments and of work changes. */
export const CHANGE_CALLS: readonly CallKind[] = [
  writes('lambda', 'UpdateFunctionCode20150331v2', 20, DEPLOYERS, { detail: updateFunctionCode }),
  writes('ecs', 'UpdateService', 20, DEPLOYERS, { detail: updateService }),
  writes('monitoring', 'PutMetricAlarm', 16, DEPLOYERS, { detail: putMetricAlarm }),
  writes('ec2', 'CreateNetworkInterface', 26, ['functions', 'scaling'], { detail: createNetworkInterface }),
  writes('cloudformation', 'CreateChangeSet', 16, DEPLOYERS, { detail: createChangeSet }),
  writes('dynamodb', 'PutItem', 20, ['functions', 'tasks'], { category: 'Data', detail: putItem, missing: CONDITION }),
]
