/**
 * A part of a page that follows what happens, whether it does just now, and the button that holds it still. It stands
 * still by itself while its tab is hidden. What changes is changed in place, so that whoever is in it by the keyboard
 * stays there. Without a script there is only what the server rendered: `children`, such as a link that loads the page again.
 */
import type { Child } from 'hono/jsx'
import { html } from 'hono/html'

interface LiveWatchProps {
  readonly id: string
  /** The address of its stream, under /ao-vivo/. */
  readonly de: string
  /** Whether what it says is read aloud, at leisure. [false] */
  readonly fala?: boolean
  readonly children?: Child
}

export function LiveWatch({ id, de, fala = false, children }: LiveWatchProps) {
  return (
    <div class="live">
      <div
        id={id}
        class="live-part"
        hx-sse:connect={de}
        hx-trigger="load"
        hx-swap="innerMorph"
        aria-live={fala ? 'polite' : undefined}
      >
        {children}
      </div>
      <p class="live-acts">
        <span class="live-state" role="status" data-state-of={id}></span>
        <button type="button" class="quiet" data-pause={id} hidden>
          Pausar ao vivo
        </button>
      </p>
    </div>
  )
}

export async function htmlText(piece: Child): Promise<string> {
  return (await html`${piece}`).toString()
}
