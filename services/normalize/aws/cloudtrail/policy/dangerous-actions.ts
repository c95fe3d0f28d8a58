function actions(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
}

/** Each alone makes its holder an administrator when it is allowed broadly. */
export const ESCALATIONS = actions(`
  iam:CreatePolicyVersion iam:SetDefaultPolicyVersion iam:CreateAccessKey iam:CreateLoginProfile iam:UpdateLoginProfile
  iam:AttachUserPolicy iam:AttachGroupPolicy iam:AttachRolePolicy iam:PutUserPolicy iam:PutGroupPolicy
  iam:PutRolePolicy iam:AddUserToGroup iam:UpdateAssumeRolePolicy iam:DeleteRolePermissionsBoundary
  iam:DeleteUserPermissionsBoundary iam:CreateServiceSpecificCredential lambda:UpdateFunctionCode ssm:SendCommand
  ssm:StartSession ec2-instance-connect:SendSSHPublicKey ec2-instance-connect:SendSerialConsoleSSHPublicKey
  sts:AssumeRole`)

/** Calls that start something with a role that was passed to it. */
export const LAUNCHERS = actions(`
  ec2:RunInstances lambda:CreateFunction glue:CreateDevEndpoint glue:CreateJob cloudformation:CreateStack
  datapipeline:CreatePipeline sagemaker:CreateNotebookInstance sagemaker:CreateTrainingJob
  sagemaker:CreateProcessingJob ecs:RunTask codebuild:CreateProject bedrock-agentcore:CreateCodeInterpreter`)

/** Reads of data and secrets, and the calls that carry data out of an account. */
export const DATA_ACTIONS = actions(`
  s3:GetObject secretsmanager:GetSecretValue ssm:GetParameter ssm:GetParameters ssm:GetParametersByPath kms:Decrypt
  dynamodb:Scan rds-data:ExecuteStatement ec2:ModifySnapshotAttribute rds:ModifyDBSnapshotAttribute`)

/** Writes of resource policies: whoever may, lets others in. */
export const POLICY_ACTIONS = actions(`
  s3:PutBucketPolicy kms:PutKeyPolicy lambda:AddPermission secretsmanager:PutResourcePolicy sns:SetTopicAttributes
  sqs:SetQueueAttributes ecr:SetRepositoryPolicy glue:PutResourcePolicy dynamodb:PutResourcePolicy`)

/** What blinds us. */
export const LOG_ACTIONS = actions(`
  cloudtrail:StopLogging cloudtrail:DeleteTrail cloudtrail:UpdateTrail cloudtrail:PutEventSelectors
  guardduty:DeleteDetector guardduty:UpdateDetector config:StopConfigurationRecorder logs:DeleteLogGroup
  logs:DeleteLogStream ec2:DeleteFlowLogs`)
