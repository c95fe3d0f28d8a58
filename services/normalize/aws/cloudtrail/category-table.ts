/** ECS categories, ECS types, operations. The words are separated by blanks; `service: Name Name …`, services by `;`. */
export type CategoryRow = readonly [categories: string, types: string, operations: string]

/**
 * The operations whose ECS category and type do not follow from the verb in their name (see `categories.ts`). `api` is
 * added to every call and `denied` to every refused one by the code.
 */
export const CATEGORY_ROWS: readonly CategoryRow[] = [
  [
    'authentication',
    'start',
    'signin: ConsoleLogin UserAuthentication; sso: Authenticate; cognito-idp: InitiateAuth AdminInitiateAuth',
  ],
  [
    'authentication',
    'info',
    `signin: CheckMfa CredentialChallenge CredentialVerification PasswordRecoveryRequested PasswordRecoveryCompleted
    RenewRole; sts: GetCallerIdentity GetAccessKeyInfo DecodeAuthorizationMessage`,
  ],
  ['iam authentication', 'user change', 'signin: PasswordUpdated EmailUpdated'],
  [
    'authentication iam',
    'start',
    `sts: AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot GetFederationToken GetSessionToken
    GetDelegatedAccessToken GetWebIdentityToken; signin: GetSigninToken SwitchRole CreateOAuth2Token; sso: Federate
    GetRoleCredentials; sso-oauth: CreateToken CreateTokenWithIAM; rolesanywhere: CreateSession;
    cognito-identity: GetCredentialsForIdentity GetOpenIdToken GetOpenIdTokenForDeveloperIdentity;
    redshift: GetClusterCredentials GetClusterCredentialsWithIAM; ecr: GetAuthorizationToken;
    codeartifact: GetAuthorizationToken`,
  ],
  ['authentication', 'end', 'signin: ExitRole Logout; sso: Logout'],
  [
    'configuration iam',
    'change',
    `s3: PutBucketPolicy DeleteBucketPolicy PutBucketAcl PutObjectAcl PutBucketPublicAccessBlock PutPublicAccessBlock
    PutAccountPublicAccessBlock DeleteBucketPublicAccessBlock DeletePublicAccessBlock DeleteAccountPublicAccessBlock
    PutBucketOwnershipControls DeleteBucketOwnershipControls PutAccessPointPolicy DeleteAccessPointPolicy
    PutMultiRegionAccessPointPolicy PutAccessGrantsInstanceResourcePolicy;
    lambda: AddPermission RemovePermission AddLayerVersionPermission RemoveLayerVersionPermission;
    ec2: ModifySnapshotAttribute ModifyImageAttribute ResetSnapshotAttribute ResetImageAttribute
    ModifyFpgaImageAttribute ModifyVpcEndpointServicePermissions AssociateIamInstanceProfile
    ReplaceIamInstanceProfileAssociation DisassociateIamInstanceProfile;
    rds: ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute;
    redshift: AuthorizeSnapshotAccess RevokeSnapshotAccess PutResourcePolicy DeleteResourcePolicy;
    ecr: SetRepositoryPolicy DeleteRepositoryPolicy PutRegistryPolicy DeleteRegistryPolicy;
    kms: PutKeyPolicy CreateGrant RevokeGrant RetireGrant;
    secretsmanager: PutResourcePolicy DeleteResourcePolicy; ssm: ModifyDocumentPermission PutResourcePolicy;
    sns: AddPermission RemovePermission; sqs: AddPermission RemovePermission;
    events: PutPermission RemovePermission; logs: PutResourcePolicy DeleteResourcePolicy PutDestinationPolicy;
    glue: PutResourcePolicy DeleteResourcePolicy; dynamodb: PutResourcePolicy DeleteResourcePolicy;
    elasticfilesystem: PutFileSystemPolicy DeleteFileSystemPolicy; backup: PutBackupVaultAccessPolicy
    DeleteBackupVaultAccessPolicy; cloudtrail: PutResourcePolicy DeleteResourcePolicy; acm-pca: PutPolicy DeletePolicy
    CreatePermission DeletePermission; glacier: SetVaultAccessPolicy; serverlessrepo: PutApplicationPolicy;
    ram: CreateResourceShare UpdateResourceShare AssociateResourceShare DisassociateResourceShare
    AssociateResourceSharePermission; eks: CreateAccessEntry UpdateAccessEntry DeleteAccessEntry AssociateAccessPolicy
    DisassociateAccessPolicy; bedrock: PutResourcePolicy; kinesis: PutResourcePolicy; es: UpdateDomainConfig
    UpdateElasticsearchDomainConfig`,
  ],
  [
    'configuration network',
    'change allowed',
    `ec2: AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress AuthorizeClientVpnIngress;
    rds: AuthorizeDBSecurityGroupIngress; redshift: AuthorizeClusterSecurityGroupIngress;
    elasticache: AuthorizeCacheSecurityGroupIngress`,
  ],
  [
    'configuration network',
    'change',
    `ec2: RevokeSecurityGroupIngress RevokeSecurityGroupEgress ModifySecurityGroupRules AssociateAddress
    ModifySubnetAttribute ModifyVpcBlockPublicAccessOptions ModifyNetworkInterfaceAttribute;
    rds: RevokeDBSecurityGroupIngress; redshift: RevokeClusterSecurityGroupIngress;
    elasticache: RevokeCacheSecurityGroupIngress; elasticloadbalancing: SetSecurityGroups
    ApplySecurityGroupsToLoadBalancer SetSubnets; wafv2: AssociateWebACL DisassociateWebACL UpdateWebACL;
    route53: ChangeResourceRecordSets AssociateVPCWithHostedZone; eks: UpdateClusterConfig`,
  ],
  ['host configuration', 'start creation', 'ec2: RunInstances RequestSpotInstances RequestSpotFleet CreateFleet'],
  ['host configuration', 'start change', 'ec2: StartInstances RebootInstances; ssm: StartAssociationsOnce'],
  ['host configuration', 'end change', 'ec2: StopInstances'],
  ['host configuration', 'end deletion', 'ec2: TerminateInstances'],
  [
    'host configuration',
    'change',
    'ec2: ModifyInstanceAttribute ModifyInstanceMetadataOptions AttachVolume DetachVolume',
  ],
  [
    'host',
    'info',
    'ec2: DescribeInstances DescribeVolumes DescribeInstanceStatus; ssm: DescribeInstanceInformation ListInstanceAssociations',
  ],
  [
    'host',
    'access',
    `ec2: DescribeInstanceAttribute GetPasswordData GetConsoleOutput GetConsoleScreenshot GetLaunchTemplateData;
    ebs: GetSnapshotBlock ListSnapshotBlocks ListChangedBlocks`,
  ],
  [
    'session',
    'start',
    `ssm: StartSession ResumeSession CreateControlChannel OpenControlChannel CreateDataChannel OpenDataChannel;
    ec2-instance-connect: SendSSHPublicKey SendSerialConsoleSSHPublicKey OpenTunnel; cloudshell: CreateSession
    CreateEnvironment`,
  ],
  ['session', 'end', 'ssm: TerminateSession; cloudshell: DeleteEnvironment'],
  [
    'process',
    'start',
    `ssm: SendCommand StartAutomationExecution; ecs: ExecuteCommand RunTask StartTask; lambda: Invoke InvokeExecution
    InvokeAsync; states: StartExecution; batch: SubmitJob; codebuild: StartBuild StartBuildBatch; glue: StartJobRun`,
  ],
  ['process', 'end', 'ecs: StopTask; states: StopExecution; batch: TerminateJob; codebuild: StopBuild'],
  [
    'file',
    'access',
    `s3: GetObject HeadObject ListObjects ListObjectVersions GetObjectAcl GetObjectTagging GetObjectAttributes
    GetObjectTorrent SelectObjectContent ListParts ListMultipartUploads`,
  ],
  [
    'file',
    'change',
    `s3: PutObject CopyObject CompleteMultipartUpload CreateMultipartUpload UploadPart UploadPartCopy PutObjectTagging
    PutObjectRetention PutObjectLegalHold RestoreObject RenameObject`,
  ],
  ['file', 'deletion', 's3: DeleteObject DeleteObjects DeleteObjectTagging AbortMultipartUpload'],
  [
    'database',
    'access',
    `dynamodb: GetItem BatchGetItem Query Scan TransactGetItems ExecuteStatement BatchExecuteStatement
    ExportTableToPointInTime GetRecords; rdsdata: ExecuteStatement BatchExecuteStatement; rds-data: ExecuteStatement
    BatchExecuteStatement; redshift-data: ExecuteStatement BatchExecuteStatement GetStatementResult;
    rds: DownloadDBLogFilePortion DownloadCompleteDBLogFile StartExportTask; athena: StartQueryExecution
    GetQueryResults`,
  ],
  ['database', 'change', 'dynamodb: PutItem UpdateItem DeleteItem BatchWriteItem TransactWriteItems'],
  [
    '',
    'access',
    `secretsmanager: GetSecretValue BatchGetSecretValue; ssm: GetParameter GetParameters GetParametersByPath
    GetParameterHistory; kms: Decrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair ReEncrypt
    Encrypt DeriveSharedSecret Sign GenerateMac; acm: ExportCertificate; bedrock: InvokeModel
    InvokeModelWithResponseStream InvokeModelWithBidirectionalStream Converse ConverseStream StartAsyncInvoke
    InvokeAgent RetrieveAndGenerate; apigateway: Invoke`,
  ],
  ['configuration iam', 'creation', 'acm: ImportCertificate; acm-pca: IssueCertificate'],
  [
    'configuration',
    'change',
    `cloudtrail: StopLogging StartLogging UpdateTrail PutEventSelectors PutInsightSelectors StopEventDataStoreIngestion;
    kms: ScheduleKeyDeletion CancelKeyDeletion DisableKey EnableKey DisableKeyRotation ReplicateKey;
    guardduty: ArchiveFindings DisassociateMembers StopMonitoringMembers; securityhub: BatchDisableStandards;
    ec2: SharedSnapshotVolumeCreated SharedSnapshotCopyInitiated; sqs: PurgeQueue; ssm: LabelParameterVersion; organizations: MoveAccount`,
  ],
]

/** Services whose operations all are about identities: their writes are `iam`, their reads `iam` with `info`. */
export const IDENTITY_SERVICES: ReadonlyMap<string, string> = new Map([
  ['iam', 'iam'],
  ['sso', 'iam'],
  ['sso-directory', 'iam'],
  ['identitystore', 'iam'],
  ['rolesanywhere', 'iam'],
  ['cognito-idp', 'iam'],
  ['cognito-identity', 'iam'],
  ['organizations', 'iam configuration'],
  ['account', 'iam configuration'],
])
