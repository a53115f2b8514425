/** The counter's search: one field for whatever code is at hand, scanned or typed. It looks at every status. */

export function SearchBox({ q }: { q?: string | undefined }) {
  return (
    <form class="search" method="get" action="/pedidos" role="search" aria-label="Procurar pedido">
      <label class="unseen" for="q">
        Código do pedido, da etiqueta, do pacote ou do envio
      </label>
      <input
        id="q"
        name="q"
        type="search"
        value={q}
        maxlength={128}
        placeholder="Pedido ou etiqueta"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        enterkeyhint="search"
      />
      <button class="primary">Procurar</button>
    </form>
  )
}
