/**
 * The page of one mapping: its values, the form that changes it, its removal and its history. A refused change is shown here
 * too, with what the person typed beside what somebody else has saved meanwhile.
 */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Query } from '../../db/connect/query.ts'
import type { PanelContext } from '../panel-env.ts'
import { mayDo } from '../session/permissions.ts'
import { ActForm } from '../pieces/forms/act-form.tsx'
import { Banner } from '../pieces/banner.tsx'
import { Facts } from '../pieces/facts.tsx'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { page } from '../pieces/page.tsx'
import type { Typed } from '../requests/read-form.ts'
import { readStores, type Stores, storeText } from '../session/stores.ts'
import { type Mapping, mappingOf } from './find-mappings.ts'
import { MappingForm } from './mapping-form.tsx'
import { mappingHistory, MappingHistory } from './mapping-history.tsx'
import type { MappingKey } from './mapping-key.ts'
import { KIND_WORDS, kindPath, type MappingKind, mayMapAll } from './mapping-kind.ts'
import { Internal } from './mapping-table.tsx'

interface MappingView {
  /** Null if what was typed names no mapping. */
  readonly key: MappingKey | null
  /** What was typed. [what is saved] */
  readonly typed?: Typed
  readonly problems?: Typed
  /** Why the change was refused. */
  readonly frase?: string
  readonly status?: ContentfulStatusCode
}

export async function mappingPage(
  c: PanelContext,
  query: Query,
  kind: MappingKind,
  { key, typed, problems = {}, frase, status = 200 }: MappingView,
): Promise<Response> {
  const { operator } = c.var
  const stores = await readStores(query, operator)
  const current = key === null ? null : await mappingOf(query, operator, kind, key)
  const changes = key === null ? [] : await mappingHistory(query, operator, kind, key)
  const may =
    mayDo(operator.papel, 'mapeamento.salvar') &&
    (current?.tenantId !== null || mayMapAll(operator))
  const words = KIND_WORDS[kind]
  return page(
    c,
    {
      titulo: key === null ? 'Novo mapeamento' : 'Mapeamento',
      ...(key === null ? {} : { resumo: <InertText text={key.externo} /> }),
      acima: [kindPath(kind), words.titulo],
      status,
      ...(current !== null && may ? { acoes: <Remove kind={kind} current={current} /> } : {}),
    },
    <>
      {frase === undefined ? null : <Refused frase={frase} last={changes[0]} />}
      {current === null ? null : <Saved current={current} stores={stores} />}
      {may ? (
        <section class="card">
          <h2>{current === null ? 'Novo mapeamento' : 'Mudar'}</h2>
          <MappingForm
            kind={kind}
            operator={operator}
            stores={stores}
            typed={typed ?? typedOf(current)}
            problems={problems}
            current={current ?? undefined}
          />
        </section>
      ) : null}
      {key === null ? null : (
        <section class="card">
          <h2>História</h2>
          <MappingHistory changes={changes} />
        </section>
      )}
    </>,
  )
}

interface RefusedProps {
  readonly frase: string
  readonly last: { readonly ator: string; readonly em: Date } | undefined
}

function Refused({ frase, last }: RefusedProps) {
  return (
    <Banner tom="aviso">
      {frase} O que você escreveu está no formulário abaixo, e nada foi salvo.
      {last === undefined ? null : (
        <>
          {' '}
          A última mudança é de <strong>{last.ator}</strong>, em <Moment at={last.em} />.
        </>
      )}
    </Banner>
  )
}

function Saved({ current, stores }: { current: Mapping; stores: Stores }) {
  return (
    <section class="card">
      <h2>O que está salvo</h2>
      <Facts
        fatos={[
          ['Externo', <InertText text={current.externo} />],
          ['Interno', <Internal mapping={current} />],
          ['Loja e canal', `${storeOf(current, stores)} · ${current.canal}`],
          ['Mudou em', <Moment at={current.updatedAt} />],
        ]}
      />
    </section>
  )
}

function storeOf({ tenantId }: Mapping, stores: Stores): string {
  return tenantId === null ? 'Todas as lojas' : storeText(stores, tenantId)
}

function Remove({ kind, current }: { kind: MappingKind; current: Mapping }) {
  return (
    <ActForm
      action={`${kindPath(kind)}/remover`}
      titulo="Remover"
      perigo
      efeito="O próximo evento que trouxer este valor espera por um mapeamento. O que já foi mapeado fica como está."
    >
      <input type="hidden" name="versao" value={String(current.lockVersion)} />
      <input type="hidden" name="canal" value={current.canal} />
      <input type="hidden" name="tenant" value={current.tenantId ?? 'todas'} />
      <input type="hidden" name="externo" value={current.externo} />
    </ActForm>
  )
}

function typedOf(current: Mapping | null): Typed {
  if (current === null) return {}
  return { interno: current.interno, ...(current.terminal === true ? { terminal: 'sim' } : {}) }
}
