/** The form that takes a file of mappings, or its text. */
import type { Operator } from '../../panel-env.ts'
import { Field } from '../../pieces/forms/field.tsx'
import { StoreField } from '../../pieces/forms/store-field.tsx'
import type { Typed } from '../../requests/read-form.ts'
import type { Stores } from '../../session/stores.ts'
import { CSV_HEADERS } from './csv-lines.ts'
import { kindPath, type MappingKind, mayMapAll } from '../mapping-kind.ts'

interface ImportFormProps {
  readonly kind: MappingKind
  readonly operator: Operator
  readonly stores: Stores
  readonly typed: Typed
  readonly problems?: Typed
}

export function ImportForm({ kind, operator, stores, typed, problems = {} }: ImportFormProps) {
  return (
    <section class="card">
      <form
        class="narrow"
        method="post"
        action={`${kindPath(kind)}/importar`}
        enctype="multipart/form-data"
        data-once
      >
        <StoreField
          stores={stores}
          valor={typed['tenant']}
          problema={problems['tenant']}
          antes={kind === 'status' && mayMapAll(operator) ? [['todas', 'Todas as lojas']] : []}
        />
        <div class="field">
          <label for="arquivo">Arquivo CSV</label>
          <input
            type="file"
            id="arquivo"
            name="arquivo"
            accept=".csv,text/csv,text/plain"
            aria-describedby="arquivo-dica"
          />
          <p class="hint" id="arquivo-dica">
            Colunas: <code>{CSV_HEADERS[kind].join(';')}</code>, até 5.000 linhas. Um arquivo
            exportado daqui serve de modelo.
          </p>
        </div>
        <Field
          nome="texto"
          rotulo="Ou cole as linhas"
          linhas={6}
          valor={typed['texto']}
          problema={problems['texto']}
        />
        <button class="primary">Simular</button>
        <p class="hint">A simulação mostra o que cada linha faria, e não muda nada.</p>
      </form>
    </section>
  )
}
