/**
 * `make pictures` opens every screen of a running panel (`make demo` in another terminal), in the sizes of a desktop
 * and a phone, in light and dark, and saves a picture of each: `--out DIR` [.data/pictures]. Two of them are in the
 * docs.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../../test/support/browser/launch-chromium.ts'

const dataDir = process.env['DATA_DIR'] ?? '.data'
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(dataDir, 'pictures') },
    origin: {
      type: 'string',
      default: `http://127.0.0.1:${process.env['INTERNAL_PORT'] ?? '8081'}`,
    },
    only: { type: 'string' },
  },
})
const { out, origin, only } = values

/** The screens, each with a link to follow where the screen lists things to open. */
const SCREENS: readonly (readonly [name: string, path: string, follow?: RegExp])[] = [
  ['painel', '/'],
  ['eventos', '/eventos'],
  ['evento', '/eventos', /^\/eventos\/\d+$/],
  ['pedidos', '/pedidos'],
  ['pedido', '/pedidos', /^\/pedidos\/\d+$/],
  ['pendencias', '/pendencias'],
  ['conectores', '/conectores'],
  ['conector', '/conectores', /^\/conectores\/\d+$/],
  ['mapeamentos', '/mapeamentos/sku'],
  ['mapeamentos-status', '/mapeamentos/status'],
  ['outbox', '/outbox'],
  ['lotes', '/lotes'],
  ['auditoria', '/auditoria'],
  ['operadores', '/operadores'],
  ['conta', '/conta'],
]

const DEVICES = {
  '': { width: 1280, height: 860 },
  '-celular': { width: 390, height: 780 },
} as const
const SCHEMES = { '': 'light', '-escuro': 'dark' } as const

const demonstration = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as {
  readonly senhaAdmin: string
}
mkdirSync(out, { recursive: true })
const browser = await launchChromium()
const session = await signIn(browser)
for (const [device, viewport] of Object.entries(DEVICES)) {
  for (const [night, colorScheme] of Object.entries(SCHEMES)) {
    const context = await browser.newContext({
      viewport,
      colorScheme,
      deviceScaleFactor: 1,
      locale: 'pt-BR',
      storageState: session,
    })
    const page = await context.newPage()
    for (const [name, path, follow] of SCREENS) {
      if (only !== undefined && only !== name) continue
      await page.goto(origin + path)
      if (follow !== undefined && !(await followed(page, follow))) continue
      await page.waitForTimeout(400)
      await page.screenshot({ path: join(out, `${name}${device}${night}.png`) })
    }
    await context.close()
  }
}
await browser.close()
process.stdout.write(`As imagens estão em ${out}.\n`)

async function signIn(by: Browser) {
  const context = await by.newContext()
  const page = await context.newPage()
  await page.goto(`${origin}/entrar`)
  await page.getByLabel('Login').fill('admin')
  await page.getByLabel('Senha').fill(demonstration.senhaAdmin)
  await page.getByRole('button', { name: 'Entrar' }).click()
  await page.getByRole('button', { name: 'Sair' }).waitFor()
  return context.storageState()
}

/** Follows the first such link of the screen. */
async function followed(page: Page, follow: RegExp): Promise<boolean> {
  const links = await page.evaluate<string[]>(
    `[...document.querySelectorAll('main a')].map((a) => a.getAttribute('href'))`,
  )
  const href = links.find((link) => follow.test(link))
  if (href === undefined) return false
  await page.goto(origin + href)
  return true
}
