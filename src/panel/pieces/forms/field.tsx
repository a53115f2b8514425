/** A labelled field of a form, with its help text and what was wrong with it. */
import type { Child } from 'hono/jsx'

interface FieldProps {
  readonly nome: string
  readonly rotulo: string
  readonly dica?: Child
  readonly problema?: string | undefined
  readonly valor?: string | undefined
  readonly tipo?: 'text' | 'password' | 'date' | 'number' | 'search' | 'url'
  readonly obrigatorio?: boolean
  readonly somenteLeitura?: boolean
  readonly maximo?: number
  readonly autocomplete?: string
  /** A text of several lines in place of one. */
  readonly linhas?: number
}

/** The element's id is the name, or `idPrefix-name` where a page has the field twice. */
export function Field(props: FieldProps & { readonly idPrefix?: string }) {
  const { nome, rotulo, dica, problema, valor, tipo = 'text', idPrefix } = props
  const {
    obrigatorio = false,
    somenteLeitura = false,
    maximo,
    autocomplete = 'off',
    linhas,
  } = props
  const id = idPrefix === undefined ? nome : `${idPrefix}-${nome}`
  const notes = [
    dica === undefined ? '' : `${id}-dica`,
    problema === undefined ? '' : `${id}-problema`,
  ]
  const shared = {
    id,
    name: nome,
    required: obrigatorio,
    readonly: somenteLeitura,
    maxlength: maximo,
    autocomplete,
    'aria-describedby': notes.filter((note) => note !== '').join(' ') || undefined,
    'aria-invalid': problema === undefined ? undefined : ('true' as const),
  }
  return (
    <div class="field">
      <label for={id}>{rotulo}</label>
      {linhas === undefined ? (
        <input {...shared} type={tipo} value={valor} />
      ) : (
        <textarea {...shared} rows={linhas}>
          {valor ?? ''}
        </textarea>
      )}
      <FieldNotes id={id} dica={dica} problema={problema} />
    </div>
  )
}

interface SelectProps extends Pick<FieldProps, 'nome' | 'rotulo' | 'dica' | 'problema' | 'valor'> {
  readonly opcoes: readonly (readonly [valor: string, texto: string])[]
  readonly idPrefix?: string
}

export function Select({ nome, rotulo, dica, problema, valor, opcoes, idPrefix }: SelectProps) {
  const id = idPrefix === undefined ? nome : `${idPrefix}-${nome}`
  return (
    <div class="field">
      <label for={id}>{rotulo}</label>
      <select id={id} name={nome}>
        {opcoes.map(([value, text]) => (
          <option value={value} selected={value === (valor ?? '')}>
            {text}
          </option>
        ))}
      </select>
      <FieldNotes id={id} dica={dica} problema={problema} />
    </div>
  )
}

function FieldNotes({
  id,
  dica,
  problema,
}: {
  id: string
  dica?: Child
  problema?: string | undefined
}) {
  return (
    <>
      {dica === undefined ? null : (
        <p class="hint" id={`${id}-dica`}>
          {dica}
        </p>
      )}
      {problema === undefined ? null : (
        <p class="wrong" id={`${id}-problema`}>
          {problema}
        </p>
      )}
    </>
  )
}
