/**
 * Every screen, with things on it and without, as people look at it: with other eyes, by night, on a narrow phone, by
 * the keyboard alone. `openPage` tells of every error on the console, violation of the policy and request elsewhere.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import {
  assertAccessible,
  assertNoSidewaysScroll,
  openPage,
} from '../../support/browser/browser.ts'
import { PANEL_ROUTES, panelThings, type PanelThings } from '../../support/panel/panel-routes.ts'
import { openTestPanel } from '../../support/panel/test-panel.ts'

const DESK = { width: 1280, height: 900 }
const PHONE = { width: 320, height: 640 }

/** What a browser shows as a page; files and streams are none. */
function screens(things: PanelThings): readonly string[] {
  const routes = PANEL_ROUTES.filter(
    ({ method, pode, path }) =>
      method === 'GET' &&
      pode !== null &&
      !/^\/ao-vivo|exportar$|andamento$|\.json$|^\/mapeamentos$/.test(path),
  )
  return routes.map(({ at }) => at(things))
}

interface Unfocused {
  readonly html: string
  readonly why: string
}

/** Of all that can be acted on and is in sight: what the keyboard does not reach, or does not show that it has. */
const UNFOCUSED = `(() => {
  const wrong = []
  for (const el of document.querySelectorAll('a, button, summary, input, select, textarea, [tabindex]')) {
    if (el.disabled || el.type === 'hidden' || !el.checkVisibility()) continue
    const tell = (why) => wrong.push({ html: el.outerHTML.slice(0, 120), why })
    if (el.tabIndex > 0) tell('comes before its place')
    if (el.tabIndex < 0 && el.id !== 'conteudo') tell('is passed over')
    if (el.tabIndex < 0) continue
    el.focus({ preventScroll: true })
    if (document.activeElement !== el) { tell('takes no focus'); continue }
    const { outlineStyle, outlineWidth } = getComputedStyle(el)
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) tell('does not show its focus')
  }
  return wrong
})()`

/** Opens every fold, so that the forms in them are looked at too. */
const UNFOLD = `for (const fold of document.querySelectorAll('main details')) fold.open = true`

async function lookAt(page: Page, address: string, dark: boolean): Promise<void> {
  await page.setViewportSize(PHONE)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.goto(address)
  await page.evaluate(UNFOLD)
  await assertNoSidewaysScroll(page)
  // The first key leads past the navigation; from then on the browser shows where the focus is. Unless the page is the
  // counter's, which begins in its search box.
  if ((await page.locator('[autofocus]').count()) > 0) {
    assert.equal(await page.locator(':focus').getAttribute('name'), 'q')
    await page.evaluate(`document.querySelector('.skip').focus()`)
  } else await page.keyboard.press('Tab')
  const first = page.locator(':focus')
  assert.equal(await first.textContent(), 'Ir para o conteúdo')
  assert.ok(((await first.boundingBox())?.x ?? -1) >= 0, 'the way past the navigation is in sight')
  assert.deepEqual(await page.evaluate<readonly Unfocused[]>(UNFOCUSED), [])
  await page.setViewportSize(DESK)
  await assertAccessible(page)
  if (!dark) return
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  // Nothing else is another at night.
  await assertAccessible(page, ['color-contrast'])
}

async function lookAtAll(page: Page, addresses: readonly string[], dark: boolean): Promise<void> {
  const { origin } = new URL(page.url())
  for (const address of addresses) {
    try {
      await lookAt(page, origin + address, dark)
    } catch (error) {
      throw new Error(`at ${address}`, { cause: error })
    }
  }
}

test('every screen can be read, by night too, fits a narrow phone, and is worked by the keyboard', async (t) => {
  const panel = await openTestPanel(t)
  const things = await panelThings(panel)
  const page = await openPage(t, panel, await panel.serve(), '/conta', { as: 'admin' })
  await lookAtAll(page, screens(things), true)
  const more = [`/pedidos/${things.incerto}`, '/pedidos?status=TODOS', '/pedidos?x=1', '/nada']
  await lookAtAll(page, more, false)
})

test('every list that has nothing to show, or finds nothing, can be read as well', async (t) => {
  const panel = await openTestPanel(t)
  const page = await openPage(t, panel, await panel.serve(), '/conta', { as: 'auditor' })
  const lists = [
    '/',
    '/eventos',
    '/pedidos',
    '/lotes',
    '/pendencias',
    '/outbox',
    '/mapeamentos/sku',
  ]
  const found = [
    '/pedidos?q=nada',
    '/auditoria?ator=ninguem',
    '/eventos?external_id=nada',
    '/auditoria',
  ]
  await lookAtAll(page, [...lists, ...found], false)
})

test('the way past the navigation leads to the content, and Tab from there to the act, which Enter opens', async (t) => {
  const panel = await openTestPanel(t)
  const { pedido } = await panelThings(panel)
  const page = await openPage(t, panel, await panel.serve(), `/pedidos/${pedido}`, {
    as: 'operador',
  })
  await page.evaluate(`document.querySelector('.skip').focus()`)
  await page.keyboard.press('Enter')
  assert.equal(await page.locator(':focus').getAttribute('id'), 'conteudo')
  const focused = () =>
    page.evaluate<string>(
      `document.activeElement.textContent || document.activeElement.value || ''`,
    )
  const reached: string[] = []
  for (let n = 0; n < 20 && !reached.at(-1)?.includes('Enviar novamente'); n += 1) {
    await page.keyboard.press('Tab')
    reached.push(await focused())
  }
  assert.ok(reached.includes('Marcar RETIRADO'), reached.join(' | '))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('pelo teclado')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Aviso na fila para ser enviado novamente.').waitFor()
})
