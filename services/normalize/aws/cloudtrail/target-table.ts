import { IAM_TARGETS } from './target-table-iam.ts'
import type { TargetSpec } from './target-spec.ts'

/**
 * Where calls say what they are about. `operations` names single ones; a bare service stands for all of its operations
 * that are not named. Of several rows for one operation the first whose id or name is present counts.
 *
 * Places: `rp.` requestParameters, `re.` responseElements, `sd.` serviceEventDetails; arrays are fanned out.
 */
export const TARGET_SPECS: readonly TargetSpec[] = [
  ...IAM_TARGETS,
  // Amazon S3. Events at the level of objects carry `resources[]` as well.
  {
    kind: 'object',
    operations:
      's3: GetObject HeadObject PutObject DeleteObject CopyObject GetObjectAcl PutObjectAcl CompleteMultipartUpload UploadPart',
    build: 'object',
    id: ['rp.bucketName'],
    name: ['rp.key'],
  },
  {
    kind: 'access_point',
    operations: 's3: CreateAccessPoint DeleteAccessPoint PutAccessPointPolicy DeleteAccessPointPolicy',
    name: ['rp.name', 'rp.accessPointName'],
  },
  { kind: 'bucket', operations: 's3', build: 'bucket', name: ['rp.bucketName'] },
  // Keys, secrets, certificates
  { kind: 'kms_key', operations: 'kms', id: ['re.keyMetadata.arn', 're.keyMetadata.keyId', 'rp.keyId', 'sd.keyId'] },
  {
    kind: 'secret',
    operations: 'secretsmanager',
    id: ['re.aRN', 're.arn', 'rp.secretId', 'rp.secretIdList', 'sd.secretId'],
    name: ['rp.name', 're.name'],
  },
  { kind: 'certificate', operations: 'acm', id: ['rp.certificateArn', 're.certificateArn'] },
  { kind: 'authority', operations: 'acm-pca', id: ['rp.certificateAuthorityArn', 're.certificateAuthorityArn'] },
  // Logs and controls
  { kind: 'event_data_store', operations: 'cloudtrail', id: ['rp.eventDataStore', 're.eventDataStoreArn'] },
  { kind: 'trail', operations: 'cloudtrail', id: ['re.trailARN', 'rp.name', 'rp.trailName'] },
  { kind: 'detector', operations: 'guardduty', id: ['rp.detectorId', 're.detectorId'] },
  {
    kind: 'recorder',
    operations: 'config: StopConfigurationRecorder StartConfigurationRecorder DeleteConfigurationRecorder',
    id: ['rp.configurationRecorderName'],
  },
  { kind: 'recorder', operations: 'config: PutConfigurationRecorder', id: ['rp.configurationRecorder.name'] },
  {
    kind: 'delivery_channel',
    operations: 'config: PutDeliveryChannel DeleteDeliveryChannel',
    id: ['rp.deliveryChannelName', 'rp.deliveryChannel.name'],
  },
  { kind: 'config_rule', operations: 'config', id: ['rp.configRuleName', 'rp.configRule.configRuleName'] },
  { kind: 'log_group', operations: 'logs', id: ['rp.logGroupName', 'rp.logGroupIdentifier'] },
  { kind: 'alarm', operations: 'monitoring', id: ['rp.alarmName', 'rp.alarmNames'] },
  { kind: 'event_rule', operations: 'events', id: ['rp.name', 'rp.rule'] },
  { kind: 'web_acl', operations: 'wafv2', id: ['rp.webACLArn', 'rp.aRN', 'rp.id'], name: ['rp.name'] },
  // Amazon EC2
  { kind: 'volume', operations: 'ec2: CreateVolume', id: ['re.volumeId'] },
  { kind: 'image', operations: 'ec2: CreateImage CopyImage RegisterImage', id: ['re.imageId'] },
  {
    kind: 'flow_log',
    operations: 'ec2: CreateFlowLogs DeleteFlowLogs',
    id: [
      'rp.DeleteFlowLogsRequest.FlowLogId.content',
      'rp.flowLogIds.items.flowLogId',
      're.CreateFlowLogsResponse.flowLogIdSet.item',
    ],
  },
  {
    kind: 'vpc_endpoint',
    operations: 'ec2: CreateVpcEndpoint ModifyVpcEndpoint DeleteVpcEndpoints ModifyVpcEndpointServicePermissions',
    id: [
      're.CreateVpcEndpointResponse.vpcEndpoint.vpcEndpointId',
      'rp.ModifyVpcEndpointRequest.VpcEndpointId',
      'rp.ModifyVpcEndpointServicePermissionsRequest.ServiceId',
      'rp.vpcEndpointId',
    ],
  },
  {
    kind: 'prefix_list',
    operations: 'ec2: CreateManagedPrefixList ModifyManagedPrefixList DeleteManagedPrefixList',
    id: [
      'rp.ModifyManagedPrefixListRequest.PrefixListId',
      're.CreateManagedPrefixListResponse.prefixList.prefixListId',
      'rp.prefixListId',
    ],
  },
  {
    kind: 'security_group',
    operations: 'ec2: ModifySecurityGroupRules',
    id: ['rp.ModifySecurityGroupRulesRequest.GroupId', 'rp.groupId'],
  },
  {
    kind: 'launch_template',
    operations:
      'ec2: CreateLaunchTemplate CreateLaunchTemplateVersion ModifyLaunchTemplate DeleteLaunchTemplate GetLaunchTemplateData',
    id: [
      're.CreateLaunchTemplateResponse.launchTemplate.launchTemplateId',
      'rp.CreateLaunchTemplateVersionRequest.LaunchTemplateId',
      'rp.launchTemplateId',
    ],
    name: ['rp.CreateLaunchTemplateRequest.LaunchTemplateName'],
  },
  {
    kind: 'instance',
    operations: 'ec2',
    id: [
      're.instancesSet.items.instanceId',
      'rp.instancesSet.items.instanceId',
      'rp.instanceId',
      'rp.ModifyInstanceMetadataOptionsRequest.InstanceId',
      'rp.AssociateIamInstanceProfileRequest.InstanceId',
      're.AssociateIamInstanceProfileResponse.iamInstanceProfileAssociation.instanceId',
      're.ReplaceIamInstanceProfileAssociationResponse.iamInstanceProfileAssociation.instanceId',
    ],
  },
  { kind: 'key_pair', operations: 'ec2: CreateKeyPair ImportKeyPair', id: ['re.keyPairId'], name: ['rp.keyName'] },
  { kind: 'image', operations: 'ec2', id: ['rp.imageId', 're.imageId', 'rp.sourceImageId'] },
  {
    kind: 'snapshot',
    operations: 'ec2',
    id: ['rp.snapshotId', 're.snapshotId', 'rp.sourceSnapshotId', 'sd.snapshotId'],
  },
  {
    kind: 'peering',
    operations: 'ec2',
    id: ['re.vpcPeeringConnection.vpcPeeringConnectionId', 'rp.vpcPeeringConnectionId'],
  },
  { kind: 'network_acl', operations: 'ec2', id: ['rp.networkAclId', 're.networkAcl.networkAclId'] },
  { kind: 'route_table', operations: 'ec2', id: ['rp.routeTableId', 're.routeTable.routeTableId'] },
  { kind: 'internet_gateway', operations: 'ec2', id: ['rp.internetGatewayId', 're.internetGateway.internetGatewayId'] },
  { kind: 'security_group', operations: 'ec2', id: ['rp.groupId', 're.groupId'], name: ['rp.groupName'] },
  { kind: 'interface', operations: 'ec2', id: ['rp.networkInterfaceId'] },
  { kind: 'volume', operations: 'ec2', id: ['rp.volumeId', 're.volumeId'] },
  { kind: 'subnet', operations: 'ec2', id: ['rp.subnetId', 're.subnet.subnetId'] },
  { kind: 'vpc', operations: 'ec2', id: ['re.vpc.vpcId', 'rp.vpcId'] },
  {
    kind: 'load_balancer',
    operations: 'elasticloadbalancing',
    id: ['rp.loadBalancerArn', 're.loadBalancers.loadBalancerArn'],
    name: ['rp.loadBalancerName', 'rp.name'],
  },
  // Execution
  {
    kind: 'document',
    operations: 'ssm: CreateDocument UpdateDocument ModifyDocumentPermission DeleteDocument',
    id: ['rp.name'],
  },
  {
    kind: 'parameter',
    operations:
      'ssm: GetParameter GetParameters GetParametersByPath PutParameter DeleteParameter DeleteParameters GetParameterHistory',
    id: ['rp.name', 'rp.names', 'rp.path'],
  },
  { kind: 'instance', operations: 'ssm', id: ['rp.target', 'rp.instanceId', 'rp.instanceIds'] },
  { kind: 'instance', operations: 'ec2-instance-connect', id: ['rp.instanceId'] },
  { kind: 'function', operations: 'lambda', id: ['re.functionArn', 'rp.functionName'] },
  { kind: 'layer', operations: 'lambda', id: ['re.layerVersionArn', 'rp.layerName'] },
  {
    kind: 'task_definition',
    operations: 'ecs',
    id: ['re.taskDefinition.taskDefinitionArn', 'rp.taskDefinition'],
    name: ['rp.family'],
  },
  {
    kind: 'container_cluster',
    operations: 'ecs',
    id: ['rp.cluster', 're.cluster.clusterArn'],
    name: ['rp.clusterName'],
  },
  { kind: 'kubernetes_cluster', operations: 'eks', id: ['re.cluster.arn', 'rp.clusterName', 'rp.name'] },
  { kind: 'repository', operations: 'ecr', id: ['re.repository.repositoryArn', 'rp.repositoryName'] },
  { kind: 'stack', operations: 'cloudformation', id: ['re.stackId', 'rp.stackName'], name: ['rp.stackName'] },
  { kind: 'guardrail', operations: 'bedrock', id: ['rp.guardrailIdentifier', 're.guardrailArn'] },
  { kind: 'model', operations: 'bedrock', id: ['rp.modelId'] },
  // Data
  { kind: 'db_cluster_snapshot', operations: 'rds', id: ['rp.dBClusterSnapshotIdentifier'] },
  { kind: 'db_snapshot', operations: 'rds', id: ['rp.dBSnapshotIdentifier'] },
  { kind: 'db_security_group', operations: 'rds', id: ['rp.dBSecurityGroupName'] },
  { kind: 'db_instance', operations: 'rds', id: ['re.dBInstanceArn', 'rp.dBInstanceIdentifier'] },
  { kind: 'db_cluster', operations: 'rds', id: ['re.dBClusterArn', 'rp.dBClusterIdentifier'] },
  { kind: 'warehouse', operations: 'redshift', id: ['rp.clusterIdentifier', 'rp.snapshotIdentifier'] },
  { kind: 'cache_security_group', operations: 'elasticache', id: ['rp.cacheSecurityGroupName'] },
  { kind: 'table', operations: 'dynamodb', id: ['rp.tableArn', 'rp.tableName', 'rp.resourceArn'] },
  { kind: 'queue', operations: 'sqs', id: ['rp.queueUrl'], name: ['rp.queueName'] },
  { kind: 'topic', operations: 'sns', id: ['rp.topicArn', 're.topicArn'], name: ['rp.name'] },
  { kind: 'file_system', operations: 'elasticfilesystem', id: ['rp.fileSystemId', 're.fileSystemId'] },
  { kind: 'backup_vault', operations: 'backup', id: ['re.backupVaultArn', 'rp.backupVaultName'] },
  {
    kind: 'share',
    operations: 'ram',
    id: ['re.resourceShare.resourceShareArn', 'rp.resourceShareArn'],
    name: ['rp.name'],
  },
  // Names on the Internet
  { kind: 'zone', operations: 'route53', id: ['rp.hostedZoneId', 're.hostedZone.id'] },
  { kind: 'domain', operations: 'route53domains', id: ['rp.domainName'] },
  { kind: 'distribution', operations: 'cloudfront', id: ['rp.id', 're.distribution.id'] },
]
