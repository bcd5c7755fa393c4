// Makes a fresh machine ready: needs only Node and npm, and does nothing (in 0.1 s) when all is there.
// `--browsers` also installs what the browser tests drive, from apt; that takes root.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

const root = new URL('../', import.meta.url)
const at = (/** @type {string} */ path) => new URL(path, root)

refuseOldNode()
installPackages()
if (process.argv.includes('--browsers')) installBrowsers()

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Node 20.19 or newer is needed, this is ${process.version}.`)
  process.exit(1)
}

function installPackages() {
  const manifests = ['package.json', 'playground/package.json', 'test/package.json']
  for (const name of readdirSync(at('packages')).sort()) manifests.push(`packages/${name}/package.json`)
  const hash = createHash('sha256').update(process.version)
  // The lock file alone would miss a manifest that disagrees with it, which the frozen install refuses.
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    if (existsSync(at(file))) hash.update(file).update(readFileSync(at(file)))
  }
  const wanted = hash.digest('hex')
  const stamp = at('node_modules/.bootstrap')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const { devDependencies } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
  run('npx', ['--yes', `pnpm@${devDependencies.pnpm}`, 'install', '--frozen-lockfile', '--reporter=append-only'])
  writeFileSync(stamp, wanted)
}

function installBrowsers() {
  const packages = /** @type {const} */ ([
    ['/usr/bin/chromium', 'chromium'],
    ['/usr/bin/firefox-esr', 'firefox-esr'],
    ['/usr/bin/WebKitWebDriver', 'webkit2gtk-driver'],
    ['/usr/bin/Xvfb', 'xvfb'],
  ])
  const missing = packages.filter(([program]) => !existsSync(program)).map(([, name]) => name)
  if (missing.length === 0) return
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.warn(
      `Browsers for the tests are missing and cannot be installed here: apt-get install ${missing.join(' ')}`,
    )
    return
  }
  const options = { DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], options)
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], options)
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} more
 */
function run(command, args, more = {}) {
  const { status, error } = spawnSync(command, args, {
    // What is printed here is news, not a result: a caller that reads our output must not find an installer's in it.
    stdio: ['ignore', 2, 2],
    cwd: root,
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error', ...more },
  })
  if (status === 0) return
  console.error(error?.message ?? `${command} ${args.join(' ')} ended with ${status}.`)
  // `npm test` ends with this line however it ends.
  if (process.env.npm_lifecycle_event === 'pretest') console.log('\n0 passed, 1 failed, 0 skipped')
  process.exit(status ?? 1)
}
