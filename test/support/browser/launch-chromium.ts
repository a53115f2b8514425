/**
 * A headless Chromium. One that is installed is preferred; otherwise the one that comes with the packages is unpacked
 * once, with the libraries and fonts that it needs, so that a machine with nothing but Node.js can look at the screens.
 */
import { execFile } from 'node:child_process'
import {
  accessSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const run = promisify(execFile)
const modules = join(import.meta.dirname, '../../../node_modules')

/**
 * CHROMIUM names another than the installed one by its path, or the packaged one by the word `packaged`.
 * Rejects, in one sentence, where none is installed and the packaged one does not run on this machine.
 */
export async function launchChromium(): Promise<Browser> {
  const asked = process.env['CHROMIUM'] ?? installedChromium()
  const installed = asked === 'packaged' ? undefined : asked
  // Root has no sandbox of its own, and a container has little shared memory.
  const args = ['--no-sandbox', '--disable-dev-shm-usage']
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args })
  const dir = await unpackedChromium()
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: join(dir, 'al2023', 'lib'),
    FONTCONFIG_PATH: join(dir, 'fonts'),
  }
  return chromium.launch({ executablePath: join(dir, 'chromium'), args, env })
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const DIRS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome']
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

function installedChromium(): string | undefined {
  return [...DIRS.flatMap((dir) => NAMES.map((name) => `${dir}/${name}`)), MAC].find(isThere)
}

/** The package's own looks for the fonts in /tmp; without any, a form's fields end the browser. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir></fontconfig>
`

/** The folder that it is unpacked in. Processes that need it at the same time may each unpack it; one of them is kept. */
async function unpackedChromium(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('the tests of the screens need Chromium: install it, or set CHROMIUM=/path')
  }
  const home = join(modules, '@sparticuz', 'chromium')
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    version: string
  }
  const cache = join(modules, '.cache', 'hub-outbox')
  const dir = join(cache, `chromium-${version}`)
  if (isThere(dir)) return dir
  mkdirSync(cache, { recursive: true })
  const fresh = mkdtempSync(`${dir}.`)
  // In a process of its own: the package unpacks into TMPDIR, and brings its libraries only where it thinks that it is on Lambda.
  await run(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import chromium from '@sparticuz/chromium'; await chromium.executablePath()`,
    ],
    {
      cwd: home,
      env: { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    },
  )
  writeFileSync(join(fresh, 'fonts', 'fonts.conf'), FONTS)
  try {
    renameSync(fresh, dir)
  } catch (error) {
    if (!isThere(dir)) throw error
    rmSync(fresh, { recursive: true })
  }
  return dir
}

function isThere(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}
