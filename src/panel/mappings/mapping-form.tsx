/** The form of a mapping. The key of a saved one can't be changed. */
import { statusWord } from '../pieces/words.ts'
import type { Operator } from '../panel-env.ts'
import { Field, Select } from '../pieces/forms/field.tsx'
import { StoreField } from '../pieces/forms/store-field.tsx'
import type { Typed } from '../requests/read-form.ts'
import type { Stores } from '../session/stores.ts'
import type { Mapping } from './find-mappings.ts'
import {
  INTERNAL_STATUSES,
  KIND_WORDS,
  kindPath,
  type MappingKind,
  mayMapAll,
} from './mapping-kind.ts'

interface MappingFormProps {
  readonly kind: MappingKind
  readonly operator: Operator
  readonly stores: Stores
  /** What was typed, or else what is saved. */
  readonly typed: Typed
  readonly problems?: Typed
  /** The saved mapping, whose version the form carries. Absent for a new one. */
  readonly current?: Mapping | undefined
}

export function MappingForm(props: MappingFormProps) {
  const { kind, operator, stores, typed, problems = {}, current } = props
  const words = KIND_WORDS[kind]
  const shared = (nome: string) => ({
    nome,
    valor: typed[nome],
    problema: problems[nome],
    idPrefix: 'mapa',
  })
  return (
    <form class="narrow" method="post" action={kindPath(kind)} data-once>
      <input type="hidden" name="versao" value={String(current?.lockVersion ?? -1)} />
      <input type="hidden" name="canal" value={current?.canal ?? 'ML'} />
      {current === undefined ? (
        <>
          <StoreField
            stores={stores}
            valor={typed['tenant']}
            problema={problems['tenant']}
            antes={kind === 'status' && mayMapAll(operator) ? [['todas', 'Todas as lojas']] : []}
            idPrefix="mapa"
          />
          <Field {...shared('externo')} rotulo={words.externo} maximo={200} obrigatorio />
        </>
      ) : (
        <>
          <input type="hidden" name="tenant" value={current.tenantId ?? 'todas'} />
          <input type="hidden" name="externo" value={current.externo} />
        </>
      )}
      {kind === 'sku' ? (
        <Field {...shared('interno')} rotulo={words.interno} maximo={200} obrigatorio />
      ) : (
        <StatusFields {...shared('interno')} terminal={typed['terminal'] === 'sim'} />
      )}
      <button class="primary">Salvar</button>
    </form>
  )
}

interface StatusFieldsProps {
  readonly nome: string
  readonly valor: string | undefined
  readonly problema: string | undefined
  readonly idPrefix: string
  readonly terminal: boolean
}

/** What a status means, and whether it is terminal. */
export function StatusFields({ terminal, ...shared }: StatusFieldsProps) {
  // A person who has not chosen yet gets no default.
  const none = (shared.valor ?? '') === '' ? [['', 'Escolha…'] as const] : []
  return (
    <>
      <Select
        {...shared}
        rotulo={KIND_WORDS.status.interno}
        dica="PRONTO ainda espera por etiqueta, itens mapeados e destinatário."
        opcoes={[
          ...none,
          ...INTERNAL_STATUSES.map((status) => [status, statusWord(status)] as const),
        ]}
      />
      <label class="check">
        <input type="checkbox" name="terminal" value="sim" checked={terminal} />
        <span>Terminal: nenhuma versão posterior do status se aplica depois deste</span>
      </label>
    </>
  )
}
