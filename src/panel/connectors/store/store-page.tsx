/** The pages at /conectores/loja/NUMERO and /conectores/loja/nova. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { PanelContext } from '../../panel-env.ts'
import { Banner } from '../../pieces/banner.tsx'
import { Field, Select } from '../../pieces/forms/field.tsx'
import { page } from '../../pieces/page.tsx'
import type { Typed } from '../../requests/read-form.ts'

interface StoreView {
  readonly typed: Typed
  readonly problems: Typed
  readonly frase?: string | undefined
  readonly status?: ContentfulStatusCode
}

/** `loja` null: a new one. */
export function storePage(
  c: PanelContext,
  loja: { readonly id: string; readonly nome: string } | null,
  view: StoreView,
) {
  const { typed, problems, frase, status = 200 } = view
  const field = (nome: string) => ({ nome, valor: typed[nome], problema: problems[nome] })
  return page(
    c,
    {
      titulo: loja === null ? 'Nova loja' : `Loja ${loja.id}`,
      acima: ['/conectores', 'Conectores'],
      resumo: loja === null ? 'Depois dela, o seu conector.' : loja.nome,
      status,
    },
    <section class="card narrow">
      {frase === undefined ? null : <Banner tom="erro">{frase}</Banner>}
      <form method="post" action={`/conectores/loja/${loja?.id ?? 'nova'}`} data-once>
        {loja === null ? (
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
