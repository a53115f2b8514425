/** The page at /tokens/novo, and how its form is read. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as v from 'valibot'
import type { PanelContext } from '../panel-env.ts'
import { Banner } from '../pieces/banner.tsx'
import { ConfirmPassword } from '../acts/confirm-password.tsx'
import { Field, Select } from '../pieces/forms/field.tsx'
import { page } from '../pieces/page.tsx'
import type { Typed } from '../requests/read-form.ts'

const STORES = /^[1-9]\d{0,14}(?:[\s,;]+[1-9]\d{0,14})*$/
const PAPEIS = ['leitor', 'operador', 'admin'] as const
const LIFETIMES = ['30', '90', '365', 'nunca'] as const

export const NewTokenForm = v.object({
  nome: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(100),
    v.description('para que serve, com até 100 caracteres'),
  ),
  papel: v.pipe(v.picklist(PAPEIS), v.description('um dos papéis da lista')),
  lojas: v.pipe(
    v.optional(v.string(), ''),
    v.trim(),
    v.check((text) => text === '' || STORES.test(text)),
    v.transform((text) => (text === '' ? [] : [...new Set(text.split(/[\s,;]+/).map(Number))])),
    v.description('os números das lojas, separados por vírgula'),
  ),
  validade: v.pipe(v.picklist(LIFETIMES), v.description('um dos prazos da lista')),
})

interface NewTokenView {
  readonly typed: Typed
  readonly problems?: Typed
  readonly frase?: string
  /** What `confirmPassword` answered. */
  readonly unproved?: string
  readonly status?: ContentfulStatusCode
}

export function newTokenPage(c: PanelContext, view: NewTokenView) {
  const { typed, problems = {}, frase, unproved, status = 200 } = view
  const field = (nome: string) => ({ nome, valor: typed[nome], problema: problems[nome] })
  return page(
    c,
    {
      titulo: 'Novo token',
      acima: ['/tokens', 'Tokens da API'],
      resumo: 'O valor é gerado aqui e mostrado uma só vez.',
      status,
    },
    <section class="card narrow">
      {frase === undefined ? null : <Banner tom="erro">{frase}</Banner>}
      <form method="post" action="/tokens/novo" data-once>
        <Field
          {...field('nome')}
          rotulo="Nome"
          dica="Que sistema o usa; a auditoria mostra este nome."
          maximo={100}
          obrigatorio
        />
        <Select
          {...field('papel')}
          rotulo="Papel"
          opcoes={[
            ['leitor', 'leitor: lê'],
            ['operador', 'operador: também envia, reprocessa e reenvia'],
            ['admin', 'admin: como operador, e pode alcançar todas as lojas'],
          ]}
        />
        <Field
          {...field('lojas')}
          rotulo="Lojas"
          dica="Números separados por vírgula. Só um admin pode ficar sem nenhum, e alcança todas."
        />
        <Select
          {...field('validade')}
          valor={typed['validade'] ?? '365'}
          rotulo="Expira"
          opcoes={[
            ['30', 'em 30 dias'],
            ['90', 'em 90 dias'],
            ['365', 'em um ano'],
            ['nunca', 'nunca: só quando for revogado'],
          ]}
        />
        <ConfirmPassword c={c} problema={unproved} />
        <button class="primary">Criar token</button>
      </form>
    </section>,
  )
}
