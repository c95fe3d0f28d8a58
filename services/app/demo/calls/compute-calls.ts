import { APPS, siteArn } from '../site.ts'
import { OPERATORS, PROGRAMS, reads, writes, type CallDetail, type CallKind, type Scene } from './call-kind.ts'

const LAMBDA_MISSING = { code: 'ResourceNotFoundException', message: 'Function not found' }

const aboutFunction = ({ random, site }: Scene): CallDetail => ({
  request: `{"functionName":"${siteArn(site, 'lambda', `function:${random.pick(site.functions)}`)}"}`,
})

const LAMBDA_CALLS: readonly CallKind[] = [
  reads('lambda', 'ListFunctions20150331', 10, OPERATORS, { detail: () => ({ request: '{"maxItems":50}' }) }),
  reads('lambda', 'GetFunction20150331v2', 14, [...OPERATORS, 'watchers'], {
    detail: aboutFunction,
    missing: LAMBDA_MISSING,
  }),
  reads('lambda', 'GetFunctionConfiguration20150331v2', 10, OPERATORS, {
    detail: aboutFunction,
    missing: LAMBDA_MISSING,
  }),
  reads('lambda', 'ListVersionsByFunction20150331', 6, ['pipelines', 'console'], { detail: aboutFunction }),
  writes('lambda', 'Invoke', 22, ['servers', 'tasks', 'functions'], {
    category: 'Data',
    detail: ({ random, site }) => {
      const arn = siteArn(site, 'lambda', `function:${random.pick(site.functions)}`)
      return {
        request: `{"invocationType":"Event","functionName":"${arn}","clientContext":"***","sourceArn":null}`,
        extra: `{"functionVersion":"${arn}:$LATEST"}`,
        resources: `[{"accountId":"${site.account.id}","type":"AWS::Lambda::Function","ARN":"${arn}"}]`,
      }
    },
  }),
]

function taskDefinition({ random, site }: Scene, app: string): string {
  return `"family":"${app}-web","revision":${1 + random.below(400)},"taskRoleArn":"arn:aws:iam::${site.account.id}:role/${app}-task","networkMode":"awsvpc","cpu":"1024","memory":"2048","requiresCompatibilities":["FARGATE"]`
}

function registerTaskDefinition(scene: Scene): CallDetail {
  const { random, site } = scene
  const app = random.pick(APPS)
  const image = `${site.account.id}.dkr.ecr.${site.region}.amazonaws.com/${app}:${random.hex(12)}`
  const containers = `[{"name":"${app}","image":"${image}","essential":true,"portMappings":[{"containerPort":8080,"protocol":"tcp"}],"environment":"<sensitiveDataRemoved>","logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/${app}","awslogs-region":"${site.region}","awslogs-stream-prefix":"web"}}}]`
  const definition = taskDefinition(scene, app)
  return {
    request: `{${definition},"containerDefinitions":${containers}}`,
    response: `{"taskDefinition":{"taskDefinitionArn":"${siteArn(site, 'ecs', `task-definition/${app}-web`)}",${definition},"status":"ACTIVE","containerDefinitions":${containers}}}`,
  }
}

const CONTAINER_CALLS: readonly CallKind[] = [
  reads('ecs', 'DescribeServices', 22, [...OPERATORS, 'schedulers'], {
    detail: ({ random, site }) => ({
      request: `{"cluster":"${siteArn(site, 'ecs', `cluster/${site.cluster}`)}","services":["${random.pick(APPS)}-web","${random.pick(APPS)}-worker"],"include":["TAGS"]}`,
    }),
  }),
  reads('ecs', 'DescribeTasks', 18, [...OPERATORS, 'tasks'], {
    detail: ({ random, site }) => ({
      request: `{"cluster":"${site.cluster}","tasks":["${siteArn(site, 'ecs', `task/${site.cluster}/${random.hex(32)}`)}"]}`,
    }),
  }),
  reads('ecs', 'ListTasks', 10, OPERATORS, {
    detail: ({ random, site }) => ({
      request: `{"cluster":"${site.cluster}","serviceName":"${random.pick(APPS)}-web","desiredStatus":"RUNNING"}`,
    }),
  }),
  writes('ecs', 'RegisterTaskDefinition', 20, ['pipelines'], { detail: registerTaskDefinition }),
  writes('ecs', 'SubmitTaskStateChange', 14, ['service/ecs', 'tasks'], {
    detail: ({ random, site }) => ({
      request: `{"cluster":"${site.cluster}","task":"${siteArn(site, 'ecs', `task/${site.cluster}/${random.hex(32)}`)}","status":"${random.pick(['RUNNING', 'STOPPED'])}","networkBindings":[]}`,
      response: '{"acknowledgment":"ACK"}',
    }),
  }),
  reads('ecr', 'BatchGetImage', 18, ['tasks', 'servers', 'pipelines'], {
    detail: ({ random, site }) => {
      const repository = random.pick(APPS)
      return {
        request: `{"registryId":"${site.account.id}","repositoryName":"${repository}","imageIds":[{"imageTag":"${random.hex(12)}"}],"acceptedMediaTypes":["application/vnd.docker.distribution.manifest.v2+json","application/vnd.oci.image.index.v1+json"]}`,
        resources: `[{"accountId":"${site.account.id}","ARN":"${siteArn(site, 'ecr', `repository/${repository}`)}"}]`,
      }
    },
    missing: { code: 'ImageNotFoundException', message: 'The requested image is not found' },
  }),
  reads('ecr', 'GetAuthorizationToken', 8, ['tasks', 'pipelines'], { detail: () => ({ request: '{}' }) }),
  reads('eks', 'DescribeCluster', 8, OPERATORS, { detail: ({ site }) => ({ request: `{"name":"${site.cluster}"}` }) }),
]

const someLogGroup = ({ random }: Scene): string =>
  random.chance(0.5) ? `/aws/lambda/${random.pick(APPS)}-worker` : `/ecs/${random.pick(APPS)}`

const METRICS = ['CPUUtilization', 'MemoryUtilization', 'RunningTaskCount', 'NetworkRxBytes'] as const

const LOG_CALLS: readonly CallKind[] = [
  writes('logs', 'CreateLogStream', 46, ['functions', 'functions', 'service/lambda', 'tasks'], {
    detail: (scene) => {
      const day = new Date(scene.at).toISOString().slice(0, 10).replaceAll('-', '/')
      return {
        request: `{"logGroupName":"${someLogGroup(scene)}","logStreamName":"${day}/[$LATEST]${scene.random.hex(32)}"}`,
      }
    },
    missing: { code: 'ResourceAlreadyExistsException', message: 'The specified log stream already exists' },
  }),
  reads('logs', 'DescribeLogGroups', 12, OPERATORS, {
    detail: (scene) => ({ request: `{"logGroupNamePrefix":"${someLogGroup(scene)}","limit":50}` }),
  }),
  reads('logs', 'DescribeLogStreams', 10, ['console', 'terminal', 'servers'], {
    detail: (scene) => ({
      request: `{"logGroupName":"${someLogGroup(scene)}","orderBy":"LastEventTime","descending":true,"limit":50}`,
    }),
  }),
  reads('logs', 'FilterLogEvents', 10, ['console', 'terminal'], {
    detail: (scene) => ({
      request: `{"logGroupName":"${someLogGroup(scene)}","startTime":${scene.at - 900_000},"endTime":${scene.at},"filterPattern":"?ERROR ?timeout","interleaved":true}`,
    }),
  }),
  reads('monitoring', 'GetMetricData', 44, ['console', 'console', 'functions', 'servers'], {
    detail: ({ random, at }) => {
      const app = random.pick(APPS)
      const metric = (name: string, index: number): string =>
        `{"id":"m${index}","metricStat":{"metric":{"namespace":"AWS/ECS","metricName":"${name}","dimensions":[{"name":"ServiceName","value":"${app}-web"}]},"period":60,"stat":"Average"},"returnData":true}`
      return {
        request: `{"startTime":${Math.floor(at / 1000) - 3600},"endTime":${Math.floor(at / 1000)},"scanBy":"TimestampAscending","metricDataQueries":[${METRICS.slice(
          0,
          1 + random.below(4),
        )
          .map(metric)
          .join(',')}]}`,
      }
    },
  }),
  reads('monitoring', 'DescribeAlarms', 18, [...OPERATORS, 'scaling'], {
    detail: ({ random }) => ({ request: `{"alarmNamePrefix":"${random.pick(APPS)}-","maxRecords":100}` }),
  }),
]

const FLEET_CALLS: readonly CallKind[] = [
  reads('elasticloadbalancing', 'DescribeTargetHealth', 26, ['schedulers', 'scaling', ...OPERATORS], {
    detail: ({ random, site }) => ({
      request: `{"targetGroupArn":"${siteArn(site, 'elasticloadbalancing', random.pick(site.targetGroups))}"}`,
    }),
  }),
  reads('elasticloadbalancing', 'DescribeLoadBalancers', 12, OPERATORS, {
    detail: () => ({ request: '{"pageSize":400}' }),
  }),
  writes('elasticloadbalancing', 'RegisterTargets', 8, ['schedulers', 'scaling'], {
    detail: ({ random, site }) => ({
      request: `{"targetGroupArn":"${siteArn(site, 'elasticloadbalancing', random.pick(site.targetGroups))}","targets":[{"id":"${random.pick(site.instances).privateAddress}","port":8080}]}`,
    }),
  }),
  reads('autoscaling', 'DescribeAutoScalingGroups', 14, [...OPERATORS, 'watchers'], {
    detail: ({ random }) => ({ request: `{"autoScalingGroupNames":["${random.pick(APPS)}-web"],"maxRecords":100}` }),
  }),
  reads('cloudformation', 'DescribeStacks', 14, OPERATORS, {
    detail: ({ random, site }) => ({
      request: `{"stackName":"${siteArn(site, 'cloudformation', `stack/${random.pick(site.stacks)}`)}"}`,
    }),
    missing: { code: 'ValidationException', message: 'Stack with this id does not exist' },
  }),
  writes('ssm', 'UpdateInstanceInformation', 34, ['servers'], {
    detail: ({ random, caller, site }) => {
      const { id, privateAddress } = random.pick(site.instances)
      return {
        request: `{"instanceId":"${id}","agentVersion":"3.3.2299.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"${privateAddress}","computerName":"ip-${privateAddress.replaceAll('.', '-')}.${site.region}.compute.internal","agentName":"amazon-ssm-agent","availabilityZone":"${site.region}${caller.number % 2 === 0 ? 'a' : 'b'}"}`,
      }
    },
  }),
  reads('sqs', 'GetQueueAttributes', 14, [...PROGRAMS, 'console'], {
    detail: ({ random, site }) => ({
      request: `{"queueUrl":"https://sqs.${site.region}.amazonaws.com/${site.account.id}/${random.pick(site.queues)}","attributeNames":["ApproximateNumberOfMessages","ApproximateNumberOfMessagesNotVisible"]}`,
    }),
  }),
  writes('states', 'StartExecution', 8, ['functions', 'tasks'], {
    detail: ({ random, site, at }) => {
      const app = random.pick(APPS)
      const name = random.uuid()
      return {
        request: `{"stateMachineArn":"${siteArn(site, 'states', `stateMachine:${app}-nightly`)}","name":"${name}","input":"HIDDEN_DUE_TO_SECURITY_REASONS"}`,
        response: `{"executionArn":"${siteArn(site, 'states', `execution:${app}-nightly:${name}`)}","startDate":${at / 1000}}`,
      }
    },
  }),
]

/** Calls to what runs things and watches them run: Lambda, containers, logs, metrics, load balancers, scaling. */
export const COMPUTE_CALLS: readonly CallKind[] = [...LAMBDA_CALLS, ...CONTAINER_CALLS, ...LOG_CALLS, ...FLEET_CALLS]
