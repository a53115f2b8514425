/** The pages at /conectores/loja/NUMERO and /conectores/loja/nova, and how their form is read. */
import * as v from 'valibot'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { PanelContext } from '../../panel-env.ts'
import { Banner } from '../../pieces/banner.tsx'
import { Field, Select } from '../../pieces/forms/field.tsx'
import { page } from '../../pieces/page.tsx'
import type { Typed } from '../../requests/read-form.ts'

const text = (lengthMin: number, lengthMax: number, accepts: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(lengthMin),
    v.maxLength(lengthMax),
    v.description(accepts),
  )

const either = (accepts: string) => v.pipe(v.picklist(['sim', 'nao']), v.description(accepts))

const fields = {
  nome: text(1, 100, 'o nome da loja, com até 100 caracteres'),
  endereco: text(0, 300, 'o endereço, com até 300 caracteres'),
  horario: text(0, 200, 'o horário, com até 200 caracteres'),
  meio_aviso: v.pipe(
    v.picklist(['WHATSAPP', 'SMS', 'EMAIL']),
    v.description('um dos meios da lista'),
  ),
  pede_documento: either('se o documento é pedido'),
  logisticas_fora: v.pipe(
    v.optional(v.string(), 'fulfillment'),
    v.trim(),
    v.maxLength(500),
    v.regex(/^(?:[a-z][a-z0-9_]{1,63}(?:\s*,\s*[a-z][a-z0-9_]{1,63}){0,19})?$/),
    v.description('tipos como fulfillment, separados por vírgula'),
  ),
  aviso_por_pacote: either('se um pacote tem um só aviso'),
} as const

export const NewStoreForm = v.object({
  ...fields,
  id: v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^[1-9]\d{0,14}$/),
    v.description('o número da loja, só com algarismos'),
  ),
})

export const KnownStoreForm = v.object({
  ...fields,
  visto: v.pipe(
    v.string(),
    v.regex(/^(?:\d{4}-\d\d-\d\d [\d:.+-]{8,24})?$/),
    v.description('a versão'),
  ),
})

interface StoreView {
  readonly typed: Typed
  readonly problems: Typed
  readonly frase?: string | undefined
  readonly status?: ContentfulStatusCode
}

/** `store` null means a new one. */
export function storePage(
  c: PanelContext,
  store: { readonly id: string; readonly nome: string } | null,
  view: StoreView,
) {
  const { typed, problems, frase, status = 200 } = view
  const field = (nome: string) => ({ nome, valor: typed[nome], problema: problems[nome] })
  return page(
    c,
    {
      titulo: store === null ? 'Nova loja' : `Loja ${store.id}`,
      acima: ['/conectores', 'Conectores'],
      resumo: store === null ? 'Depois dela, o seu conector.' : store.nome,
      status,
    },
    <section class="card narrow">
      {frase === undefined ? null : <Banner tom="erro">{frase}</Banner>}
      <form method="post" action={`/conectores/loja/${store?.id ?? 'nova'}`} data-once>
        {store === null ? (
          <Field {...field('id')} rotulo="Número" dica="O tenant dos eventos." obrigatorio />
        ) : (
          <input type="hidden" name="visto" value={typed['visto']} />
        )}
        <Field {...field('nome')} rotulo="Nome" obrigatorio maximo={100} />
        <Field
          {...field('endereco')}
          rotulo="Endereço"
          dica="Vai no aviso de retirada."
          maximo={300}
        />
        <Field
          {...field('horario')}
          rotulo="Horário de retirada"
          dica="Vai no aviso de retirada."
          maximo={200}
        />
        <Select
          {...field('meio_aviso')}
          rotulo="Meio do aviso"
          opcoes={[
            ['WHATSAPP', 'WhatsApp'],
            ['SMS', 'SMS'],
            ['EMAIL', 'E-mail'],
          ]}
        />
        <Select
          {...field('pede_documento')}
          rotulo="Documento do comprador"
          dica="Dado pessoal: só se a retirada precisar dele."
          opcoes={[
            ['nao', 'não é pedido ao Mercado Livre'],
            ['sim', 'é pedido ao Mercado Livre'],
          ]}
        />
        <Field
          {...field('logisticas_fora')}
          valor={typed['logisticas_fora'] ?? 'fulfillment'}
          rotulo="Logísticas que não passam pelo hub"
          dica="Tipos de logística do Mercado Livre, separados por vírgula. Seus pedidos são criados e nunca ficam PRONTO sozinhos."
          maximo={500}
        />
        <Select
          {...field('aviso_por_pacote')}
          rotulo="Pedidos de um mesmo pacote"
          opcoes={[
            ['nao', 'um aviso por pedido'],
            ['sim', 'um só aviso'],
          ]}
        />
        <button class="primary">Salvar</button>
      </form>
    </section>,
  )
}
