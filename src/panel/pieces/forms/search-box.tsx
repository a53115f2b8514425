/**
 * The counter's search: one field for any code, scanned or typed. It searches orders of every status. The page opens with the
 * focus in it, and a script collects for it what a scanner types elsewhere: see assets/leitor.js.
 */

interface SearchBoxProps {
  /**
   * What was looked for. The script puts it into the field, selected, so that the next code replaces it. Without the script
   * the field stays empty, because a scanner's code would be appended.
   */
  readonly q?: string | undefined
}

export function SearchBox({ q }: SearchBoxProps) {
  return (
    <form class="search" method="get" action="/pedidos" role="search" aria-label="Procurar pedido">
      <label class="unseen" for="q">
        Código do pedido, da etiqueta, do pacote ou do envio
      </label>
      <input
        id="q"
        name="q"
        type="search"
        data-scan={q ?? ''}
        maxlength={SEARCH_MAX}
        placeholder="Pedido ou etiqueta"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        enterkeyhint="search"
        autofocus
      />
      <button class="primary">Procurar</button>
    </form>
  )
}

/** A QR code holds more than its code. */
export const SEARCH_MAX = 2048
