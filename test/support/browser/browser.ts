/**
 * A real Chromium in front of the panel. Whatever a page does that it must not is a failure of the test that opened it:
 * an error on the console, a violation of the policy, a request to another host.
 */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { after, type TestContext } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from './launch-chromium.ts'
import { SESSION_COOKIE, type TestPanel, type Who } from '../panel/test-panel.ts'

interface OpenOptions {
  /** Absent: nobody is signed in. */
  readonly as?: Who
  /** [true] */
  readonly javaScript?: boolean
  /** [1280 × 900] */
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
  /** Another origin that the browser is sent to, such as an identity provider's. */
  readonly alsoAt?: string
  /** What the console will say besides, because the test brings it about. [nothing] */
  readonly provoked?: RegExp
}

/** Answers of the panel that a test asks for and that the console of a browser calls errors. */
const EXPECTED = /the server responded with a status of 4(?:00|01|03|04|09|13|15|22|29)/

let browser: Promise<Browser> | undefined

after(async () => {
  await (await browser)?.close()
})

/** A page at `path` of the panel, once it has loaded. What it did wrong is told when the test ends. */
export async function openPage(
  t: TestContext,
  panel: Pick<TestPanel, 'sessions'> | null,
  origin: string,
  path: string,
  options: OpenOptions = {},
): Promise<Page> {
  const { as, javaScript = true, viewport = { width: 1280, height: 900 }, colorScheme } = options
  const context = await (
    await (browser ??= launchChromium())
  ).newContext({
    javaScriptEnabled: javaScript,
    viewport,
    locale: 'pt-BR',
    // Not the screens': what they show is always São Paulo's time.
    timezoneId: 'Asia/Tokyo',
    // Colours halfway from light to dark have too little contrast: they change at once.
    reducedMotion: 'reduce',
    ...(colorScheme === undefined ? {} : { colorScheme }),
  })
  if (as !== undefined && panel !== null) {
    const { hostname: domain } = new URL(origin)
    const cookie = { name: SESSION_COOKIE, value: panel.sessions[as], domain, path: '/' }
    await context.addCookies([{ ...cookie, secure: true, httpOnly: true, sameSite: 'Lax' }])
  }
  const page = await context.newPage()
  const wrong: string[] = []
  page.on('console', (message) => {
    const said = message.text()
    if (options.provoked?.test(said) === true) return
    if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(said)) wrong.push(said)
  })
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('request', (request) => {
    const { origin: asked, protocol } = new URL(request.url())
    if (asked !== origin && asked !== options.alsoAt && protocol !== 'data:')
      wrong.push(`asks ${request.url()}`)
  })
  t.after(async () => {
    await context.close()
    assert.deepEqual(wrong, [])
  })
  await page.goto(origin + path)
  return page
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/**
 * Asserts that axe-core finds nothing serious or critical on the page as it stands. `rules`: only these. [all]
 * Style sheets are not fetched once more: only rules on films and on locked orientation read them.
 */
export async function assertAccessible(page: Page, rules?: readonly string[]): Promise<void> {
  if (await page.evaluate<boolean>(`typeof axe === 'undefined'`)) await page.evaluate(axe)
  const only = rules === undefined ? '' : `, runOnly: ${JSON.stringify(rules)}`
  const found = await page.evaluate<readonly Violation[]>(
    `axe.run(document, { preload: false, resultTypes: ['violations']${only} }).then(({ violations }) => violations)`,
  )
  const serious = found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  assert.deepEqual(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' | ')}`),
    [],
  )
}

/** Asserts that the page is no wider than its window: nobody has to scroll sideways. */
export async function assertNoSidewaysScroll(page: Page): Promise<void> {
  const [wide, room] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )
  assert.ok(wide <= room, `the page is ${wide} px wide in a window of ${room} px`)
}
