import { userArn } from '../identity-text.ts'
import { responseDate } from '../record-time.ts'
import { siteArn } from '../site.ts'
import type { Act } from './act.ts'
import { CONSOLE_LOGIN, type Stage } from './stage.ts'

const GLOBAL = 'us-east-1'

/** A user of the thief's own, with all rights; then the doors: the console, the network, the root user. */
export function takeover(stage: Stage): readonly Act[] {
  return [...newAdmin(stage), ...consoleLogin(stage), ...openGroups(stage), ...rootLogin()]
}

function newAdmin({ admin, start }: Stage): readonly Act[] {
  const change = { step: 'new-admin', actor: 'stolen', service: 'iam', region: GLOBAL, readOnly: false } as const
  const userName = admin.name
  const createDate = responseDate(start + 22_000)
  return [
    {
      ...change,
      second: 22,
      name: 'CreateUser',
      request: { userName },
      response: { user: { path: admin.path, userName, userId: admin.id, arn: userArn(admin), createDate } },
    },
    {
      ...change,
      second: 23.5,
      name: 'CreateLoginProfile',
      request: { userName, passwordResetRequired: false },
      response: { loginProfile: { userName, createDate, passwordResetRequired: false } },
    },
    {
      ...change,
      second: 25,
      name: 'AttachUserPolicy',
      request: { userName, policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    },
    {
      ...change,
      second: 26.5,
      name: 'CreateAccessKey',
      request: { userName },
      response: { accessKey: { userName, accessKeyId: admin.accessKey, status: 'Active', createDate } },
    },
  ]
}

const SIGN_IN = { service: 'signin', region: GLOBAL, readOnly: false, isSignIn: true } as const

function consoleLogin({ site }: Stage): readonly Act[] {
  const LoginTo = `https://${site.region}.console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true`
  const look = { step: 'console-login', actor: 'browser', readOnly: true } as const
  return [
    {
      ...SIGN_IN,
      second: CONSOLE_LOGIN,
      step: 'console-login',
      actor: 'browser',
      name: 'ConsoleLogin',
      response: { ConsoleLogin: 'Success' },
      extra: { LoginTo, MobileVersion: 'No', MFAUsed: 'No' },
    },
    { ...look, second: 30, service: 'iam', name: 'ListMFADevices', region: GLOBAL },
    { ...look, second: 30.5, service: 'ec2', name: 'DescribeSecurityGroups', request: { filterSet: {} } },
    { ...look, second: 31, service: 'ec2', name: 'DescribeInstances', request: { instancesSet: {}, filterSet: {} } },
  ]
}

/** SSH in the form that the console sends, remote desktop in the short form of the command line. */
function openGroups(stage: Stage): readonly Act[] {
  const { site } = stage
  const [groupId = '', other = ''] = site.groups
  const world = '0.0.0.0/0'
  const ssh = {
    ipProtocol: 'tcp',
    fromPort: 22,
    toPort: 22,
    groups: {},
    ipRanges: { items: [{ cidrIp: world }] },
    ipv6Ranges: {},
    prefixListIds: {},
  }
  const step = 'security-group'
  const open = { step, service: 'ec2', name: 'AuthorizeSecurityGroupIngress', readOnly: false } as const
  return [
    {
      ...open,
      second: 33,
      actor: 'browser',
      request: { groupId, ipPermissions: { items: [ssh] } },
      ...openedRule(stage, groupId, 22),
    },
    {
      ...open,
      second: 35,
      actor: 'admin',
      request: { groupId: other, cidrIp: world, fromPort: 3389, toPort: 3389, ipProtocol: 'tcp', ipPermissions: {} },
      ...openedRule(stage, other, 3389),
    },
  ]
}

function openedRule({ site, random }: Stage, groupId: string, port: number): Pick<Act, 'requestId' | 'response'> {
  const requestId = random.uuid()
  const securityGroupRuleId = `sgr-0${random.hex(16)}`
  const response = {
    requestId,
    _return: true,
    securityGroupRuleSet: {
      items: [
        {
          groupOwnerId: site.account.id,
          groupId,
          securityGroupRuleId,
          securityGroupRuleArn: siteArn(site, 'ec2', `security-group-rule/${securityGroupRuleId}`),
          isEgress: false,
          ipProtocol: 'tcp',
          fromPort: port,
          toPort: port,
          cidrIpv4: '0.0.0.0/0',
        },
      ],
    },
  }
  return { requestId, response }
}

/** The mailbox of the root user was the thief's already: a new password by mail, then in. */
function rootLogin(): readonly Act[] {
  const root = { ...SIGN_IN, step: 'root-login', actor: 'root' } as const
  return [
    {
      ...root,
      second: 37,
      name: 'PasswordRecoveryRequested',
      response: { PasswordRecoveryRequested: 'Success' },
    },
    {
      ...root,
      second: 39,
      name: 'PasswordRecoveryCompleted',
      response: { PasswordRecoveryCompleted: 'Success' },
    },
    {
      ...root,
      second: 40.5,
      name: 'ConsoleLogin',
      response: { ConsoleLogin: 'Success' },
      extra: { LoginTo: 'https://console.aws.amazon.com/console/home', MobileVersion: 'No', MFAUsed: 'No' },
    },
  ]
}
