/** A sentence across the page: what was done, what was refused, what could not be shown. */
import type { Child } from 'hono/jsx'

export type Tom = 'ok' | 'info' | 'aviso' | 'erro'

const SIGNS: Readonly<Record<Tom, string>> = { ok: '✓', info: 'i', aviso: '!', erro: '×' }

/** Refusals and errors are announced at once by screen readers, the rest when they are at leisure. */
export function Banner({ tom, children }: { tom: Tom; children?: Child }) {
  return (
    <div class={`banner ${tom}`} role={tom === 'erro' || tom === 'aviso' ? 'alert' : 'status'}>
      <span class="sign" aria-hidden="true">
        {SIGNS[tom]}
      </span>
      <div>{children}</div>
    </div>
  )
}
