/** A status with a tone and a sign, because not everybody can tell colours apart. */
import { statusWord } from './words.ts'

export type Tone = 'good' | 'moving' | 'waiting' | 'bad' | 'quiet'

const TONES: Readonly<Record<string, Tone>> = {
  // events
  RECEBIDO: 'moving',
  PROCESSADO: 'good',
  REPROCESSADO: 'good',
  DUPLICADO: 'quiet',
  ERRO: 'waiting',
  MORTO: 'bad',
  MAPEAMENTO: 'waiting',
  ESTACIONADO: 'waiting',
  IGNORADO: 'quiet',
  // orders
  PRONTO: 'good',
  RETIRADO: 'good',
  CANCELADO: 'quiet',
  // outbox
  PENDENTE: 'moving',
  AGUARDANDO: 'waiting',
  EM_ANDAMENTO: 'moving',
  // notices
  ENVIANDO: 'moving',
  ENVIADA: 'good',
  REGISTRADA: 'waiting',
  SEM_DESTINO: 'bad',
  FALHOU: 'bad',
  INCERTA: 'bad',
  CANCELADA: 'quiet',
  // connectors and breakers
  ATIVO: 'good',
  REAUTORIZAR: 'bad',
  DESATIVADO: 'quiet',
  FECHADO: 'good',
  ABERTO: 'bad',
  MEIO_ABERTO: 'waiting',
  // bulk jobs
  PLANEJADO: 'waiting',
  PAUSADO: 'waiting',
  CONCLUIDO: 'good',
  FEITO: 'good',
  RECUSADO: 'bad',
}

const SIGNS: Readonly<Record<Tone, string>> = {
  good: '✓',
  moving: '→',
  waiting: '…',
  bad: '!',
  quiet: '–',
}

/** `texto` is shown in place of the status's own name. */
export function StatusPill({ status, texto }: { status: string; texto?: string }) {
  const tone = TONES[status] ?? 'quiet'
  return (
    <span class={`pill ${tone}`}>
      <span aria-hidden="true">{SIGNS[tone]}</span> {texto ?? statusWord(status)}
    </span>
  )
}
