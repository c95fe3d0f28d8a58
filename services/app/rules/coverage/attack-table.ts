/**
 * What ATT&CK (enterprise, version 17) names for clouds: tactics in the order of its matrix, and the techniques that it lists for
 * infrastructure as a service and identity providers. Facts from attack.mitre.org; a technique that a rule is tagged with and that is not here is shown
 * without a name.
 */

/** The version of ATT&CK that the table was made from. */
export const ATTACK_VERSION = '17'

/** A column of the matrix. */
export interface Tactic {
  /** as tags and layers write it: `initial-access` */
  readonly key: string
  readonly title: string
}

/** All tactics, in order. */
export const TACTICS: readonly Tactic[] = [
  { key: 'reconnaissance', title: 'Reconnaissance' },
  { key: 'resource-development', title: 'Resource Development' },
  { key: 'initial-access', title: 'Initial Access' },
  { key: 'execution', title: 'Execution' },
  { key: 'persistence', title: 'Persistence' },
  { key: 'privilege-escalation', title: 'Privilege Escalation' },
  { key: 'defense-evasion', title: 'Defense Evasion' },
  { key: 'credential-access', title: 'Credential Access' },
  { key: 'discovery', title: 'Discovery' },
  { key: 'lateral-movement', title: 'Lateral Movement' },
  { key: 'collection', title: 'Collection' },
  { key: 'command-and-control', title: 'Command and Control' },
  { key: 'exfiltration', title: 'Exfiltration' },
  { key: 'impact', title: 'Impact' },
]

/** Rows of the matrix: id, name, tactics. */
export interface Technique {
  readonly id: string
  readonly name: string
  readonly tactics: readonly string[]
}

const IA = 'initial-access'
const EX = 'execution'
const PE = 'persistence'
const PR = 'privilege-escalation'
const DE = 'defense-evasion'
const CA = 'credential-access'
const DI = 'discovery'
const LM = 'lateral-movement'
const CO = 'collection'
const XF = 'exfiltration'
const IM = 'impact'

const row = (id: string, name: string, ...tactics: string[]): Technique => ({ id, name, tactics })

/** The techniques and sub-techniques for clouds, by tactic and id. */
export const TECHNIQUES: readonly Technique[] = [
  row('T1190', 'Exploit Public-Facing Application', IA),
  row('T1133', 'External Remote Services', IA, PE),
  row('T1199', 'Trusted Relationship', IA),
  row('T1566', 'Phishing', IA),
  row('T1566.002', 'Phishing: Spearphishing Link', IA),
  row('T1195', 'Supply Chain Compromise', IA),
  row('T1078', 'Valid Accounts', IA, PE, PR, DE),
  row('T1078.001', 'Valid Accounts: Default Accounts', IA, PE, PR, DE),
  row('T1078.004', 'Valid Accounts: Cloud Accounts', IA, PE, PR, DE),
  row('T1651', 'Cloud Administration Command', EX),
  row('T1059', 'Command and Scripting Interpreter', EX),
  row('T1059.009', 'Command and Scripting Interpreter: Cloud API', EX),
  row('T1648', 'Serverless Execution', EX),
  row('T1204', 'User Execution', EX),
  row('T1204.003', 'User Execution: Malicious Image', EX),
  row('T1072', 'Software Deployment Tools', EX, LM),
  row('T1610', 'Deploy Container', EX, DE),
  row('T1098', 'Account Manipulation', PE, PR),
  row('T1098.001', 'Account Manipulation: Additional Cloud Credentials', PE, PR),
  row('T1098.003', 'Account Manipulation: Additional Cloud Roles', PE, PR),
  row('T1098.004', 'Account Manipulation: SSH Authorized Keys', PE, PR),
  row('T1098.005', 'Account Manipulation: Device Registration', PE, PR),
  row('T1098.006', 'Account Manipulation: Additional Container Cluster Roles', PE, PR),
  row('T1136', 'Create Account', PE),
  row('T1136.003', 'Create Account: Cloud Account', PE),
  row('T1525', 'Implant Internal Image', PE),
  row('T1556', 'Modify Authentication Process', PE, DE, CA),
  row('T1556.006', 'Modify Authentication Process: Multi-Factor Authentication', PE, DE, CA),
  row('T1556.007', 'Modify Authentication Process: Hybrid Identity', PE, DE, CA),
  row('T1556.009', 'Modify Authentication Process: Conditional Access Policies', PE, DE, CA),
  row('T1546', 'Event Triggered Execution', PE, PR),
  row('T1053', 'Scheduled Task/Job', EX, PE, PR),
  row('T1053.007', 'Scheduled Task/Job: Container Orchestration Job', EX, PE, PR),
  row('T1671', 'Cloud Application Integration', PE),
  row('T1548', 'Abuse Elevation Control Mechanism', PR, DE),
  row('T1548.005', 'Abuse Elevation Control Mechanism: Temporary Elevated Cloud Access', PR, DE),
  row('T1484', 'Domain or Tenant Policy Modification', PR, DE),
  row('T1484.002', 'Domain or Tenant Policy Modification: Trust Modification', PR, DE),
  row('T1562', 'Impair Defenses', DE),
  row('T1562.001', 'Impair Defenses: Disable or Modify Tools', DE),
  row('T1562.007', 'Impair Defenses: Disable or Modify Cloud Firewall', DE),
  row('T1562.008', 'Impair Defenses: Disable or Modify Cloud Logs', DE),
  row('T1578', 'Modify Cloud Compute Infrastructure', DE),
  row('T1578.001', 'Modify Cloud Compute Infrastructure: Create Snapshot', DE),
  row('T1578.002', 'Modify Cloud Compute Infrastructure: Create Cloud Instance', DE),
  row('T1578.003', 'Modify Cloud Compute Infrastructure: Delete Cloud Instance', DE),
  row('T1578.004', 'Modify Cloud Compute Infrastructure: Revert Cloud Instance', DE),
  row('T1578.005', 'Modify Cloud Compute Infrastructure: Modify Cloud Compute Configurations', DE),
  row('T1666', 'Modify Cloud Resource Hierarchy', DE),
  row('T1535', 'Unused/Unsupported Cloud Regions', DE),
  row('T1550', 'Use Alternate Authentication Material', DE, LM),
  row('T1550.001', 'Use Alternate Authentication Material: Application Access Token', DE, LM),
  row('T1550.004', 'Use Alternate Authentication Material: Web Session Cookie', DE, LM),
  row('T1070', 'Indicator Removal', DE),
  row('T1211', 'Exploitation for Defense Evasion', DE),
  row('T1110', 'Brute Force', CA),
  row('T1110.001', 'Brute Force: Password Guessing', CA),
  row('T1110.003', 'Brute Force: Password Spraying', CA),
  row('T1110.004', 'Brute Force: Credential Stuffing', CA),
  row('T1555', 'Credentials from Password Stores', CA),
  row('T1555.006', 'Credentials from Password Stores: Cloud Secrets Management Stores', CA),
  row('T1552', 'Unsecured Credentials', CA),
  row('T1552.001', 'Unsecured Credentials: Credentials In Files', CA),
  row('T1552.005', 'Unsecured Credentials: Cloud Instance Metadata API', CA),
  row('T1528', 'Steal Application Access Token', CA),
  row('T1606', 'Forge Web Credentials', CA),
  row('T1606.002', 'Forge Web Credentials: SAML Tokens', CA),
  row('T1621', 'Multi-Factor Authentication Request Generation', CA),
  row('T1649', 'Steal or Forge Authentication Certificates', CA),
  row('T1040', 'Network Sniffing', CA, DI),
  row('T1539', 'Steal Web Session Cookie', CA),
  row('T1087', 'Account Discovery', DI),
  row('T1087.004', 'Account Discovery: Cloud Account', DI),
  row('T1580', 'Cloud Infrastructure Discovery', DI),
  row('T1538', 'Cloud Service Dashboard', DI),
  row('T1526', 'Cloud Service Discovery', DI),
  row('T1619', 'Cloud Storage Object Discovery', DI),
  row('T1654', 'Log Enumeration', DI),
  row('T1046', 'Network Service Discovery', DI),
  row('T1201', 'Password Policy Discovery', DI),
  row('T1069', 'Permission Groups Discovery', DI),
  row('T1069.003', 'Permission Groups Discovery: Cloud Groups', DI),
  row('T1518', 'Software Discovery', DI),
  row('T1082', 'System Information Discovery', DI),
  row('T1614', 'System Location Discovery', DI),
  row('T1049', 'System Network Connections Discovery', DI),
  row('T1021', 'Remote Services', LM),
  row('T1021.007', 'Remote Services: Cloud Services', LM),
  row('T1021.008', 'Remote Services: Direct Cloud VM Connections', LM),
  row('T1119', 'Automated Collection', CO),
  row('T1530', 'Data from Cloud Storage', CO),
  row('T1602', 'Data from Configuration Repository', CO),
  row('T1213', 'Data from Information Repositories', CO),
  row('T1213.006', 'Data from Information Repositories: Databases', CO),
  row('T1074', 'Data Staged', CO),
  row('T1074.002', 'Data Staged: Remote Data Staging', CO),
  row('T1114', 'Email Collection', CO),
  row('T1537', 'Transfer Data to Cloud Account', XF),
  row('T1567', 'Exfiltration Over Web Service', XF),
  row('T1567.002', 'Exfiltration Over Web Service: Exfiltration to Cloud Storage', XF),
  row('T1048', 'Exfiltration Over Alternative Protocol', XF),
  row('T1531', 'Account Access Removal', IM),
  row('T1485', 'Data Destruction', IM),
  row('T1485.001', 'Data Destruction: Lifecycle-Triggered Deletion', IM),
  row('T1486', 'Data Encrypted for Impact', IM),
  row('T1491', 'Defacement', IM),
  row('T1498', 'Network Denial of Service', IM),
  row('T1499', 'Endpoint Denial of Service', IM),
  row('T1490', 'Inhibit System Recovery', IM),
  row('T1489', 'Service Stop', IM),
  row('T1496', 'Resource Hijacking', IM),
  row('T1496.001', 'Resource Hijacking: Compute Hijacking', IM),
  row('T1496.004', 'Resource Hijacking: Cloud Service Hijacking', IM),
]
