/** A piece of a page as the text that a live page is sent. */
import { html } from 'hono/html'
import type { Child } from 'hono/jsx'

export async function htmlText(piece: Child): Promise<string> {
  return (await html`${piece}`).toString()
}
