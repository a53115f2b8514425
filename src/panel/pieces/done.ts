/**
 * After an act the browser is redirected, so that reloading or going back repeats nothing. The address carries what was done
 * as the name of a sentence and at most one number. It never carries text, which anybody could put into an address.
 */
import type { Released } from '../../acts/release-now.ts'
import type { PanelContext } from '../panel-env.ts'

const many = (n: number, one: string, more: string) => (n === 1 ? `1 ${one}` : `${n} ${more}`)
const freed = (n: number) => many(n, 'evento liberado', 'eventos liberados')
const goingOn = (n: number) => `${freed(n)} até agora; os demais seguem em segundo plano`

/** The longest that a person waits for the events that an act releases. The rest are released in the background. */
export const RELEASE_PATIENCE_MS = 700

const SENTENCES = {
  'evento.reprocessar': () => 'Evento na fila para ser reprocessado.',
  'aviso.reenviar': () => 'Aviso na fila para ser enviado novamente.',
  'aviso.decidir': () => 'Decidido. O aviso deixou de ser incerto.',
  'lote.confirmar': () => 'Lote confirmado: começou.',
  'lote.pausar': () => 'Lote pausado.',
  'lote.retomar': () => 'Lote retomado de onde estava.',
  'lote.cancelar': () => 'Lote cancelado. O que já tinha sido feito fica feito.',
  'pedido.retirar': () => 'Pedido marcado como RETIRADO.',
  'pedido.desfazer': () => 'Entrega desfeita: o pedido voltou ao que os seus eventos dizem.',
  'mapeamento.salvar': (n) => `Mapeamento salvo: ${freed(n)}.`,
  'mapeamento.salvar.segue': (n) => `Mapeamento salvo: ${goingOn(n)}.`,
  'mapeamento.remover': () => 'Mapeamento removido. O que já foi mapeado fica como está.',
  'mapeamento.importar': (n) => `Mapeamentos importados: ${freed(n)}.`,
  'mapeamento.importar.segue': (n) => `Mapeamentos importados: ${goingOn(n)}.`,
  'outbox.devolver': () => 'Linha de volta à fila, com todas as tentativas.',
  'outbox.descartar': () => 'Linha descartada. O que ela era está na auditoria.',
  'senha.mudar': () => 'Senha trocada. As outras sessões foram encerradas.',
  'sessao.encerrar': () => 'Sessão encerrada.',
  'sessoes.encerrar': (n) => `${many(n, 'sessão encerrada', 'sessões encerradas')}.`,
  'token.criar': () => 'Token criado.',
  'token.revogar': () => 'Token revogado: não abre mais nada.',
  'operador.criar': () => 'Operador criado.',
  'operador.alterar': () => 'Operador alterado.',
  'senha.gerar': () => 'Senha trocada. As sessões do operador foram encerradas.',
  'conector.criar': () => 'Conector criado.',
  'conector.salvar': () => 'Conector salvo.',
  'conector.segredo': () => 'Segredo trocado.',
  'conector.provas': () => 'Verificações salvas: valem em poucos segundos.',
  'conector.comecar': () => 'Começou: acompanhe em Andamento.',
  'conector.em_curso': () => 'Já estava em andamento: nada foi começado de novo.',
  'conector.ativar': (n) => `Conector ativado: ${freed(n)}.`,
  'conector.ativar.segue': (n) => `Conector ativado: ${goingOn(n)}.`,
  'conector.desativar': () => 'Conector desativado.',
  'flag.ligar': (n) => `Integração ligada: ${freed(n)}.`,
  'flag.ligar.segue': (n) => `Integração ligada: ${goingOn(n)}.`,
  'flag.desligar': () => 'Integração desligada: os eventos são guardados e esperam.',
  'loja.salvar': () => 'Loja salva.',
} as const satisfies Record<string, (n: number) => string>

export type Done = keyof typeof SENTENCES

/** A redirect (303) to `to`, which then opens with the sentence. */
export function done(c: PanelContext, to: string, what: Done, n?: number): Response {
  const mark = to.includes('?') ? '&' : '?'
  return c.redirect(`${to}${mark}feito=${what}${n === undefined ? '' : `&n=${n}`}`, 303)
}

type Releasing = 'mapeamento.salvar' | 'mapeamento.importar' | 'conector.ativar' | 'flag.ligar'

/** `done` for an act that releases events: all of them by now, or the first ones. */
export function doneReleasing(
  c: PanelContext,
  to: string,
  what: Releasing,
  { liberados, restam }: Released,
): Response {
  return done(c, to, restam ? `${what}.segue` : what, liberados)
}

/** Null for an unknown name. */
export function doneSentence(what: string | undefined, n: string | undefined): string | null {
  if (what === undefined || !Object.hasOwn(SENTENCES, what)) return null
  return SENTENCES[what as Done](/^\d{1,9}$/.test(n ?? '') ? Number(n) : 0)
}
