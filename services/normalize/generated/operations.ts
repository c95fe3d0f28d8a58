// Generated from schemas/operations.yml by `npm run generate`. Do not edit.

/** A cross-cloud verb: the value of `tocsin.operation.name`. */
export type OperationVerb =
  /** a person signs in */
  | 'auth.login'
  /** a session of a person ends */
  | 'auth.logout'
  /** a step of a sign-in */
  | 'auth.challenge'
  /** a password or e-mail address is recovered or changed from outside */
  | 'auth.recover'
  /** credentials of a role are taken */
  | 'auth.assume_role'
  /** root credentials of a member account are taken */
  | 'auth.assume_root'
  /** a token or temporary credentials are made for the caller or a user */
  | 'auth.token.create'
  /** a key or token is looked up */
  | 'auth.token.inspect'
  /** the caller asks who it is */
  | 'auth.whoami'
  /** a person or technical user is created */
  | 'iam.user.create'
  /** a user is changed */
  | 'iam.user.change'
  /** a user is deleted */
  | 'iam.user.delete'
  /** a password is set where there was none */
  | 'iam.password.create'
  /** a password is changed */
  | 'iam.password.change'
  /** a password is taken away */
  | 'iam.password.delete'
  /** a long-lived key is created */
  | 'iam.key.create'
  /** a key is switched on or off */
  | 'iam.key.change'
  /** a key is deleted */
  | 'iam.key.delete'
  /** another kind of credential is created */
  | 'iam.credential.create'
  /** another kind of credential is changed */
  | 'iam.credential.change'
  /** another kind of credential is deleted */
  | 'iam.credential.delete'
  /** a second factor is made, not yet in use */
  | 'iam.mfa.create'
  /** a second factor is put to use */
  | 'iam.mfa.enable'
  /** a second factor is taken away */
  | 'iam.mfa.disable'
  /** a group is created */
  | 'iam.group.create'
  /** a group is changed */
  | 'iam.group.change'
  /** a group is deleted */
  | 'iam.group.delete'
  /** somebody joins a group */
  | 'iam.group.member.add'
  /** somebody leaves a group */
  | 'iam.group.member.remove'
  /** a policy is attached to a principal */
  | 'iam.policy.attach'
  /** a policy is taken from a principal */
  | 'iam.policy.detach'
  /** a policy is created */
  | 'iam.policy.create'
  /** a policy's text or version is changed */
  | 'iam.policy.change'
  /** a policy is deleted */
  | 'iam.policy.delete'
  /** a policy is written into a principal */
  | 'iam.inline_policy.put'
  /** a policy is taken out of a principal */
  | 'iam.inline_policy.delete'
  /** a limit of rights is set */
  | 'iam.boundary.put'
  /** a limit of rights is lifted */
  | 'iam.boundary.delete'
  /** a role is created */
  | 'iam.role.create'
  /** a role is changed */
  | 'iam.role.change'
  /** a role is deleted */
  | 'iam.role.delete'
  /** a role is given to a machine or workload */
  | 'iam.role.attach'
  /** who may assume a role is changed */
  | 'iam.trust.change'
  /** a principal gets a role on a scope */
  | 'iam.role_assignment.create'
  /** a principal loses a role on a scope */
  | 'iam.role_assignment.delete'
  /** a set of rights for many accounts is created */
  | 'iam.permission_set.create'
  /** a set of rights for many accounts is changed */
  | 'iam.permission_set.change'
  /** a set of rights for many accounts is deleted */
  | 'iam.permission_set.delete'
  /** an identity provider is trusted */
  | 'iam.federation.create'
  /** trust in an identity provider is changed */
  | 'iam.federation.change'
  /** trust in an identity provider ends */
  | 'iam.federation.delete'
  /** rights are handed to an outside product */
  | 'iam.delegation.create'
  /** a delegation is accepted */
  | 'iam.delegation.accept'
  /** rules for passwords and sessions of the whole account are changed */
  | 'iam.account_policy.change'
  /** the account's sign-in name is changed */
  | 'iam.account_alias.change'
  /** tags of a principal are changed */
  | 'iam.tag.change'
  /** users, roles and policies are listed at large */
  | 'iam.enumerate'
  /** a guard rail is attached */
  | 'org.policy.attach'
  /** a guard rail is taken away */
  | 'org.policy.detach'
  /** a guard rail is written */
  | 'org.policy.create'
  /** a guard rail is rewritten */
  | 'org.policy.change'
  /** a guard rail is deleted */
  | 'org.policy.delete'
  /** a kind of guard rail is switched on */
  | 'org.policy.enable'
  /** a kind of guard rail is switched off */
  | 'org.policy.disable'
  /** an account is created */
  | 'org.account.create'
  /** an account is invited or accepts */
  | 'org.account.invite'
  /** an account is moved */
  | 'org.account.move'
  /** an account leaves */
  | 'org.account.remove'
  /** an account is closed */
  | 'org.account.close'
  /** an account becomes administrator of a service */
  | 'org.delegated_admin.add'
  /** an account is no longer administrator of a service */
  | 'org.delegated_admin.remove'
  /** a service may work in all accounts */
  | 'org.service_access.enable'
  /** a service may no longer work in all accounts */
  | 'org.service_access.disable'
  /** central control over root credentials is switched */
  | 'org.root_access.change'
  /** something else of the organization is changed */
  | 'org.change'
  /** the account's contacts or e-mail address are changed */
  | 'account.contact.change'
  /** a region is switched on */
  | 'account.region.enable'
  /** a region is switched off */
  | 'account.region.disable'
  /** a firewall lets something in or out */
  | 'network.rule.open'
  /** a firewall rule is taken away */
  | 'network.rule.close'
  /** a firewall rule is rewritten */
  | 'network.rule.change'
  /** a firewall group is created */
  | 'network.group.create'
  /** a firewall group is deleted */
  | 'network.group.delete'
  /** a network's access list is changed */
  | 'network.acl.change'
  /** a list of address ranges that rules refer to is changed */
  | 'network.list.change'
  /** a route is changed */
  | 'network.route.change'
  /** a way out of a network is created or attached */
  | 'network.gateway.create'
  /** a way out of a network is removed */
  | 'network.gateway.delete'
  /** two networks are joined, or asked to */
  | 'network.peering.create'
  /** a tunnel is created */
  | 'network.vpn.create'
  /** a private way to a service is created, changed or removed */
  | 'network.endpoint.change'
  /** a public address is taken or assigned */
  | 'network.address.assign'
  /** a block against public access is loosened or set */
  | 'network.public_block.change'
  /** traffic is copied */
  | 'network.mirror.create'
  /** a network is created */
  | 'network.create'
  /** a network is deleted */
  | 'network.delete'
  /** a load balancer is created */
  | 'network.load_balancer.create'
  /** a load balancer is changed */
  | 'network.load_balancer.change'
  /** a firewall service is changed */
  | 'network.firewall.change'
  /** a firewall service is removed */
  | 'network.firewall.delete'
  /** records of a zone are changed */
  | 'dns.record.change'
  /** a zone is created, shared or deleted */
  | 'dns.zone.change'
  /** a domain is unlocked, moved or redirected */
  | 'dns.domain.transfer'
  /** machines are started for the first time */
  | 'compute.instance.create'
  /** machines are started */
  | 'compute.instance.start'
  /** machines are stopped */
  | 'compute.instance.stop'
  /** machines are destroyed */
  | 'compute.instance.delete'
  /** a machine's attributes are changed */
  | 'compute.instance.change'
  /** a machine's start script, console or password is read */
  | 'compute.instance.read'
  /** a machine's metadata service is changed */
  | 'compute.metadata.change'
  /** a template for machines is created */
  | 'compute.template.create'
  /** an image is made or brought in */
  | 'compute.image.create'
  /** an image is shared */
  | 'compute.image.share'
  /** an image or machine is carried out */
  | 'compute.image.export'
  /** a disk is copied */
  | 'compute.snapshot.create'
  /** a copy of a disk is shared */
  | 'compute.snapshot.share'
  /** a copy of a disk is copied */
  | 'compute.snapshot.copy'
  /** a copy of a disk is deleted */
  | 'compute.snapshot.delete'
  /** blocks of a copy are read */
  | 'compute.snapshot.read'
  /** a disk is created, attached or detached */
  | 'compute.disk.change'
  /** a key for signing in to machines is made or brought in */
  | 'compute.key_pair.create'
  /** a block against sharing images or copies is lifted */
  | 'compute.guardrail.disable'
  /** encryption by default is changed */
  | 'compute.encryption.change'
  /** more capacity is asked for */
  | 'compute.quota.request'
  /** capacity is reserved or bought */
  | 'compute.capacity.buy'
  /** a command is run on machines */
  | 'exec.command'
  /** an interactive session with a machine starts */
  | 'exec.session.start'
  /** an interactive session with a machine ends */
  | 'exec.session.end'
  /** a key is pushed to a machine */
  | 'exec.ssh_key.push'
  /** a script for machines is written or shared */
  | 'exec.document.change'
  /** a key is created */
  | 'kms.key.create'
  /** a key is switched on */
  | 'kms.key.enable'
  /** a key is switched off */
  | 'kms.key.disable'
  /** a key's destruction is scheduled */
  | 'kms.key.schedule_deletion'
  /** a key's destruction is called off */
  | 'kms.key.cancel_deletion'
  /** a key or its material is destroyed */
  | 'kms.key.delete'
  /** key material is brought in */
  | 'kms.key.import'
  /** a key's name, rotation or home is changed */
  | 'kms.key.change'
  /** a key is used */
  | 'kms.key.use'
  /** who may use a key is changed */
  | 'kms.policy.change'
  /** somebody is granted the use of a key */
  | 'kms.grant.create'
  /** a grant is taken back */
  | 'kms.grant.delete'
  /** a secret is created */
  | 'secret.create'
  /** a secret is read */
  | 'secret.read'
  /** a secret's value is changed */
  | 'secret.change'
  /** a secret is deleted */
  | 'secret.delete'
  /** a deleted secret is brought back */
  | 'secret.restore'
  /** who may read a secret is changed */
  | 'secret.policy.change'
  /** a secret is copied to other regions */
  | 'secret.replicate'
  /** a certificate is requested or issued */
  | 'certificate.create'
  /** a certificate is brought in */
  | 'certificate.import'
  /** a certificate and its key are carried out */
  | 'certificate.export'
  /** a certificate is deleted or revoked */
  | 'certificate.delete'
  /** a certificate authority is created or changed */
  | 'certificate.authority.change'
  /** a bucket is created */
  | 'storage.bucket.create'
  /** a bucket is deleted */
  | 'storage.bucket.delete'
  /** who may use a bucket is changed by a policy */
  | 'storage.policy.change'
  /** a bucket's policy is deleted */
  | 'storage.policy.delete'
  /** who may use a bucket or object is changed by a list */
  | 'storage.acl.change'
  /** the block against public buckets is set or loosened */
  | 'storage.public_block.change'
  /** the block against public buckets is lifted */
  | 'storage.public_block.delete'
  /** keeping of old versions is changed */
  | 'storage.versioning.change'
  /** automatic deletion is changed */
  | 'storage.lifecycle.change'
  /** encryption is changed */
  | 'storage.encryption.change'
  /** copying elsewhere is changed */
  | 'storage.replication.change'
  /** access logs of a bucket are changed */
  | 'storage.logging.change'
  /** protection against deletion is changed */
  | 'storage.lock.change'
  /** another setting of a bucket is changed */
  | 'storage.settings.change'
  /** another door to a bucket is made or changed */
  | 'storage.access_point.change'
  /** objects are listed */
  | 'storage.object.list'
  /** an object is read */
  | 'storage.object.read'
  /** an object is written */
  | 'storage.object.write'
  /** objects are deleted */
  | 'storage.object.delete'
  /** a file system is created */
  | 'storage.file_system.create'
  /** a file system or its access is changed */
  | 'storage.file_system.change'
  /** a file system or its access is removed */
  | 'storage.file_system.delete'
  /** a database is created or restored */
  | 'database.create'
  /** a database is changed */
  | 'database.change'
  /** a database is deleted */
  | 'database.delete'
  /** a copy of a database is made */
  | 'database.snapshot.create'
  /** a copy of a database is shared */
  | 'database.snapshot.share'
  /** a copy of a database is copied */
  | 'database.snapshot.copy'
  /** a copy of a database is deleted */
  | 'database.snapshot.delete'
  /** a database's content is carried out */
  | 'database.export'
  /** rows are read */
  | 'database.read'
  /** rows are written */
  | 'database.write'
  /** a database's log is read */
  | 'database.log.read'
  /** a log is created */
  | 'logging.create'
  /** a log is switched on */
  | 'logging.start'
  /** a log is switched off */
  | 'logging.stop'
  /** what a log records, or where it goes, is changed */
  | 'logging.change'
  /** a log is deleted */
  | 'logging.delete'
  /** a flow log is created */
  | 'logging.flow.create'
  /** a flow log is deleted */
  | 'logging.flow.delete'
  /** how long logs are kept is changed */
  | 'logging.retention.change'
  /** who gets a copy of a log is changed */
  | 'logging.export.change'
  /** a detector is switched on */
  | 'monitor.detector.create'
  /** a detector is changed */
  | 'monitor.detector.change'
  /** a detector is switched off */
  | 'monitor.detector.delete'
  /** findings are hidden */
  | 'monitor.finding.suppress'
  /** a filter of findings is changed */
  | 'monitor.filter.change'
  /** a list of addresses to ignore or to look for is changed */
  | 'monitor.trusted_list.change'
  /** accounts are taken out of supervision */
  | 'monitor.member.remove'
  /** an alarm is created or changed */
  | 'monitor.alarm.change'
  /** an alarm is deleted or silenced */
  | 'monitor.alarm.disable'
  /** a rule on events is created or changed */
  | 'monitor.rule.change'
  /** a rule on events is deleted or switched off */
  | 'monitor.rule.disable'
  /** recording of configuration starts */
  | 'monitor.config.start'
  /** recording of configuration stops */
  | 'monitor.config.stop'
  /** what is recorded or checked of the configuration is changed */
  | 'monitor.config.change'
  /** a check or recording of configuration is deleted */
  | 'monitor.config.delete'
  /** a function is created */
  | 'function.create'
  /** a function's code or settings are changed */
  | 'function.change'
  /** a function is deleted */
  | 'function.delete'
  /** a function is called */
  | 'function.invoke'
  /** who may call a function is changed */
  | 'function.policy.change'
  /** a function's own address is created or changed */
  | 'function.url.change'
  /** something is set to call a function */
  | 'function.trigger.create'
  /** code for several functions is published */
  | 'function.layer.publish'
  /** a cluster is created */
  | 'container.cluster.create'
  /** a cluster is changed */
  | 'container.cluster.change'
  /** a cluster is deleted */
  | 'container.cluster.delete'
  /** who may use a cluster is changed */
  | 'container.access.change'
  /** what a container runs is defined */
  | 'container.task.define'
  /** containers are started */
  | 'container.task.run'
  /** an image is pushed */
  | 'container.image.push'
  /** who may use a registry is changed */
  | 'container.policy.change'
  /** a stack, pipeline or build is created */
  | 'deploy.create'
  /** a stack, pipeline or build is changed */
  | 'deploy.change'
  /** a stack, pipeline or build is deleted */
  | 'deploy.delete'
  /** a build or job is run */
  | 'deploy.run'
  /** a link that signs in to a workbench is made */
  | 'deploy.console_url.create'
  /** a model is used */
  | 'ai.model.invoke'
  /** models and access to them are listed */
  | 'ai.model.enumerate'
  /** access to a model is asked for */
  | 'ai.access.request'
  /** a model is brought in or capacity for it is bought */
  | 'ai.model.deploy'
  /** an agent is created or changed */
  | 'ai.agent.change'
  /** a guard rail of models is changed */
  | 'ai.guardrail.change'
  /** a guard rail of models is deleted */
  | 'ai.guardrail.delete'
  /** an address or domain to send from is added */
  | 'mail.identity.create'
  /** an address or domain to send from is removed */
  | 'mail.identity.delete'
  /** sending or its limits are changed */
  | 'mail.sending.change'
  /** limits of sending are read */
  | 'mail.quota.read'
  /** a message is sent */
  | 'mail.send'
  /** who may use a queue or topic is changed */
  | 'queue.policy.change'
  /** somebody subscribes to a topic */
  | 'queue.subscribe'
  /** a queue or topic is emptied or deleted */
  | 'queue.delete'
  /** a resource is shared with other accounts */
  | 'share.create'
  /** what is shared with whom is changed */
  | 'share.change'
  /** a backup is copied */
  | 'backup.copy'
  /** a backup is deleted */
  | 'backup.delete'
  /** a vault's lock or policy is changed */
  | 'backup.vault.change'
  /** a vault is deleted */
  | 'backup.vault.delete'

/** `service:Operation` of aws → verb. */
export const AWS_OPERATIONS: ReadonlyMap<string, OperationVerb> = new Map<string, OperationVerb>([
  ['signin:ConsoleLogin', 'auth.login'],
  ['signin:UserAuthentication', 'auth.login'],
  ['signin:CheckMfa', 'auth.challenge'],
  ['signin:CredentialChallenge', 'auth.challenge'],
  ['signin:CredentialVerification', 'auth.challenge'],
  ['signin:PasswordRecoveryRequested', 'auth.recover'],
  ['signin:PasswordRecoveryCompleted', 'auth.recover'],
  ['signin:PasswordUpdated', 'auth.recover'],
  ['signin:EmailUpdated', 'auth.recover'],
  ['signin:SwitchRole', 'auth.assume_role'],
  ['signin:ExitRole', 'auth.logout'],
  ['signin:GetSigninToken', 'auth.token.create'],
  ['signin:CreateOAuth2Token', 'auth.token.create'],
  ['sts:AssumeRole', 'auth.assume_role'],
  ['sts:AssumeRoleWithSAML', 'auth.assume_role'],
  ['sts:AssumeRoleWithWebIdentity', 'auth.assume_role'],
  ['sts:AssumeRoot', 'auth.assume_root'],
  ['sts:GetFederationToken', 'auth.token.create'],
  ['sts:GetSessionToken', 'auth.token.create'],
  ['sts:GetDelegatedAccessToken', 'auth.token.create'],
  ['sts:GetWebIdentityToken', 'auth.token.create'],
  ['sts:GetCallerIdentity', 'auth.whoami'],
  ['sts:GetAccessKeyInfo', 'auth.token.inspect'],
  ['sts:DecodeAuthorizationMessage', 'auth.token.inspect'],
  ['iam:CreateUser', 'iam.user.create'],
  ['iam:UpdateUser', 'iam.user.change'],
  ['iam:DeleteUser', 'iam.user.delete'],
  ['iam:CreateLoginProfile', 'iam.password.create'],
  ['iam:UpdateLoginProfile', 'iam.password.change'],
  ['iam:DeleteLoginProfile', 'iam.password.delete'],
  ['iam:ChangePassword', 'iam.password.change'],
  ['iam:CreateAccessKey', 'iam.key.create'],
  ['iam:UpdateAccessKey', 'iam.key.change'],
  ['iam:DeleteAccessKey', 'iam.key.delete'],
  ['iam:UploadSSHPublicKey', 'iam.credential.create'],
  ['iam:UpdateSSHPublicKey', 'iam.credential.change'],
  ['iam:DeleteSSHPublicKey', 'iam.credential.delete'],
  ['iam:UploadSigningCertificate', 'iam.credential.create'],
  ['iam:UpdateSigningCertificate', 'iam.credential.change'],
  ['iam:DeleteSigningCertificate', 'iam.credential.delete'],
  ['iam:UploadServerCertificate', 'certificate.import'],
  ['iam:UpdateServerCertificate', 'iam.credential.change'],
  ['iam:DeleteServerCertificate', 'certificate.delete'],
  ['iam:CreateServiceSpecificCredential', 'iam.credential.create'],
  ['iam:ResetServiceSpecificCredential', 'iam.credential.change'],
  ['iam:UpdateServiceSpecificCredential', 'iam.credential.change'],
  ['iam:DeleteServiceSpecificCredential', 'iam.credential.delete'],
  ['iam:CreateVirtualMFADevice', 'iam.mfa.create'],
  ['iam:EnableMFADevice', 'iam.mfa.enable'],
  ['iam:ResyncMFADevice', 'iam.mfa.enable'],
  ['iam:DeactivateMFADevice', 'iam.mfa.disable'],
  ['iam:DeleteVirtualMFADevice', 'iam.mfa.disable'],
  ['iam:CreateGroup', 'iam.group.create'],
  ['iam:UpdateGroup', 'iam.group.change'],
  ['iam:DeleteGroup', 'iam.group.delete'],
  ['iam:AddUserToGroup', 'iam.group.member.add'],
  ['iam:RemoveUserFromGroup', 'iam.group.member.remove'],
  ['iam:AttachUserPolicy', 'iam.policy.attach'],
  ['iam:AttachGroupPolicy', 'iam.policy.attach'],
  ['iam:AttachRolePolicy', 'iam.policy.attach'],
  ['iam:DetachUserPolicy', 'iam.policy.detach'],
  ['iam:DetachGroupPolicy', 'iam.policy.detach'],
  ['iam:DetachRolePolicy', 'iam.policy.detach'],
  ['iam:PutUserPolicy', 'iam.inline_policy.put'],
  ['iam:PutGroupPolicy', 'iam.inline_policy.put'],
  ['iam:PutRolePolicy', 'iam.inline_policy.put'],
  ['iam:DeleteUserPolicy', 'iam.inline_policy.delete'],
  ['iam:DeleteGroupPolicy', 'iam.inline_policy.delete'],
  ['iam:DeleteRolePolicy', 'iam.inline_policy.delete'],
  ['iam:CreatePolicy', 'iam.policy.create'],
  ['iam:CreatePolicyVersion', 'iam.policy.change'],
  ['iam:SetDefaultPolicyVersion', 'iam.policy.change'],
  ['iam:DeletePolicyVersion', 'iam.policy.change'],
  ['iam:DeletePolicy', 'iam.policy.delete'],
  ['iam:CreateRole', 'iam.role.create'],
  ['iam:CreateServiceLinkedRole', 'iam.role.create'],
  ['iam:UpdateRole', 'iam.role.change'],
  ['iam:UpdateRoleDescription', 'iam.role.change'],
  ['iam:DeleteRole', 'iam.role.delete'],
  ['iam:DeleteServiceLinkedRole', 'iam.role.delete'],
  ['iam:UpdateAssumeRolePolicy', 'iam.trust.change'],
  ['iam:AddRoleToInstanceProfile', 'iam.role.attach'],
  ['iam:RemoveRoleFromInstanceProfile', 'iam.role.change'],
  ['iam:CreateInstanceProfile', 'iam.role.change'],
  ['iam:DeleteInstanceProfile', 'iam.role.change'],
  ['iam:PutUserPermissionsBoundary', 'iam.boundary.put'],
  ['iam:PutRolePermissionsBoundary', 'iam.boundary.put'],
  ['iam:DeleteUserPermissionsBoundary', 'iam.boundary.delete'],
  ['iam:DeleteRolePermissionsBoundary', 'iam.boundary.delete'],
  ['iam:CreateSAMLProvider', 'iam.federation.create'],
  ['iam:UpdateSAMLProvider', 'iam.federation.change'],
  ['iam:DeleteSAMLProvider', 'iam.federation.delete'],
  ['iam:CreateOpenIDConnectProvider', 'iam.federation.create'],
  ['iam:AddClientIDToOpenIDConnectProvider', 'iam.federation.change'],
  ['iam:RemoveClientIDFromOpenIDConnectProvider', 'iam.federation.change'],
  ['iam:UpdateOpenIDConnectProviderThumbprint', 'iam.federation.change'],
  ['iam:DeleteOpenIDConnectProvider', 'iam.federation.delete'],
  ['iam:EnableOutboundWebIdentityFederation', 'iam.federation.change'],
  ['iam:DisableOutboundWebIdentityFederation', 'iam.federation.change'],
  ['iam:CreateDelegationRequest', 'iam.delegation.create'],
  ['iam:AssociateDelegationRequest', 'iam.delegation.create'],
  ['iam:UpdateDelegationRequest', 'iam.delegation.create'],
  ['iam:AcceptDelegationRequest', 'iam.delegation.accept'],
  ['iam:SendDelegationToken', 'iam.delegation.accept'],
  ['iam:EnableOrganizationsRootCredentialsManagement', 'org.root_access.change'],
  ['iam:DisableOrganizationsRootCredentialsManagement', 'org.root_access.change'],
  ['iam:EnableOrganizationsRootSessions', 'org.root_access.change'],
  ['iam:DisableOrganizationsRootSessions', 'org.root_access.change'],
  ['iam:UpdateAccountPasswordPolicy', 'iam.account_policy.change'],
  ['iam:DeleteAccountPasswordPolicy', 'iam.account_policy.change'],
  ['iam:SetSecurityTokenServicePreferences', 'iam.account_policy.change'],
  ['iam:CreateAccountAlias', 'iam.account_alias.change'],
  ['iam:DeleteAccountAlias', 'iam.account_alias.change'],
  ['iam:TagUser', 'iam.tag.change'],
  ['iam:UntagUser', 'iam.tag.change'],
  ['iam:TagRole', 'iam.tag.change'],
  ['iam:UntagRole', 'iam.tag.change'],
  ['iam:GetAccountAuthorizationDetails', 'iam.enumerate'],
  ['iam:GenerateCredentialReport', 'iam.enumerate'],
  ['iam:GetCredentialReport', 'iam.enumerate'],
  ['iam:GetAccountSummary', 'iam.enumerate'],
  ['iam:ListUsers', 'iam.enumerate'],
  ['iam:ListRoles', 'iam.enumerate'],
  ['iam:ListGroups', 'iam.enumerate'],
  ['iam:ListPolicies', 'iam.enumerate'],
  ['iam:ListAccessKeys', 'iam.enumerate'],
  ['iam:SimulatePrincipalPolicy', 'iam.enumerate'],
  ['sso:Authenticate', 'auth.login'],
  ['sso:Federate', 'auth.assume_role'],
  ['sso:GetRoleCredentials', 'auth.assume_role'],
  ['sso:Logout', 'auth.logout'],
  ['sso:CreatePermissionSet', 'iam.permission_set.create'],
  ['sso:UpdatePermissionSet', 'iam.permission_set.change'],
  ['sso:DeletePermissionSet', 'iam.permission_set.delete'],
  ['sso:ProvisionPermissionSet', 'iam.permission_set.change'],
  ['sso:AttachManagedPolicyToPermissionSet', 'iam.policy.attach'],
  ['sso:DetachManagedPolicyFromPermissionSet', 'iam.policy.detach'],
  ['sso:AttachCustomerManagedPolicyReferenceToPermissionSet', 'iam.policy.attach'],
  ['sso:DetachCustomerManagedPolicyReferenceFromPermissionSet', 'iam.policy.detach'],
  ['sso:PutInlinePolicyToPermissionSet', 'iam.inline_policy.put'],
  ['sso:DeleteInlinePolicyFromPermissionSet', 'iam.inline_policy.delete'],
  ['sso:PutPermissionsBoundaryToPermissionSet', 'iam.boundary.put'],
  ['sso:DeletePermissionsBoundaryFromPermissionSet', 'iam.boundary.delete'],
  ['sso:CreateAccountAssignment', 'iam.role_assignment.create'],
  ['sso:DeleteAccountAssignment', 'iam.role_assignment.delete'],
  ['sso:CreateTrustedTokenIssuer', 'iam.federation.create'],
  ['sso:UpdateTrustedTokenIssuer', 'iam.federation.change'],
  ['sso:CreateInstance', 'org.change'],
  ['sso:DeleteInstance', 'org.change'],
  ['sso:AddRegion', 'org.change'],
  ['sso:RemoveRegion', 'org.change'],
  ['sso-directory:CreateUser', 'iam.user.create'],
  ['sso-directory:UpdateUser', 'iam.user.change'],
  ['sso-directory:DeleteUser', 'iam.user.delete'],
  ['sso-directory:UpdatePassword', 'iam.password.change'],
  ['sso-directory:CreateGroup', 'iam.group.create'],
  ['sso-directory:DeleteGroup', 'iam.group.delete'],
  ['sso-directory:AddMemberToGroup', 'iam.group.member.add'],
  ['sso-directory:RemoveMemberFromGroup', 'iam.group.member.remove'],
  ['sso-directory:StartVirtualMfaDeviceRegistration', 'iam.mfa.create'],
  ['sso-directory:CompleteVirtualMfaDeviceRegistration', 'iam.mfa.enable'],
  ['sso-directory:DeleteMfaDeviceForUser', 'iam.mfa.disable'],
  ['sso-directory:UpdateMfaDeviceForUser', 'iam.mfa.enable'],
  ['sso-directory:EnableExternalIdPConfigurationForDirectory', 'iam.federation.create'],
  ['sso-directory:DisableExternalIdPConfigurationForDirectory', 'iam.federation.delete'],
  ['sso-directory:CreateBearerToken', 'iam.credential.create'],
  ['identitystore:CreateUser', 'iam.user.create'],
  ['identitystore:UpdateUser', 'iam.user.change'],
  ['identitystore:DeleteUser', 'iam.user.delete'],
  ['identitystore:CreateGroup', 'iam.group.create'],
  ['identitystore:UpdateGroup', 'iam.group.change'],
  ['identitystore:DeleteGroup', 'iam.group.delete'],
  ['identitystore:CreateGroupMembership', 'iam.group.member.add'],
  ['identitystore:DeleteGroupMembership', 'iam.group.member.remove'],
  ['sso-oauth:CreateToken', 'auth.token.create'],
  ['sso-oauth:CreateTokenWithIAM', 'auth.token.create'],
  ['rolesanywhere:CreateSession', 'auth.assume_role'],
  ['rolesanywhere:CreateTrustAnchor', 'iam.federation.create'],
  ['rolesanywhere:UpdateTrustAnchor', 'iam.federation.change'],
  ['rolesanywhere:EnableTrustAnchor', 'iam.federation.change'],
  ['rolesanywhere:DisableTrustAnchor', 'iam.federation.change'],
  ['rolesanywhere:DeleteTrustAnchor', 'iam.federation.delete'],
  ['rolesanywhere:CreateProfile', 'iam.federation.create'],
  ['rolesanywhere:UpdateProfile', 'iam.federation.change'],
  ['rolesanywhere:EnableProfile', 'iam.federation.change'],
  ['rolesanywhere:PutAttributeMapping', 'iam.federation.change'],
  ['rolesanywhere:ImportCrl', 'iam.federation.change'],
  ['rolesanywhere:DisableCrl', 'iam.federation.change'],
  ['rolesanywhere:DeleteCrl', 'iam.federation.change'],
  ['cognito-identity:GetCredentialsForIdentity', 'auth.token.create'],
  ['cognito-identity:SetIdentityPoolRoles', 'iam.trust.change'],
  ['cognito-identity:CreateIdentityPool', 'iam.federation.create'],
  ['cognito-identity:UpdateIdentityPool', 'iam.federation.change'],
  ['cognito-idp:AdminCreateUser', 'iam.user.create'],
  ['cognito-idp:AdminSetUserPassword', 'iam.password.change'],
  ['cognito-idp:AdminAddUserToGroup', 'iam.group.member.add'],
  ['cognito-idp:UpdateUserPool', 'iam.federation.change'],
  ['organizations:AttachPolicy', 'org.policy.attach'],
  ['organizations:DetachPolicy', 'org.policy.detach'],
  ['organizations:CreatePolicy', 'org.policy.create'],
  ['organizations:UpdatePolicy', 'org.policy.change'],
  ['organizations:DeletePolicy', 'org.policy.delete'],
  ['organizations:EnablePolicyType', 'org.policy.enable'],
  ['organizations:DisablePolicyType', 'org.policy.disable'],
  ['organizations:PutResourcePolicy', 'org.change'],
  ['organizations:DeleteResourcePolicy', 'org.change'],
  ['organizations:CreateAccount', 'org.account.create'],
  ['organizations:CreateGovCloudAccount', 'org.account.create'],
  ['organizations:CreateAccountResult', 'org.account.create'],
  ['organizations:InviteAccountToOrganization', 'org.account.invite'],
  ['organizations:AcceptHandshake', 'org.account.invite'],
  ['organizations:MoveAccount', 'org.account.move'],
  ['organizations:LeaveOrganization', 'org.account.remove'],
  ['organizations:RemoveAccountFromOrganization', 'org.account.remove'],
  ['organizations:CloseAccount', 'org.account.close'],
  ['organizations:RegisterDelegatedAdministrator', 'org.delegated_admin.add'],
  ['organizations:DeregisterDelegatedAdministrator', 'org.delegated_admin.remove'],
  ['organizations:EnableAWSServiceAccess', 'org.service_access.enable'],
  ['organizations:DisableAWSServiceAccess', 'org.service_access.disable'],
  ['organizations:InviteOrganizationToTransferResponsibility', 'org.change'],
  ['organizations:TerminateResponsibilityTransfer', 'org.change'],
  ['organizations:DeleteOrganization', 'org.change'],
  ['account:EnableRegion', 'account.region.enable'],
  ['account:DisableRegion', 'account.region.disable'],
  ['account:PutContactInformation', 'account.contact.change'],
  ['account:PutAlternateContact', 'account.contact.change'],
  ['account:DeleteAlternateContact', 'account.contact.change'],
  ['account:StartPrimaryEmailUpdate', 'account.contact.change'],
  ['account:AcceptPrimaryEmailUpdate', 'account.contact.change'],
  ['account:PutAccountName', 'account.contact.change'],
  ['ec2:AuthorizeSecurityGroupIngress', 'network.rule.open'],
  ['ec2:AuthorizeSecurityGroupEgress', 'network.rule.open'],
  ['ec2:RevokeSecurityGroupIngress', 'network.rule.close'],
  ['ec2:RevokeSecurityGroupEgress', 'network.rule.close'],
  ['ec2:ModifySecurityGroupRules', 'network.rule.change'],
  ['ec2:CreateSecurityGroup', 'network.group.create'],
  ['ec2:DeleteSecurityGroup', 'network.group.delete'],
  ['ec2:AuthorizeClientVpnIngress', 'network.rule.open'],
  ['ec2:CreateNetworkAcl', 'network.acl.change'],
  ['ec2:CreateNetworkAclEntry', 'network.acl.change'],
  ['ec2:ReplaceNetworkAclEntry', 'network.acl.change'],
  ['ec2:DeleteNetworkAclEntry', 'network.acl.change'],
  ['ec2:ReplaceNetworkAclAssociation', 'network.acl.change'],
  ['ec2:DeleteNetworkAcl', 'network.acl.change'],
  ['ec2:CreateManagedPrefixList', 'network.list.change'],
  ['ec2:ModifyManagedPrefixList', 'network.list.change'],
  ['ec2:CreateRoute', 'network.route.change'],
  ['ec2:ReplaceRoute', 'network.route.change'],
  ['ec2:DeleteRoute', 'network.route.change'],
  ['ec2:CreateRouteTable', 'network.route.change'],
  ['ec2:DeleteRouteTable', 'network.route.change'],
  ['ec2:ReplaceRouteTableAssociation', 'network.route.change'],
  ['ec2:DisassociateRouteTable', 'network.route.change'],
  ['ec2:CreateInternetGateway', 'network.gateway.create'],
  ['ec2:AttachInternetGateway', 'network.gateway.create'],
  ['ec2:CreateEgressOnlyInternetGateway', 'network.gateway.create'],
  ['ec2:CreateNatGateway', 'network.gateway.create'],
  ['ec2:CreateCustomerGateway', 'network.gateway.create'],
  ['ec2:DetachInternetGateway', 'network.gateway.delete'],
  ['ec2:DeleteInternetGateway', 'network.gateway.delete'],
  ['ec2:DeleteCustomerGateway', 'network.gateway.delete'],
  ['ec2:CreateVpcPeeringConnection', 'network.peering.create'],
  ['ec2:AcceptVpcPeeringConnection', 'network.peering.create'],
  ['ec2:CreateTransitGatewayPeeringAttachment', 'network.peering.create'],
  ['ec2:AcceptTransitGatewayPeeringAttachment', 'network.peering.create'],
  ['ec2:AcceptTransitGatewayVpcAttachment', 'network.peering.create'],
  ['ec2:CreateVpnConnection', 'network.vpn.create'],
  ['ec2:CreateClientVpnEndpoint', 'network.vpn.create'],
  ['ec2:CreateVpcEndpoint', 'network.endpoint.change'],
  ['ec2:ModifyVpcEndpoint', 'network.endpoint.change'],
  ['ec2:DeleteVpcEndpoints', 'network.endpoint.change'],
  ['ec2:ModifyVpcEndpointServicePermissions', 'network.endpoint.change'],
  ['ec2:AllocateAddress', 'network.address.assign'],
  ['ec2:AssociateAddress', 'network.address.assign'],
  ['ec2:ModifySubnetAttribute', 'network.address.assign'],
  ['ec2:ModifyVpcBlockPublicAccessOptions', 'network.public_block.change'],
  ['ec2:CreateVpcBlockPublicAccessExclusion', 'network.public_block.change'],
  ['ec2:CreateTrafficMirrorSession', 'network.mirror.create'],
  ['ec2:CreateTrafficMirrorTarget', 'network.mirror.create'],
  ['ec2:CreateVpc', 'network.create'],
  ['ec2:CreateDefaultVpc', 'network.create'],
  ['ec2:CreateSubnet', 'network.create'],
  ['ec2:DeleteVpc', 'network.delete'],
  ['ec2:DeleteSubnet', 'network.delete'],
  ['ec2:CreateFlowLogs', 'logging.flow.create'],
  ['ec2:DeleteFlowLogs', 'logging.flow.delete'],
  ['ec2:RunInstances', 'compute.instance.create'],
  ['ec2:RequestSpotInstances', 'compute.instance.create'],
  ['ec2:RequestSpotFleet', 'compute.instance.create'],
  ['ec2:CreateFleet', 'compute.instance.create'],
  ['ec2:StartInstances', 'compute.instance.start'],
  ['ec2:RebootInstances', 'compute.instance.start'],
  ['ec2:StopInstances', 'compute.instance.stop'],
  ['ec2:TerminateInstances', 'compute.instance.delete'],
  ['ec2:ModifyInstanceAttribute', 'compute.instance.change'],
  ['ec2:ModifyNetworkInterfaceAttribute', 'compute.instance.change'],
  ['ec2:ModifyInstanceMetadataOptions', 'compute.metadata.change'],
  ['ec2:ModifyInstanceMetadataDefaults', 'compute.metadata.change'],
  ['ec2:AssociateIamInstanceProfile', 'iam.role.attach'],
  ['ec2:ReplaceIamInstanceProfileAssociation', 'iam.role.attach'],
  ['ec2:DescribeInstanceAttribute', 'compute.instance.read'],
  ['ec2:GetPasswordData', 'compute.instance.read'],
  ['ec2:GetConsoleOutput', 'compute.instance.read'],
  ['ec2:GetConsoleScreenshot', 'compute.instance.read'],
  ['ec2:GetLaunchTemplateData', 'compute.instance.read'],
  ['ec2:EnableSerialConsoleAccess', 'compute.instance.change'],
  ['ec2:AllocateHosts', 'compute.capacity.buy'],
  ['ec2:CreateCapacityReservation', 'compute.capacity.buy'],
  ['ec2:PurchaseReservedInstancesOffering', 'compute.capacity.buy'],
  ['ec2:CreateInstanceConnectEndpoint', 'network.endpoint.change'],
  ['ec2:AssociateSecurityGroupVpc', 'network.rule.change'],
  ['ec2:CreateLaunchTemplate', 'compute.template.create'],
  ['ec2:CreateLaunchTemplateVersion', 'compute.template.create'],
  ['ec2:CreateImage', 'compute.image.create'],
  ['ec2:RegisterImage', 'compute.image.create'],
  ['ec2:ImportImage', 'compute.image.create'],
  ['ec2:CopyImage', 'compute.image.create'],
  ['ec2:CreateRestoreImageTask', 'compute.image.create'],
  ['ec2:ModifyImageAttribute', 'compute.image.share'],
  ['ec2:ModifyFpgaImageAttribute', 'compute.image.share'],
  ['ec2:ExportImage', 'compute.image.export'],
  ['ec2:CreateInstanceExportTask', 'compute.image.export'],
  ['ec2:CreateStoreImageTask', 'compute.image.export'],
  ['ec2:CreateSnapshot', 'compute.snapshot.create'],
  ['ec2:CreateSnapshots', 'compute.snapshot.create'],
  ['ec2:ModifySnapshotAttribute', 'compute.snapshot.share'],
  ['ec2:CopySnapshot', 'compute.snapshot.copy'],
  ['ec2:SharedSnapshotCopyInitiated', 'compute.snapshot.copy'],
  ['ec2:SharedSnapshotVolumeCreated', 'compute.snapshot.copy'],
  ['ec2:DeleteSnapshot', 'compute.snapshot.delete'],
  ['ec2:CreateVolume', 'compute.disk.change'],
  ['ec2:AttachVolume', 'compute.disk.change'],
  ['ec2:DetachVolume', 'compute.disk.change'],
  ['ec2:CreateKeyPair', 'compute.key_pair.create'],
  ['ec2:ImportKeyPair', 'compute.key_pair.create'],
  ['ec2:DisableImageBlockPublicAccess', 'compute.guardrail.disable'],
  ['ec2:DisableSnapshotBlockPublicAccess', 'compute.guardrail.disable'],
  ['ec2:DisableAllowedImagesSettings', 'compute.guardrail.disable'],
  ['ec2:DisableEbsEncryptionByDefault', 'compute.encryption.change'],
  ['ec2:EnableEbsEncryptionByDefault', 'compute.encryption.change'],
  ['ec2:ModifyEbsDefaultKmsKeyId', 'compute.encryption.change'],
  ['ec2:ResetEbsDefaultKmsKeyId', 'compute.encryption.change'],
  ['ebs:GetSnapshotBlock', 'compute.snapshot.read'],
  ['ebs:ListSnapshotBlocks', 'compute.snapshot.read'],
  ['autoscaling:CreateAutoScalingGroup', 'compute.template.create'],
  ['autoscaling:CreateLaunchConfiguration', 'compute.template.create'],
  ['lightsail:CreateInstances', 'compute.instance.create'],
  ['lightsail:DeleteInstance', 'compute.instance.delete'],
  ['lightsail:PutInstancePublicPorts', 'network.rule.open'],
  ['lightsail:OpenInstancePublicPorts', 'network.rule.open'],
  ['lightsail:DownloadDefaultKeyPair', 'compute.key_pair.create'],
  ['lightsail:GetInstanceAccessDetails', 'compute.instance.read'],
  ['servicequotas:RequestServiceQuotaIncrease', 'compute.quota.request'],
  ['ec2-instance-connect:SendSSHPublicKey', 'exec.ssh_key.push'],
  ['ec2-instance-connect:SendSerialConsoleSSHPublicKey', 'exec.ssh_key.push'],
  ['ec2-instance-connect:OpenTunnel', 'exec.session.start'],
  ['ssm:SendCommand', 'exec.command'],
  ['ssm:StartAutomationExecution', 'exec.command'],
  ['ssm:CreateAssociation', 'exec.command'],
  ['ssm:StartSession', 'exec.session.start'],
  ['ssm:ResumeSession', 'exec.session.start'],
  ['ssm:TerminateSession', 'exec.session.end'],
  ['ssm:CreateDocument', 'exec.document.change'],
  ['ssm:UpdateDocument', 'exec.document.change'],
  ['ssm:ModifyDocumentPermission', 'exec.document.change'],
  ['ssm:CreateActivation', 'iam.credential.create'],
  ['ssm:UpdateManagedInstanceRole', 'iam.role.attach'],
  ['ssm:GetParameter', 'secret.read'],
  ['ssm:GetParameters', 'secret.read'],
  ['ssm:GetParametersByPath', 'secret.read'],
  ['ssm:GetParameterHistory', 'secret.read'],
  ['ssm:PutParameter', 'secret.change'],
  ['ssm:DeleteParameter', 'secret.delete'],
  ['ssm:DeleteParameters', 'secret.delete'],
  ['ssm:PutResourcePolicy', 'secret.policy.change'],
  ['ssm:UpdateServiceSetting', 'logging.change'],
  ['cloudshell:CreateEnvironment', 'exec.session.start'],
  ['cloudshell:CreateSession', 'exec.session.start'],
  ['kms:CreateKey', 'kms.key.create'],
  ['kms:EnableKey', 'kms.key.enable'],
  ['kms:DisableKey', 'kms.key.disable'],
  ['kms:ScheduleKeyDeletion', 'kms.key.schedule_deletion'],
  ['kms:CancelKeyDeletion', 'kms.key.cancel_deletion'],
  ['kms:DeleteKey', 'kms.key.delete'],
  ['kms:DeleteImportedKeyMaterial', 'kms.key.delete'],
  ['kms:ImportKeyMaterial', 'kms.key.import'],
  ['kms:CreateAlias', 'kms.key.change'],
  ['kms:UpdateAlias', 'kms.key.change'],
  ['kms:DeleteAlias', 'kms.key.change'],
  ['kms:EnableKeyRotation', 'kms.key.change'],
  ['kms:DisableKeyRotation', 'kms.key.change'],
  ['kms:RotateKey', 'kms.key.change'],
  ['kms:ReplicateKey', 'kms.key.change'],
  ['kms:UpdatePrimaryRegion', 'kms.key.change'],
  ['kms:DisconnectCustomKeyStore', 'kms.key.disable'],
  ['kms:DeleteCustomKeyStore', 'kms.key.delete'],
  ['kms:PutKeyPolicy', 'kms.policy.change'],
  ['kms:CreateGrant', 'kms.grant.create'],
  ['kms:RevokeGrant', 'kms.grant.delete'],
  ['kms:RetireGrant', 'kms.grant.delete'],
  ['kms:Decrypt', 'kms.key.use'],
  ['kms:Encrypt', 'kms.key.use'],
  ['kms:ReEncrypt', 'kms.key.use'],
  ['kms:GenerateDataKey', 'kms.key.use'],
  ['kms:GenerateDataKeyWithoutPlaintext', 'kms.key.use'],
  ['kms:Sign', 'kms.key.use'],
  ['kms:DeriveSharedSecret', 'kms.key.use'],
  ['secretsmanager:CreateSecret', 'secret.create'],
  ['secretsmanager:GetSecretValue', 'secret.read'],
  ['secretsmanager:BatchGetSecretValue', 'secret.read'],
  ['secretsmanager:PutSecretValue', 'secret.change'],
  ['secretsmanager:UpdateSecret', 'secret.change'],
  ['secretsmanager:UpdateSecretVersionStage', 'secret.change'],
  ['secretsmanager:RotateSecret', 'secret.change'],
  ['secretsmanager:CancelRotateSecret', 'secret.change'],
  ['secretsmanager:DeleteSecret', 'secret.delete'],
  ['secretsmanager:EndSecretVersionDelete', 'secret.delete'],
  ['secretsmanager:RestoreSecret', 'secret.restore'],
  ['secretsmanager:PutResourcePolicy', 'secret.policy.change'],
  ['secretsmanager:DeleteResourcePolicy', 'secret.policy.change'],
  ['secretsmanager:ReplicateSecretToRegions', 'secret.replicate'],
  ['secretsmanager:RemoveRegionsFromReplication', 'secret.replicate'],
  ['secretsmanager:StopReplicationToReplica', 'secret.replicate'],
  ['acm:RequestCertificate', 'certificate.create'],
  ['acm:ImportCertificate', 'certificate.import'],
  ['acm:ExportCertificate', 'certificate.export'],
  ['acm:DeleteCertificate', 'certificate.delete'],
  ['acm:RevokeCertificate', 'certificate.delete'],
  ['acm-pca:CreateCertificateAuthority', 'certificate.authority.change'],
  ['acm-pca:UpdateCertificateAuthority', 'certificate.authority.change'],
  ['acm-pca:DeleteCertificateAuthority', 'certificate.authority.change'],
  ['acm-pca:ImportCertificateAuthorityCertificate', 'certificate.authority.change'],
  ['acm-pca:PutPolicy', 'certificate.authority.change'],
  ['acm-pca:CreatePermission', 'certificate.authority.change'],
  ['acm-pca:IssueCertificate', 'certificate.create'],
  ['acm-pca:RevokeCertificate', 'certificate.delete'],
  ['s3:CreateBucket', 'storage.bucket.create'],
  ['s3:DeleteBucket', 'storage.bucket.delete'],
  ['s3:PutBucketPolicy', 'storage.policy.change'],
  ['s3:DeleteBucketPolicy', 'storage.policy.delete'],
  ['s3:PutBucketAcl', 'storage.acl.change'],
  ['s3:PutObjectAcl', 'storage.acl.change'],
  ['s3:PutBucketOwnershipControls', 'storage.acl.change'],
  ['s3:PutBucketPublicAccessBlock', 'storage.public_block.change'],
  ['s3:PutPublicAccessBlock', 'storage.public_block.change'],
  ['s3:PutAccountPublicAccessBlock', 'storage.public_block.change'],
  ['s3:DeleteBucketPublicAccessBlock', 'storage.public_block.delete'],
  ['s3:DeletePublicAccessBlock', 'storage.public_block.delete'],
  ['s3:DeleteAccountPublicAccessBlock', 'storage.public_block.delete'],
  ['s3:PutBucketVersioning', 'storage.versioning.change'],
  ['s3:PutBucketLifecycle', 'storage.lifecycle.change'],
  ['s3:DeleteBucketLifecycle', 'storage.lifecycle.change'],
  ['s3:PutBucketEncryption', 'storage.encryption.change'],
  ['s3:DeleteBucketEncryption', 'storage.encryption.change'],
  ['s3:PutBucketReplication', 'storage.replication.change'],
  ['s3:DeleteBucketReplication', 'storage.replication.change'],
  ['s3:PutBucketLogging', 'storage.logging.change'],
  ['s3:PutObjectLockConfiguration', 'storage.lock.change'],
  ['s3:PutObjectRetention', 'storage.lock.change'],
  ['s3:PutObjectLegalHold', 'storage.lock.change'],
  ['s3:PutBucketWebsite', 'storage.settings.change'],
  ['s3:PutBucketCors', 'storage.settings.change'],
  ['s3:PutBucketNotification', 'storage.settings.change'],
  ['s3:PutBucketInventoryConfiguration', 'storage.settings.change'],
  ['s3:CreateAccessPoint', 'storage.access_point.change'],
  ['s3:PutAccessPointPolicy', 'storage.access_point.change'],
  ['s3:DeleteAccessPointPolicy', 'storage.access_point.change'],
  ['s3:PutMultiRegionAccessPointPolicy', 'storage.access_point.change'],
  ['s3:PutAccessGrantsInstanceResourcePolicy', 'storage.access_point.change'],
  ['s3:CreateAccessGrant', 'storage.access_point.change'],
  ['s3:ListObjects', 'storage.object.list'],
  ['s3:ListObjectVersions', 'storage.object.list'],
  ['s3:GetObject', 'storage.object.read'],
  ['s3:HeadObject', 'storage.object.read'],
  ['s3:PutObject', 'storage.object.write'],
  ['s3:CopyObject', 'storage.object.write'],
  ['s3:CompleteMultipartUpload', 'storage.object.write'],
  ['s3:DeleteObject', 'storage.object.delete'],
  ['s3:DeleteObjects', 'storage.object.delete'],
  ['elasticfilesystem:CreateFileSystem', 'storage.file_system.create'],
  ['elasticfilesystem:UpdateFileSystem', 'storage.file_system.change'],
  ['elasticfilesystem:PutFileSystemPolicy', 'storage.file_system.change'],
  ['elasticfilesystem:DeleteFileSystemPolicy', 'storage.file_system.change'],
  ['elasticfilesystem:CreateMountTarget', 'storage.file_system.change'],
  ['elasticfilesystem:DeleteFileSystem', 'storage.file_system.delete'],
  ['elasticfilesystem:DeleteMountTarget', 'storage.file_system.delete'],
  ['rds:CreateDBInstance', 'database.create'],
  ['rds:CreateDBCluster', 'database.create'],
  ['rds:RestoreDBInstanceFromDBSnapshot', 'database.create'],
  ['rds:RestoreDBInstanceFromS3', 'database.create'],
  ['rds:RestoreDBInstanceToPointInTime', 'database.create'],
  ['rds:RestoreDBClusterFromSnapshot', 'database.create'],
  ['rds:ModifyDBInstance', 'database.change'],
  ['rds:ModifyDBCluster', 'database.change'],
  ['rds:StopDBCluster', 'database.change'],
  ['rds:StopDBInstance', 'database.change'],
  ['rds:DeleteDBInstance', 'database.delete'],
  ['rds:DeleteDBCluster', 'database.delete'],
  ['rds:DeleteGlobalCluster', 'database.delete'],
  ['rds:CreateDBSnapshot', 'database.snapshot.create'],
  ['rds:CreateDBClusterSnapshot', 'database.snapshot.create'],
  ['rds:ModifyDBSnapshotAttribute', 'database.snapshot.share'],
  ['rds:ModifyDBClusterSnapshotAttribute', 'database.snapshot.share'],
  ['rds:CopyDBSnapshot', 'database.snapshot.copy'],
  ['rds:CopyDBClusterSnapshot', 'database.snapshot.copy'],
  ['rds:DeleteDBSnapshot', 'database.snapshot.delete'],
  ['rds:DeleteDBClusterSnapshot', 'database.snapshot.delete'],
  ['rds:StartExportTask', 'database.export'],
  ['rds:DownloadDBLogFilePortion', 'database.log.read'],
  ['rds:EnableHttpEndpoint', 'database.change'],
  ['rds:DisableHttpEndpoint', 'database.change'],
  ['rds:AuthorizeDBSecurityGroupIngress', 'network.rule.open'],
  ['rds:RevokeDBSecurityGroupIngress', 'network.rule.close'],
  ['rds:StopActivityStream', 'logging.stop'],
  ['redshift:CreateCluster', 'database.create'],
  ['redshift:RestoreFromClusterSnapshot', 'database.create'],
  ['redshift:ModifyCluster', 'database.change'],
  ['redshift:DeleteCluster', 'database.delete'],
  ['redshift:AuthorizeSnapshotAccess', 'database.snapshot.share'],
  ['redshift:AuthorizeClusterSecurityGroupIngress', 'network.rule.open'],
  ['redshift:GetClusterCredentials', 'auth.token.create'],
  ['redshift:GetClusterCredentialsWithIAM', 'auth.token.create'],
  ['redshift:DisableLogging', 'logging.stop'],
  ['elasticache:AuthorizeCacheSecurityGroupIngress', 'network.rule.open'],
  ['elasticache:RevokeCacheSecurityGroupIngress', 'network.rule.close'],
  ['elasticache:CreateCacheSecurityGroup', 'network.group.create'],
  ['elasticache:DeleteCacheSecurityGroup', 'network.group.delete'],
  ['dynamodb:CreateTable', 'database.create'],
  ['dynamodb:UpdateTable', 'database.change'],
  ['dynamodb:DeleteTable', 'database.delete'],
  ['dynamodb:PutResourcePolicy', 'database.change'],
  ['dynamodb:ExportTableToPointInTime', 'database.export'],
  ['dynamodb:Scan', 'database.read'],
  ['dynamodb:Query', 'database.read'],
  ['dynamodb:GetItem', 'database.read'],
  ['dynamodb:BatchGetItem', 'database.read'],
  ['dynamodb:PutItem', 'database.write'],
  ['dynamodb:UpdateItem', 'database.write'],
  ['dynamodb:DeleteItem', 'database.write'],
  ['dynamodb:BatchWriteItem', 'database.write'],
  ['rds-data:ExecuteStatement', 'database.read'],
  ['rds-data:BatchExecuteStatement', 'database.read'],
  ['es:UpdateDomainConfig', 'database.change'],
  ['es:UpdateElasticsearchDomainConfig', 'database.change'],
  ['elasticmapreduce:RunJobFlow', 'compute.instance.create'],
  ['workspaces:CreateWorkspaces', 'compute.instance.create'],
  ['cloudtrail:CreateTrail', 'logging.create'],
  ['cloudtrail:StartLogging', 'logging.start'],
  ['cloudtrail:StopLogging', 'logging.stop'],
  ['cloudtrail:DeleteTrail', 'logging.delete'],
  ['cloudtrail:UpdateTrail', 'logging.change'],
  ['cloudtrail:PutEventSelectors', 'logging.change'],
  ['cloudtrail:PutInsightSelectors', 'logging.change'],
  ['cloudtrail:PutEventConfiguration', 'logging.change'],
  ['cloudtrail:RemoveTags', 'logging.change'],
  ['cloudtrail:CreateEventDataStore', 'logging.create'],
  ['cloudtrail:UpdateEventDataStore', 'logging.change'],
  ['cloudtrail:DeleteEventDataStore', 'logging.delete'],
  ['cloudtrail:StopEventDataStoreIngestion', 'logging.stop'],
  ['cloudtrail:DeleteChannel', 'logging.delete'],
  ['cloudtrail:DisableFederation', 'logging.change'],
  ['cloudtrail:DeregisterOrganizationDelegatedAdmin', 'org.delegated_admin.remove'],
  ['cloudtrail:PutResourcePolicy', 'logging.export.change'],
  ['logs:CreateLogGroup', 'logging.create'],
  ['logs:DeleteLogGroup', 'logging.delete'],
  ['logs:DeleteLogStream', 'logging.delete'],
  ['logs:PutRetentionPolicy', 'logging.retention.change'],
  ['logs:DeleteRetentionPolicy', 'logging.retention.change'],
  ['logs:PutSubscriptionFilter', 'logging.export.change'],
  ['logs:DeleteSubscriptionFilter', 'logging.export.change'],
  ['logs:PutDestinationPolicy', 'logging.export.change'],
  ['logs:DeleteDestination', 'logging.export.change'],
  ['logs:DeleteDelivery', 'logging.export.change'],
  ['logs:DeleteDeliverySource', 'logging.export.change'],
  ['logs:DeleteDeliveryDestination', 'logging.export.change'],
  ['logs:PutResourcePolicy', 'logging.export.change'],
  ['logs:PutMetricFilter', 'monitor.alarm.change'],
  ['logs:DeleteMetricFilter', 'monitor.alarm.disable'],
  ['logs:DisassociateKmsKey', 'logging.change'],
  ['logs:PutLogGroupDeletionProtection', 'logging.change'],
  ['logs:PutTransformer', 'logging.change'],
  ['logs:DeleteTransformer', 'logging.change'],
  ['logs:PutDataProtectionPolicy', 'logging.change'],
  ['logs:DeleteAccountPolicy', 'logging.change'],
  ['monitoring:PutMetricAlarm', 'monitor.alarm.change'],
  ['monitoring:SetAlarmState', 'monitor.alarm.change'],
  ['monitoring:DeleteAlarms', 'monitor.alarm.disable'],
  ['monitoring:DisableAlarmActions', 'monitor.alarm.disable'],
  ['events:PutRule', 'monitor.rule.change'],
  ['events:PutTargets', 'monitor.rule.change'],
  ['events:PutPermission', 'share.change'],
  ['events:DeleteRule', 'monitor.rule.disable'],
  ['events:DisableRule', 'monitor.rule.disable'],
  ['events:RemoveTargets', 'monitor.rule.disable'],
  ['config:StartConfigurationRecorder', 'monitor.config.start'],
  ['config:StopConfigurationRecorder', 'monitor.config.stop'],
  ['config:PutConfigurationRecorder', 'monitor.config.change'],
  ['config:DeleteConfigurationRecorder', 'monitor.config.delete'],
  ['config:PutDeliveryChannel', 'monitor.config.change'],
  ['config:DeleteDeliveryChannel', 'monitor.config.delete'],
  ['config:PutConfigRule', 'monitor.config.change'],
  ['config:DeleteConfigRule', 'monitor.config.delete'],
  ['config:DeleteOrganizationConfigRule', 'monitor.config.delete'],
  ['config:DeleteConformancePack', 'monitor.config.delete'],
  ['config:DeleteConfigurationAggregator', 'monitor.config.delete'],
  ['config:DeleteRemediationConfiguration', 'monitor.config.delete'],
  ['config:PutRetentionConfiguration', 'logging.retention.change'],
  ['config:DeleteEvaluationResults', 'monitor.config.delete'],
  ['config:PutEvaluations', 'monitor.config.change'],
  ['config:PutExternalEvaluation', 'monitor.config.change'],
  ['guardduty:CreateDetector', 'monitor.detector.create'],
  ['guardduty:UpdateDetector', 'monitor.detector.change'],
  ['guardduty:DeleteDetector', 'monitor.detector.delete'],
  ['guardduty:UpdateMemberDetectors', 'monitor.detector.change'],
  ['guardduty:UpdateMalwareScanSettings', 'monitor.detector.change'],
  ['guardduty:DeleteMalwareProtectionPlan', 'monitor.detector.delete'],
  ['guardduty:CreateIPSet', 'monitor.trusted_list.change'],
  ['guardduty:UpdateIPSet', 'monitor.trusted_list.change'],
  ['guardduty:DeleteIPSet', 'monitor.trusted_list.change'],
  ['guardduty:CreateTrustedEntitySet', 'monitor.trusted_list.change'],
  ['guardduty:UpdateTrustedEntitySet', 'monitor.trusted_list.change'],
  ['guardduty:DeleteThreatIntelSet', 'monitor.trusted_list.change'],
  ['guardduty:DeleteThreatEntitySet', 'monitor.trusted_list.change'],
  ['guardduty:CreateFilter', 'monitor.filter.change'],
  ['guardduty:UpdateFilter', 'monitor.filter.change'],
  ['guardduty:ArchiveFindings', 'monitor.finding.suppress'],
  ['guardduty:UpdateFindingsFeedback', 'monitor.finding.suppress'],
  ['guardduty:DeletePublishingDestination', 'monitor.detector.change'],
  ['guardduty:UpdatePublishingDestination', 'monitor.detector.change'],
  ['guardduty:DisassociateFromAdministratorAccount', 'monitor.member.remove'],
  ['guardduty:DisassociateFromMasterAccount', 'monitor.member.remove'],
  ['guardduty:DisassociateMembers', 'monitor.member.remove'],
  ['guardduty:DeleteMembers', 'monitor.member.remove'],
  ['guardduty:StopMonitoringMembers', 'monitor.member.remove'],
  ['guardduty:DisableOrganizationAdminAccount', 'org.delegated_admin.remove'],
  ['securityhub:EnableSecurityHub', 'monitor.detector.create'],
  ['securityhub:DisableSecurityHub', 'monitor.detector.delete'],
  ['securityhub:DisableSecurityHubV2', 'monitor.detector.delete'],
  ['securityhub:DisableSecurityHubFeatureV2', 'monitor.detector.change'],
  ['securityhub:DeleteAggregatorV2', 'monitor.detector.change'],
  ['securityhub:BatchDisableStandards', 'monitor.detector.change'],
  ['securityhub:UpdateStandardsControl', 'monitor.detector.change'],
  ['securityhub:BatchUpdateStandardsControlAssociations', 'monitor.detector.change'],
  ['securityhub:DisableImportFindingsForProduct', 'monitor.detector.change'],
  ['securityhub:DeleteInsight', 'monitor.filter.change'],
  ['securityhub:BatchUpdateFindings', 'monitor.finding.suppress'],
  ['securityhub:BatchUpdateFindingsV2', 'monitor.finding.suppress'],
  ['securityhub:UpdateFindings', 'monitor.finding.suppress'],
  ['securityhub:CreateAutomationRule', 'monitor.filter.change'],
  ['securityhub:CreateAutomationRuleV2', 'monitor.filter.change'],
  ['securityhub:DeleteFindingAggregator', 'monitor.detector.change'],
  ['securityhub:DisassociateFromAdministratorAccount', 'monitor.member.remove'],
  ['securityhub:DisassociateMembers', 'monitor.member.remove'],
  ['securityhub:DeleteMembers', 'monitor.member.remove'],
  ['macie2:DisableMacie', 'monitor.detector.delete'],
  ['inspector2:Disable', 'monitor.detector.delete'],
  ['inspector2:CreateFilter', 'monitor.filter.change'],
  ['access-analyzer:DeleteAnalyzer', 'monitor.detector.delete'],
  ['access-analyzer:CreateArchiveRule', 'monitor.filter.change'],
  ['detective:DeleteGraph', 'monitor.detector.delete'],
  ['route53resolver:DeleteResolverQueryLogConfig', 'logging.delete'],
  ['route53resolver:DisassociateResolverQueryLogConfig', 'logging.stop'],
  ['route53resolver:DisassociateFirewallRuleGroup', 'network.firewall.change'],
  ['route53resolver:UpdateFirewallConfig', 'network.firewall.change'],
  ['route53resolver:UpdateFirewallRule', 'network.firewall.change'],
  ['route53resolver:DeleteFirewallRule', 'network.firewall.change'],
  ['wafv2:DeleteWebACL', 'network.firewall.delete'],
  ['wafv2:DisassociateWebACL', 'network.firewall.delete'],
  ['wafv2:UpdateWebACL', 'network.firewall.change'],
  ['wafv2:DeleteLoggingConfiguration', 'logging.delete'],
  ['wafv2:DeleteRuleGroup', 'network.firewall.delete'],
  ['network-firewall:DeleteFirewall', 'network.firewall.delete'],
  ['network-firewall:UpdateLoggingConfiguration', 'logging.change'],
  ['shield:DeleteProtection', 'network.firewall.delete'],
  ['elasticloadbalancing:CreateLoadBalancer', 'network.load_balancer.create'],
  ['elasticloadbalancing:ModifyLoadBalancerAttributes', 'network.load_balancer.change'],
  ['elasticloadbalancing:SetSecurityGroups', 'network.load_balancer.change'],
  ['elasticloadbalancing:ApplySecurityGroupsToLoadBalancer', 'network.load_balancer.change'],
  ['elasticloadbalancing:CreateListener', 'network.load_balancer.change'],
  ['elasticloadbalancing:ModifyListener', 'network.load_balancer.change'],
  ['route53:ChangeResourceRecordSets', 'dns.record.change'],
  ['route53:CreateHostedZone', 'dns.zone.change'],
  ['route53:DeleteHostedZone', 'dns.zone.change'],
  ['route53:AssociateVPCWithHostedZone', 'dns.zone.change'],
  ['route53:CreateVPCAssociationAuthorization', 'dns.zone.change'],
  ['route53:DeleteQueryLoggingConfig', 'logging.delete'],
  ['route53:DisableDomainTransferLock', 'dns.domain.transfer'],
  ['route53:TransferDomainToAnotherAwsAccount', 'dns.domain.transfer'],
  ['route53domains:DisableDomainTransferLock', 'dns.domain.transfer'],
  ['route53domains:TransferDomainToAnotherAwsAccount', 'dns.domain.transfer'],
  ['route53domains:AcceptDomainTransferFromAnotherAwsAccount', 'dns.domain.transfer'],
  ['route53domains:RetrieveDomainAuthCode', 'dns.domain.transfer'],
  ['route53domains:UpdateDomainNameservers', 'dns.domain.transfer'],
  ['cloudfront:CreateDistribution', 'network.load_balancer.create'],
  ['cloudfront:UpdateDistribution', 'network.load_balancer.change'],
  ['lambda:CreateFunction', 'function.create'],
  ['lambda:UpdateFunctionCode', 'function.change'],
  ['lambda:UpdateFunctionConfiguration', 'function.change'],
  ['lambda:DeleteFunction', 'function.delete'],
  ['lambda:Invoke', 'function.invoke'],
  ['lambda:AddPermission', 'function.policy.change'],
  ['lambda:RemovePermission', 'function.policy.change'],
  ['lambda:AddLayerVersionPermission', 'function.policy.change'],
  ['lambda:CreateFunctionUrlConfig', 'function.url.change'],
  ['lambda:UpdateFunctionUrlConfig', 'function.url.change'],
  ['lambda:CreateEventSourceMapping', 'function.trigger.create'],
  ['lambda:PublishLayerVersion', 'function.layer.publish'],
  ['ecs:CreateCluster', 'container.cluster.create'],
  ['ecs:DeleteCluster', 'container.cluster.delete'],
  ['ecs:RegisterTaskDefinition', 'container.task.define'],
  ['ecs:RunTask', 'container.task.run'],
  ['ecs:CreateService', 'container.task.run'],
  ['ecs:UpdateService', 'container.task.run'],
  ['ecs:ExecuteCommand', 'exec.command'],
  ['eks:CreateCluster', 'container.cluster.create'],
  ['eks:CreateNodegroup', 'container.cluster.change'],
  ['eks:CreateFargateProfile', 'container.cluster.change'],
  ['eks:UpdateClusterConfig', 'container.cluster.change'],
  ['eks:DeleteCluster', 'container.cluster.delete'],
  ['eks:CreateAccessEntry', 'container.access.change'],
  ['eks:UpdateAccessEntry', 'container.access.change'],
  ['eks:DeleteAccessEntry', 'container.access.change'],
  ['eks:AssociateAccessPolicy', 'container.access.change'],
  ['eks:DisassociateAccessPolicy', 'container.access.change'],
  ['ecr:PutImage', 'container.image.push'],
  ['ecr:SetRepositoryPolicy', 'container.policy.change'],
  ['ecr:DeleteRepositoryPolicy', 'container.policy.change'],
  ['ecr:PutRegistryPolicy', 'container.policy.change'],
  ['ecr:PutReplicationConfiguration', 'container.policy.change'],
  ['ecr:GetAuthorizationToken', 'auth.token.create'],
  ['batch:CreateComputeEnvironment', 'container.cluster.create'],
  ['batch:SubmitJob', 'deploy.run'],
  ['cloudformation:CreateStack', 'deploy.create'],
  ['cloudformation:CreateStackInstances', 'deploy.create'],
  ['cloudformation:UpdateStack', 'deploy.change'],
  ['cloudformation:DeleteStack', 'deploy.delete'],
  ['codebuild:CreateProject', 'deploy.create'],
  ['codebuild:UpdateProject', 'deploy.change'],
  ['codebuild:StartBuild', 'deploy.run'],
  ['glue:CreateDevEndpoint', 'deploy.create'],
  ['glue:UpdateDevEndpoint', 'deploy.change'],
  ['glue:CreateJob', 'deploy.create'],
  ['glue:UpdateJob', 'deploy.change'],
  ['glue:StartJobRun', 'deploy.run'],
  ['glue:PutResourcePolicy', 'share.change'],
  ['sagemaker:CreateNotebookInstance', 'deploy.create'],
  ['sagemaker:CreateNotebookInstanceLifecycleConfig', 'deploy.create'],
  ['sagemaker:CreateTrainingJob', 'deploy.run'],
  ['sagemaker:CreateProcessingJob', 'deploy.run'],
  ['sagemaker:CreateDomain', 'deploy.create'],
  ['sagemaker:CreatePresignedNotebookInstanceUrl', 'deploy.console_url.create'],
  ['sagemaker:CreatePresignedDomainUrl', 'deploy.console_url.create'],
  ['bedrock:InvokeModel', 'ai.model.invoke'],
  ['bedrock:InvokeModelWithResponseStream', 'ai.model.invoke'],
  ['bedrock:InvokeModelWithBidirectionalStream', 'ai.model.invoke'],
  ['bedrock:Converse', 'ai.model.invoke'],
  ['bedrock:ConverseStream', 'ai.model.invoke'],
  ['bedrock:StartAsyncInvoke', 'ai.model.invoke'],
  ['bedrock:CreateModelInvocationJob', 'ai.model.invoke'],
  ['bedrock:ListFoundationModels', 'ai.model.enumerate'],
  ['bedrock:ListInferenceProfiles', 'ai.model.enumerate'],
  ['bedrock:GetFoundationModelAvailability', 'ai.model.enumerate'],
  ['bedrock:GetUseCaseForModelAccess', 'ai.model.enumerate'],
  ['bedrock:GetModelInvocationLoggingConfiguration', 'ai.model.enumerate'],
  ['bedrock:PutFoundationModelEntitlement', 'ai.access.request'],
  ['bedrock:PutUseCaseForModelAccess', 'ai.access.request'],
  ['bedrock:CreateFoundationModelAgreement', 'ai.access.request'],
  ['bedrock:CreateModelImportJob', 'ai.model.deploy'],
  ['bedrock:CreateCustomModelDeployment', 'ai.model.deploy'],
  ['bedrock:CreateProvisionedModelThroughput', 'ai.model.deploy'],
  ['bedrock:RegisterMarketplaceModelEndpoint', 'ai.model.deploy'],
  ['bedrock:CreateAgent', 'ai.agent.change'],
  ['bedrock:UpdateAgent', 'ai.agent.change'],
  ['bedrock:AssociateAgentKnowledgeBase', 'ai.agent.change'],
  ['bedrock:UpdateGuardrail', 'ai.guardrail.change'],
  ['bedrock:PutEnforcedGuardrailConfiguration', 'ai.guardrail.change'],
  ['bedrock:DeleteGuardrail', 'ai.guardrail.delete'],
  ['bedrock:DeleteEnforcedGuardrailConfiguration', 'ai.guardrail.delete'],
  ['bedrock:PutModelInvocationLoggingConfiguration', 'logging.change'],
  ['bedrock:DeleteModelInvocationLoggingConfiguration', 'logging.delete'],
  ['ses:CreateEmailIdentity', 'mail.identity.create'],
  ['ses:VerifyEmailIdentity', 'mail.identity.create'],
  ['ses:VerifyDomainIdentity', 'mail.identity.create'],
  ['ses:VerifyDomainDkim', 'mail.identity.create'],
  ['ses:CreateEmailIdentityPolicy', 'mail.identity.create'],
  ['ses:PutIdentityPolicy', 'mail.identity.create'],
  ['ses:DeleteEmailIdentity', 'mail.identity.delete'],
  ['ses:PutSuppressedDestination', 'mail.sending.change'],
  ['ses:DeleteSuppressedDestination', 'mail.sending.change'],
  ['ses:UpdateAccountSendingEnabled', 'mail.sending.change'],
  ['ses:PutAccountSendingAttributes', 'mail.sending.change'],
  ['ses:PutAccountDetails', 'mail.sending.change'],
  ['ses:UpdateConfigurationSetSendingEnabled', 'mail.sending.change'],
  ['ses:GetSendQuota', 'mail.quota.read'],
  ['ses:GetAccount', 'mail.quota.read'],
  ['ses:GetSendStatistics', 'mail.quota.read'],
  ['ses:ListIdentities', 'mail.quota.read'],
  ['ses:ListEmailIdentities', 'mail.quota.read'],
  ['ses:GetIdentityVerificationAttributes', 'mail.quota.read'],
  ['ses:SendEmail', 'mail.send'],
  ['ses:SendRawEmail', 'mail.send'],
  ['sns:AddPermission', 'queue.policy.change'],
  ['sns:SetTopicAttributes', 'queue.policy.change'],
  ['sns:Subscribe', 'queue.subscribe'],
  ['sns:DeleteTopic', 'queue.delete'],
  ['sns:Unsubscribe', 'queue.delete'],
  ['sns:GetSMSAttributes', 'mail.quota.read'],
  ['sns:GetSMSSandboxAccountStatus', 'mail.quota.read'],
  ['sns:SetSMSAttributes', 'mail.sending.change'],
  ['sns:Publish', 'mail.send'],
  ['sqs:AddPermission', 'queue.policy.change'],
  ['sqs:SetQueueAttributes', 'queue.policy.change'],
  ['sqs:PurgeQueue', 'queue.delete'],
  ['sqs:DeleteQueue', 'queue.delete'],
  ['ram:CreateResourceShare', 'share.create'],
  ['ram:UpdateResourceShare', 'share.change'],
  ['ram:AssociateResourceShare', 'share.change'],
  ['serverlessrepo:PutApplicationPolicy', 'share.change'],
  ['backup:StartCopyJob', 'backup.copy'],
  ['backup:DeleteRecoveryPoint', 'backup.delete'],
  ['backup:PutBackupVaultAccessPolicy', 'backup.vault.change'],
  ['backup:DeleteBackupVaultLockConfiguration', 'backup.vault.change'],
  ['backup:DeleteBackupVault', 'backup.vault.delete'],
])
