/** A payload on screen: inert, exact, and cut where it would be too much to look at. */
import { inertParts } from '../../pieces/text/inert-text.tsx'
import { numberText } from '../../pieces/text/number-text.ts'

const SHOWN_MAX = 256 * 1024

/** Whether all of it is shown. */
export function isShownWhole(texto: string): boolean {
  return texto.length <= SHOWN_MAX
}

export function PayloadText({ texto }: { texto: string }) {
  if (texto === '{}') return <p class="none">O evento foi guardado sem conteúdo.</p>
  return (
    <>
      {isShownWhole(texto) ? null : (
        <p class="hint">
          Mostrando os primeiros {numberText(SHOWN_MAX / 1024)} kB de{' '}
          {numberText(texto.length / 1024)} kB.
        </p>
      )}
      <pre class="payload" tabindex={0} aria-label="Payload">
        <code>{inertParts(texto.slice(0, SHOWN_MAX))}</code>
      </pre>
    </>
  )
}
