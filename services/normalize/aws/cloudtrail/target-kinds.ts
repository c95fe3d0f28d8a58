/** One kind of thing that a call can be about. */
export interface TargetKind {
  /** `tocsin.target.type` of principals, keys and policies; '' for what is a resource only */
  readonly target: string
  /** `entity.target.type`, from ECS's closed list */
  readonly entity: string
  /** the same as the list that the field wants */
  readonly entities: string[]
  /** `entity.target.sub_type` */
  readonly subType: string
  /** `tocsin.resource.type`, in the form of CloudTrail's own `resources[].type` */
  readonly resource: string
}

function kind(subType: string, resource: string, entity = 'cloud', target = ''): TargetKind {
  return { target, entity, entities: [entity], subType: `aws_${subType}`, resource: `AWS::${resource}` }
}

/** Every kind that the target tables name. */
export const TARGET_KINDS = {
  user: kind('iam_user', 'IAM::User', 'user', 'user'),
  role: kind('iam_role', 'IAM::Role', 'user', 'role'),
  group: kind('iam_group', 'IAM::Group', 'user', 'group'),
  policy: kind('iam_policy', 'IAM::ManagedPolicy', 'cloud', 'policy'),
  instance_profile: kind('iam_instance_profile', 'IAM::InstanceProfile', 'cloud', 'instance_profile'),
  saml_provider: kind('iam_saml_provider', 'IAM::SAMLProvider', 'application', 'identity_provider'),
  oidc_provider: kind('iam_oidc_provider', 'IAM::OIDCProvider', 'application', 'identity_provider'),
  mfa_device: kind('iam_mfa_device', 'IAM::VirtualMFADevice', 'cloud', 'mfa_device'),
  server_certificate: kind('iam_server_certificate', 'IAM::ServerCertificate', 'cloud', 'credential'),
  root: kind('account_root', 'IAM::Root', 'user', 'root'),
  permission_set: kind('sso_permission_set', 'SSO::PermissionSet', 'cloud', 'permission_set'),
  directory_user: kind('identitystore_user', 'IdentityStore::User', 'user', 'user'),
  directory_group: kind('identitystore_group', 'IdentityStore::Group', 'user', 'group'),
  trust_anchor: kind('rolesanywhere_trust_anchor', 'RolesAnywhere::TrustAnchor', 'application', 'identity_provider'),
  profile: kind('rolesanywhere_profile', 'RolesAnywhere::Profile', 'cloud', 'profile'),
  identity_pool: kind('cognito_identity_pool', 'Cognito::IdentityPool', 'application', 'identity_pool'),
  user_pool: kind('cognito_user_pool', 'Cognito::UserPool', 'application', 'user_pool'),
  org_policy: kind('organizations_policy', 'Organizations::Policy', 'cloud', 'policy'),
  account: kind('organizations_account', 'Organizations::Account', 'cloud', 'account'),
  bucket: kind('s3_bucket', 'S3::Bucket', 'bucket'),
  object: kind('s3_object', 'S3::Object', 'bucket'),
  access_point: kind('s3_access_point', 'S3::AccessPoint', 'bucket'),
  kms_key: kind('kms_key', 'KMS::Key'),
  secret: kind('secretsmanager_secret', 'SecretsManager::Secret'),
  parameter: kind('ssm_parameter', 'SSM::Parameter'),
  document: kind('ssm_document', 'SSM::Document'),
  certificate: kind('acm_certificate', 'ACM::Certificate'),
  authority: kind('acmpca_certificate_authority', 'ACMPCA::CertificateAuthority'),
  trail: kind('cloudtrail_trail', 'CloudTrail::Trail'),
  event_data_store: kind('cloudtrail_event_data_store', 'CloudTrail::EventDataStore'),
  detector: kind('guardduty_detector', 'GuardDuty::Detector'),
  recorder: kind('config_recorder', 'Config::ConfigurationRecorder'),
  delivery_channel: kind('config_delivery_channel', 'Config::DeliveryChannel'),
  config_rule: kind('config_rule', 'Config::ConfigRule'),
  log_group: kind('logs_log_group', 'Logs::LogGroup'),
  flow_log: kind('ec2_flow_log', 'EC2::FlowLog'),
  alarm: kind('cloudwatch_alarm', 'CloudWatch::Alarm'),
  event_rule: kind('events_rule', 'Events::Rule'),
  web_acl: kind('wafv2_web_acl', 'WAFv2::WebACL'),
  instance: kind('ec2_instance', 'EC2::Instance', 'host'),
  image: kind('ec2_image', 'EC2::Image'),
  snapshot: kind('ec2_snapshot', 'EC2::Snapshot'),
  volume: kind('ec2_volume', 'EC2::Volume'),
  key_pair: kind('ec2_key_pair', 'EC2::KeyPair'),
  launch_template: kind('ec2_launch_template', 'EC2::LaunchTemplate'),
  security_group: kind('ec2_security_group', 'EC2::SecurityGroup'),
  network_acl: kind('ec2_network_acl', 'EC2::NetworkAcl'),
  route_table: kind('ec2_route_table', 'EC2::RouteTable'),
  subnet: kind('ec2_subnet', 'EC2::Subnet'),
  vpc: kind('ec2_vpc', 'EC2::VPC'),
  vpc_endpoint: kind('ec2_vpc_endpoint', 'EC2::VPCEndpoint'),
  peering: kind('ec2_vpc_peering_connection', 'EC2::VPCPeeringConnection'),
  internet_gateway: kind('ec2_internet_gateway', 'EC2::InternetGateway'),
  prefix_list: kind('ec2_prefix_list', 'EC2::PrefixList'),
  interface: kind('ec2_network_interface', 'EC2::NetworkInterface'),
  load_balancer: kind('elasticloadbalancing_load_balancer', 'ElasticLoadBalancingV2::LoadBalancer'),
  function: kind('lambda_function', 'Lambda::Function', 'function'),
  layer: kind('lambda_layer', 'Lambda::LayerVersion', 'function'),
  db_instance: kind('rds_db_instance', 'RDS::DBInstance', 'database'),
  db_cluster: kind('rds_db_cluster', 'RDS::DBCluster', 'database'),
  db_snapshot: kind('rds_db_snapshot', 'RDS::DBSnapshot', 'database'),
  db_cluster_snapshot: kind('rds_db_cluster_snapshot', 'RDS::DBClusterSnapshot', 'database'),
  db_security_group: kind('rds_db_security_group', 'RDS::DBSecurityGroup'),
  warehouse: kind('redshift_cluster', 'Redshift::Cluster', 'database'),
  cache_security_group: kind('elasticache_security_group', 'ElastiCache::SecurityGroup'),
  table: kind('dynamodb_table', 'DynamoDB::Table', 'database'),
  queue: kind('sqs_queue', 'SQS::Queue', 'queue'),
  topic: kind('sns_topic', 'SNS::Topic', 'queue'),
  repository: kind('ecr_repository', 'ECR::Repository', 'container'),
  task_definition: kind('ecs_task_definition', 'ECS::TaskDefinition', 'container'),
  container_cluster: kind('ecs_cluster', 'ECS::Cluster', 'orchestrator'),
  kubernetes_cluster: kind('eks_cluster', 'EKS::Cluster', 'orchestrator'),
  file_system: kind('efs_file_system', 'EFS::FileSystem'),
  backup_vault: kind('backup_vault', 'Backup::BackupVault'),
  stack: kind('cloudformation_stack', 'CloudFormation::Stack'),
  zone: kind('route53_hosted_zone', 'Route53::HostedZone'),
  domain: kind('route53domains_domain', 'Route53Domains::Domain'),
  distribution: kind('cloudfront_distribution', 'CloudFront::Distribution'),
  share: kind('ram_resource_share', 'RAM::ResourceShare'),
  guardrail: kind('bedrock_guardrail', 'Bedrock::Guardrail'),
  model: kind('bedrock_model', 'Bedrock::FoundationModel'),
} as const satisfies Record<string, TargetKind>

/** A name of {@link TARGET_KINDS}. */
export type TargetKindName = keyof typeof TARGET_KINDS
