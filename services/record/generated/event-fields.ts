// Generated from schemas/event.yml by `npm run generate`. Do not edit.

/** Every field of the document, in document order. */
export const EVENT_FIELDS = [
  /** when it happened (event time), never arrival */
  { name: '@timestamp', type: 'date', many: false },
  /** what kind of document this is — event, alert, metric, state */
  { name: 'event.kind', type: 'keyword', many: false },
  /** ECS categories */
  { name: 'event.category', type: 'keyword', many: true },
  /** ECS types; each is allowed for at least one of the categories */
  { name: 'event.type', type: 'keyword', many: true },
  /** the provider's own name of the operation, unchanged */
  { name: 'event.action', type: 'keyword', many: false },
  /** how it ended — success, failure, unknown */
  { name: 'event.outcome', type: 'keyword', many: false },
  /** the service that wrote the record: ec2.amazonaws.com */
  { name: 'event.provider', type: 'keyword', many: false },
  /** aws, azure, gcp */
  { name: 'event.module', type: 'keyword', many: false },
  /** which log: aws.cloudtrail */
  { name: 'event.dataset', type: 'keyword', many: false },
  /** the provider's own id where there is one; not unique */
  { name: 'event.id', type: 'keyword', many: false },
  /** when the provider wrote it, where known */
  { name: 'event.created', type: 'date', many: false },
  /** when we received it */
  { name: 'event.ingested', type: 'date', many: false },
  /** which cloud — aws, azure, gcp */
  { name: 'cloud.provider', type: 'keyword', many: false },
  /** the account, subscription or project in which it happened */
  { name: 'cloud.account.id', type: 'keyword', many: false },
  /** where it happened; absent rather than wrong */
  { name: 'cloud.region', type: 'keyword', many: false },
  /** the service without its domain: ec2 */
  { name: 'cloud.service.name', type: 'keyword', many: false },
  /** the actor's home account */
  { name: 'cloud.origin.account.id', type: 'keyword', many: false },
  /** the account that the act is about, where it is another one */
  { name: 'cloud.target.account.id', type: 'keyword', many: false },
  /** the virtual machine concerned, when it is exactly one */
  { name: 'cloud.instance.id', type: 'keyword', many: false },
  /** the stable principal: the role, not the session */
  { name: 'user.id', type: 'keyword', many: false },
  /** the stable principal's name */
  { name: 'user.name', type: 'keyword', many: false },
  /** an e-mail address of the actor, where the record has one */
  { name: 'user.email', type: 'keyword', many: false },
  /** domain or directory of the actor */
  { name: 'user.domain', type: 'keyword', many: false },
  /** the user whom the act changes */
  { name: 'user.target.id', type: 'keyword', many: false },
  /** the user whom the act changes */
  { name: 'user.target.name', type: 'keyword', many: false },
  /** a user's new name */
  { name: 'user.changes.name', type: 'keyword', many: false },
  /** the group concerned */
  { name: 'group.id', type: 'keyword', many: false },
  /** the group concerned */
  { name: 'group.name', type: 'keyword', many: false },
  /** the function or service that the act changes */
  { name: 'service.target.name', type: 'keyword', many: false },
  /** the machine that the act changes, when it is exactly one */
  { name: 'host.target.id', type: 'keyword', many: false },
  /** what the act changes */
  { name: 'entity.target.id', type: 'keyword', many: false },
  /** what the act changes */
  { name: 'entity.target.name', type: 'keyword', many: false },
  /** one of ECS's entity types */
  { name: 'entity.target.type', type: 'keyword', many: true },
  /** the provider's own kind: aws_kms_key */
  { name: 'entity.target.sub_type', type: 'keyword', many: false },
  /** the client as the record names it: an address or a name */
  { name: 'source.address', type: 'keyword', many: false },
  /** the client, only when it is an address */
  { name: 'source.ip', type: 'ip', many: false },
  /** the client, when it is a name */
  { name: 'source.domain', type: 'keyword', many: false },
  /** what the client called itself */
  { name: 'user_agent.original', type: 'keyword', many: false },
  /** the tool or browser: aws-cli, Firefox */
  { name: 'user_agent.name', type: 'keyword', many: false },
  /** its version */
  { name: 'user_agent.version', type: 'keyword', many: false },
  /** an address that the act is about */
  { name: 'url.original', type: 'keyword', many: false },
  /** the provider's error code */
  { name: 'error.code', type: 'keyword', many: false },
  /** the provider's error text */
  { name: 'error.message', type: 'text', many: false },
  /** 1.3 */
  { name: 'tls.version', type: 'keyword', many: false },
  /** tls */
  { name: 'tls.version_protocol', type: 'keyword', many: false },
  /** the cipher suite */
  { name: 'tls.cipher', type: 'keyword', many: false },
  /** the host that the client asked for */
  { name: 'tls.client.server_name', type: 'keyword', many: false },
  /** every address anywhere in the event */
  { name: 'related.ip', type: 'ip', many: true },
  /** every name and id of a person or principal */
  { name: 'related.user', type: 'keyword', many: true },
  /** every host name */
  { name: 'related.hosts', type: 'keyword', many: true },
  /** every hash of a file or object */
  { name: 'related.hash', type: 'keyword', many: true },
  /** the document's identity: event time and hash; the same record always gives the same one */
  { name: 'tocsin.id', type: 'keyword', many: false },
  /** what kind of principal acted — root, user, guest, role_session, federated_user, service_account, managed_identity, workload, service, key, external_account, anonymous, system, unknown */
  { name: 'tocsin.actor.type', type: 'keyword', many: false },
  /** stable principal: the role, not the session */
  { name: 'tocsin.actor.id', type: 'keyword', many: false },
  /** its name */
  { name: 'tocsin.actor.name', type: 'keyword', many: false },
  /** root, org_admin, owner … */
  { name: 'tocsin.actor.privileges', type: 'keyword', many: true },
  /** the home account is another one than the account in which it happened, and none of ours */
  { name: 'tocsin.actor.external', type: 'boolean', many: false },
  /** the first principal of the chain: its type */
  { name: 'tocsin.actor.origin.type', type: 'keyword', many: false },
  /** the first principal of the chain: its id */
  { name: 'tocsin.actor.origin.id', type: 'keyword', many: false },
  /** the first principal of the chain: its name */
  { name: 'tocsin.actor.origin.name', type: 'keyword', many: false },
  /** every hop in order, origin first */
  { name: 'tocsin.actor.chain', type: 'keyword', many: true },
  /** name of the session */
  { name: 'tocsin.actor.session.name', type: 'keyword', many: false },
  /** id of the session: principal and session name */
  { name: 'tocsin.actor.session.id', type: 'keyword', many: false },
  /** whether a second factor was given */
  { name: 'tocsin.actor.session.mfa', type: 'boolean', many: false },
  /** when the session began */
  { name: 'tocsin.actor.session.issued_at', type: 'date', many: false },
  /** who stands behind the session, as the identity provider says */
  { name: 'tocsin.actor.session.source_identity', type: 'keyword', many: false },
  /** with what the actor signed — console, access_key, temporary, sa_key, oauth, federated, attached, unknown */
  { name: 'tocsin.actor.credential.type', type: 'keyword', many: false },
  /** the access key id or the like; never a secret */
  { name: 'tocsin.actor.credential.id', type: 'keyword', many: false },
  /** the application through which the actor came */
  { name: 'tocsin.actor.app_id', type: 'keyword', many: false },
  /** cross-cloud verb, see schemas/operations.yml: iam.user.create */
  { name: 'tocsin.operation.name', type: 'keyword', many: false },
  /** which part of the operation this record is — request, accepted, success, failure, state */
  { name: 'tocsin.operation.phase', type: 'keyword', many: false },
  /** joins the several records of one operation */
  { name: 'tocsin.operation.key', type: 'keyword', many: false },
  /** the principal, key or policy that the act changes: user, role, group, policy, access_key … */
  { name: 'tocsin.target.type', type: 'keyword', many: false },
  /** its id */
  { name: 'tocsin.target.id', type: 'keyword', many: false },
  /** its name */
  { name: 'tocsin.target.name', type: 'keyword', many: false },
  /** the role or policy granted */
  { name: 'tocsin.target.role', type: 'keyword', many: false },
  /** a key or session that the act creates: joins to the later acts made with it */
  { name: 'tocsin.target.credential.id', type: 'keyword', many: false },
  /** the main resource touched */
  { name: 'tocsin.resource.id', type: 'keyword', many: false },
  /** the provider's kind */
  { name: 'tocsin.resource.type', type: 'keyword', many: false },
  /** its name */
  { name: 'tocsin.resource.name', type: 'keyword', many: false },
  /** where it is */
  { name: 'tocsin.resource.region', type: 'keyword', many: false },
  /** whose it is */
  { name: 'tocsin.resource.account', type: 'keyword', many: false },
  /** all resources touched, where there are several: {id, type, name, region, account} */
  { name: 'tocsin.resources', type: 'nested', many: true },
  /** global: the region says nothing about where the actor works — regional, global */
  { name: 'tocsin.region.scope', type: 'keyword', many: false },
  /** the network of source.ip, when it is a public address: /24 of IPv4, /48 of IPv6 */
  { name: 'tocsin.source.network', type: 'keyword', many: false },
  /** what kind of failure — authorization, authentication, throttle, validation, not_found, conflict, dry_run, network_policy, service, other */
  { name: 'tocsin.error.class', type: 'keyword', many: false },
  /** what refused — identity_policy, scp, rcp, boundary, session_policy, resource_policy, vpc_endpoint_policy, conditional_access, perimeter */
  { name: 'tocsin.error.denied_by', type: 'keyword', many: false },
  /** one entry per path opened: {kind, direction, protocol, from_port, to_port, cidr, principal, public} */
  { name: 'tocsin.exposure', type: 'nested', many: true },
  /** the same as flat words: tcp/22 from 0.0.0.0/0 */
  { name: 'tocsin.exposed', type: 'keyword', many: true },
  /** rights given or taken: {op, principal, role, scope, condition} */
  { name: 'tocsin.iam_changes', type: 'nested', many: true },
  /** what reading the policy document showed */
  { name: 'tocsin.policy.findings', type: 'keyword', many: true },
  /** the old values */
  { name: 'tocsin.change.before', type: 'flattened', many: false },
  /** the new values */
  { name: 'tocsin.change.after', type: 'flattened', many: false },
  /** what changed */
  { name: 'tocsin.change.fields', type: 'keyword', many: true },
  /** on what the act works — account, subscription, resource_group, project, folder, organization, management_group, tenant */
  { name: 'tocsin.scope.type', type: 'keyword', many: false },
  /** its id */
  { name: 'tocsin.scope.id', type: 'keyword', many: false },
  /** paths whose secret values were masked */
  { name: 'tocsin.redacted', type: 'keyword', many: true },
  /** members of the record that rules do not read in full: more than 4,096 values in one field, or more than 64 levels */
  { name: 'tocsin.truncated', type: 'keyword', many: true },
  /** how it reached us: the name of the source */
  { name: 'tocsin.delivery.collector', type: 'keyword', many: false },
  /** the file or object it stood in */
  { name: 'tocsin.delivery.object', type: 'keyword', many: false },
  /** its 1-based place there */
  { name: 'tocsin.delivery.offset', type: 'long', many: false },
  /** from event time to arrival */
  { name: 'tocsin.delivery.latency_ms', type: 'long', many: false },
  /** the CloudTrail record with its own names */
  { name: 'aws.cloudtrail', type: 'payload', many: false },
  /** a record that no log type claims */
  { name: 'unknown.record', type: 'payload', many: false },
  /** the record as it arrived, byte for byte, but secret values overwritten with '*' */
  { name: 'event.original', type: 'text', many: false },
] as const

/** The name of a field of the document. */
export type EventFieldName = (typeof EVENT_FIELDS)[number]['name']
