/**
 * A part of a page that follows a live stream, with its state and a button that pauses it. It pauses by itself while its tab is
 * hidden. Changes are made in place, so that the keyboard's focus stays where it is. Without a script there is only what the
 * server rendered: `children`, such as a link that loads the page again.
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

/** A piece of a page as the text that a stream sends. */
export async function htmlText(piece: Child): Promise<string> {
  return (await html`${piece}`).toString()
}
