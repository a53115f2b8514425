/** A browser's way by SSO, request by request: from the panel to the provider, and back. */
import assert from 'node:assert/strict'
import type { Called, TestPanel } from './test-panel.ts'

export const PANEL_URL = 'http://painel.test'

/** Cookies of one browser at the provider, which remembers the person by them. */
export type Jar = Map<string, string>

export interface SsoEntry {
  /** Where the provider sends the browser back to: path and query. */
  readonly back: string
  /** What the panel gave the browser to bring back. */
  readonly cookie: string
}

/** `askedFor` is called with the login's page only where the provider asks. */
export async function enterProvider(
  panel: Pick<TestPanel, 'call'>,
  login: string,
  { path = '/entrar/sso?volta=%2Feventos', jar = new Map() as Jar } = {},
): Promise<SsoEntry & { readonly asked: boolean }> {
  const begun = await panel.call('GET', path)
  assert.equal(begun.status, 303)
  const cookie = /__Host-hub_sso=[^;]+/.exec(begun.headers.get('set-cookie') ?? '')?.[0] ?? ''
  let at = begun.location ?? ''
  let asked = false
  while (!at.startsWith(PANEL_URL)) {
    let answer = await fetch(at, { redirect: 'manual', headers: { cookie: sent(jar) } })
    keep(jar, answer)
    if (answer.status === 200) {
      asked = true
      const form = { method: 'POST', body: new URLSearchParams({ login }) }
      answer = await fetch(at, { ...form, redirect: 'manual', headers: { cookie: sent(jar) } })
      keep(jar, answer)
    }
    at = new URL(answer.headers.get('location') ?? assert.fail(await answer.text()), at).href
  }
  return { back: at.slice(PANEL_URL.length), cookie, asked }
}

/** The whole way; what the panel answers to who comes back. */
export async function enterBySso(
  panel: Pick<TestPanel, 'call'>,
  login: string,
  options: { path?: string; jar?: Jar } = {},
): Promise<Called> {
  const { back, cookie } = await enterProvider(panel, login, options)
  return panel.call('GET', back, { headers: { cookie } })
}

function sent(jar: Jar): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
}

function keep(jar: Jar, { headers }: Response): void {
  for (const line of headers.getSetCookie()) {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
    if (value === '') jar.delete(name)
    else jar.set(name, value)
  }
}
