/** A new secret at the top of its page, with a button to copy it, until its owner dismisses it. */
import type { OnceValue } from '../session/once-cookie.ts'
import type { PanelContext } from '../panel-env.ts'

interface ShownOnceProps {
  readonly c: PanelContext
  readonly titulo: string
  /** `Guarde-a agora`, or the like. */
  readonly rotulo: string
  readonly umaVez: OnceValue
}

export function ShownOnce({ c, titulo, rotulo, umaVez: { nome, valor } }: ShownOnceProps) {
  return (
    <section class="card once" aria-labelledby={`${nome}-titulo`}>
      <h2 id={`${nome}-titulo`}>{titulo}</h2>
      <div class="field">
        <label for={nome}>
          {rotulo}: é mostrado uma só vez, só a você, até que o dispense ou por uma hora.
        </label>
        <div class="copy">
          <input id={nome} value={valor} readonly autocomplete="off" />
          <button type="button" data-copy={nome}>
            Copiar
          </button>
        </div>
      </div>
      <form method="post" action="/uma-vez/dispensar" data-once>
        <input type="hidden" name="nome" value={nome} />
        <input type="hidden" name="volta" value={c.req.path} />
        <button>Já guardei: dispensar</button>
      </form>
    </section>
  )
}
