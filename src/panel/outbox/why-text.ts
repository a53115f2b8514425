/** Why a row of the queue is in its state, and until when, in words. */
import type { OutboxRow } from './find-outbox.ts'

export const DESTINATION_TEXTS = {
  PROCESSAR: 'Evento a aplicar',
  NOTIFICAR: 'Aviso a enviar',
  ENRIQUECER: 'Pedido a buscar',
} as const satisfies Record<OutboxRow['destino'], string>

export const REASON_TEXTS = {
  RETRY: 'falhou e será tentado de novo',
  ADIADO: 'adiado, sem gastar tentativa',
  MAPEAMENTO: 'falta um mapeamento',
  ESTACIONADO: 'a integração da loja está desligada',
  REAUTORIZAR: 'o vendedor precisa autorizar de novo',
} as const satisfies Record<NonNullable<OutboxRow['motivo']>, string>

const STATUS_TEXTS = {
  PENDENTE: 'espera a sua vez',
  AGUARDANDO: 'espera',
  EM_ANDAMENTO: 'está sendo tratado',
  MORTO: 'esgotou as tentativas',
} as const satisfies Record<OutboxRow['status'], string>

export function whyText({ status, motivo }: Pick<OutboxRow, 'status' | 'motivo'>): string {
  return motivo === null ? STATUS_TEXTS[status] : REASON_TEXTS[motivo]
}

/** The instant until which a row waits, or else what it waits for. */
export function untilWhat(
  row: Pick<OutboxRow, 'status' | 'motivo' | 'nextAttemptAt' | 'leasedUntil'>,
): Date | string {
  const { status, motivo, nextAttemptAt, leasedUntil } = row
  if (leasedUntil !== null) return leasedUntil
  switch (motivo) {
    case 'MAPEAMENTO':
      return 'até ser mapeado'
    case 'ESTACIONADO':
      return 'até a integração ser ligada'
    case 'REAUTORIZAR':
      return 'até a autorização'
    case 'RETRY':
    case 'ADIADO':
    case null:
      if (status === 'MORTO') return 'até alguém decidir'
      return nextAttemptAt ?? 'agora'
  }
}
