/** How a tool announces itself. */
export interface UserAgent {
  readonly text: string
  /** what an older version of the tool would have said of itself */
  readonly brief: string
  /** true when the tool adds the command it runs: `md/command#ec2.describe-instances` */
  readonly saysCommand: boolean
}

const cli = (version: string, platform: string): UserAgent => ({
  text: `aws-cli/${version} ua/2.1 ${platform} md/pyimpl#CPython m/b,E,W,Z cfg/retry-mode#standard md/installer#exe sid/9c3e51f04b7a md/prompt#off`,
  brief: `aws-cli/${version.replace(/ .*/, '')} Python/3.11.8`,
  saysCommand: true,
})
/** A program that says nothing but its own name and platform. */
export function plainAgent(text: string): UserAgent {
  return {
    text,
    brief: text.startsWith('Mozilla') ? 'console.amazonaws.com' : text.replace(/ .*/, ''),
    saysCommand: false,
  }
}

/** Command lines and scripts on people's own machines. */
export const TERMINAL_AGENTS: readonly UserAgent[] = [
  cli('2.27.41 md/awscrt#0.26.1', 'os/macos#24.5.0 md/arch#arm64 lang/python#3.13.4'),
  cli('2.28.3 md/awscrt#0.27.2', 'os/macos#24.6.0 md/arch#arm64 lang/python#3.13.5'),
  cli('2.25.11 md/awscrt#0.23.8', 'os/linux#6.8.0-62-generic md/arch#x86_64 lang/python#3.12.9'),
  cli('2.22.35 md/awscrt#0.22.0', 'os/windows#11 md/arch#amd64 lang/python#3.12.6'),
  plainAgent(
    'Boto3/1.40.2 md/Botocore#1.40.2 ua/2.1 os/macos#24.5.0 md/arch#arm64 lang/python#3.12.11 md/pyimpl#CPython m/Z,b,D cfg/retry-mode#legacy app/example-tools Botocore/1.40.2',
  ),
  plainAgent(
    'Boto3/1.38.46 md/Botocore#1.38.46 ua/2.1 os/linux#6.8.0-62-generic md/arch#x86_64 lang/python#3.13.3 md/pyimpl#CPython m/Z,b cfg/retry-mode#standard app/example-tools Botocore/1.38.46',
  ),
  plainAgent(
    'APN/1.0 HashiCorp/1.0 Terraform/1.12.2 (+https://www.terraform.io) terraform-provider-aws/6.4.0 aws-sdk-go-v2/1.36.5 ua/2.1 os/macos lang/go#1.23.10 md/GOOS#darwin md/GOARCH#arm64 m/E,i app/example-platform-terraform',
  ),
]

/** Browsers: the console. */
export const BROWSER_AGENTS: readonly UserAgent[] = [
  plainAgent(
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
  ),
  plainAgent(
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0',
  ),
  plainAgent('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'),
  plainAgent(
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  ),
]

/** Deployments: what runs in the pipelines. */
export const PIPELINE_AGENTS: readonly UserAgent[] = [
  plainAgent(
    'APN/1.0 HashiCorp/1.0 Terraform/1.12.2 (+https://www.terraform.io) terraform-provider-aws/6.4.0 aws-sdk-go-v2/1.36.5 ua/2.1 os/linux lang/go#1.23.10 md/GOOS#linux md/GOARCH#amd64 m/E,i app/example-platform-terraform',
  ),
  cli(
    '2.27.49 md/awscrt#0.26.1',
    'os/linux#6.11.0-1015-azure md/arch#x86_64 lang/python#3.13.4 exec-env/GitHubActions',
  ),
]

/** Programs on servers. */
export const SERVER_AGENTS: readonly UserAgent[] = [
  plainAgent(
    'aws-sdk-java/2.31.63 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.141-155.222.amzn2023.x86_64 lang/java#21.0.7 md/OpenJDK_64-Bit_Server_VM#21.0.7+6-LTS md/en_US md/vendor#Amazon.com_Inc. m/E,N app/example-shop-server',
  ),
  plainAgent(
    'aws-sdk-go-v2/1.36.5 ua/2.1 os/linux lang/go#1.24.4 md/GOOS#linux md/GOARCH#arm64 m/E,g app/example-platform-agent',
  ),
  plainAgent(
    'Boto3/1.39.4 md/Botocore#1.39.4 ua/2.1 os/linux#6.1.141-155.222.amzn2023.aarch64 md/arch#aarch64 lang/python#3.12.11 md/pyimpl#CPython m/Z,b,0 cfg/retry-mode#legacy app/example-tools Botocore/1.39.4',
  ),
  plainAgent(
    'aws-sdk-go/1.55.5 (go1.23.9; linux; amd64) amazon-ssm-agent/3.3.2299.0 exec-env/EC2 app/example-fleet-manager',
  ),
]

/** Programs in functions. */
export const FUNCTION_AGENTS: readonly UserAgent[] = [
  plainAgent(
    'Boto3/1.38.36 md/Botocore#1.38.36 ua/2.1 os/linux#5.10.238-252.1045.amzn2.x86_64 md/arch#x86_64 lang/python#3.13.4 md/pyimpl#CPython exec-env/AWS_Lambda_python3.13 m/Z,b cfg/retry-mode#legacy app/example-tools Botocore/1.38.36',
  ),
  plainAgent(
    'aws-sdk-js/3.826.0 ua/2.1 os/linux#5.10.238-252.1045.amzn2.aarch64 lang/js md/nodejs#22.15.0 exec-env/AWS_Lambda_nodejs22.x m/E,N app/example-shop-functions',
  ),
  plainAgent(
    'aws-sdk-java/2.31.40 md/io#sync md/http#UrlConnection ua/2.1 os/Linux#5.10.238 lang/java#21.0.7 md/OpenJDK_64-Bit_Server_VM#21.0.7+6-LTS exec-env/AWS_Lambda_java21 m/D,N app/example-shop-functions',
  ),
]

/** Programs in containers. */
export const TASK_AGENTS: readonly UserAgent[] = [
  plainAgent(
    'aws-sdk-java/2.31.63 md/io#async md/http#NettyNio ua/2.1 os/Linux#6.1.140 lang/java#21.0.7 md/OpenJDK_64-Bit_Server_VM#21.0.7+6-LTS exec-env/AWS_ECS_FARGATE cfg/auth-source#container m/D,N app/example-shop-service',
  ),
  plainAgent(
    'aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.2 md/GOOS#linux md/GOARCH#amd64 exec-env/AWS_ECS_FARGATE m/E,z app/example-shop-service',
  ),
  plainAgent(
    'Boto3/1.39.4 md/Botocore#1.39.4 ua/2.1 os/linux#6.1.140 md/arch#x86_64 lang/python#3.13.5 md/pyimpl#CPython exec-env/AWS_ECS_FARGATE m/Z,b,0 cfg/retry-mode#standard app/example-tools Botocore/1.39.4',
  ),
]
