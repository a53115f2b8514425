/** What an event waits for now: its row of the outbox in words. */
import { maskText } from '../../../core/text/mask.ts'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age, Moment } from '../../pieces/text/moment.tsx'
import type { EventRead, QueueRow } from './read-event.ts'

export function WhereItStands({ read, agora }: { read: EventRead; agora: Date }) {
  const { queueRow, event, pendings } = read
  return (
    <section class="card">
      <h2>Agora</h2>
      {queueRow === null ? (
        <p>{DONE[event.status] ?? 'Não há nada na fila para este evento.'}</p>
      ) : (
        <>
          <p>
            <Waiting fila={queueRow} agora={agora} />
          </p>
          <p class="hint">
            Na fila <Age at={queueRow.criadoEm} agora={agora} />
            {counted(queueRow.tentativas, 'tentativa gasta', 'tentativas gastas')}
            {counted(queueRow.adiamentos, 'adiamento', 'adiamentos')}
            {queueRow.reprocessId === null ? '' : ', reprocessamento'}. <a href="/outbox">Outbox</a>
          </p>
          {queueRow.erro === null ? null : (
            <p class="wrong">
              <InertText text={maskText(queueRow.erro)} />
            </p>
          )}
        </>
      )}
      {pendings.length === 0 ? null : (
        <ul class="plain">
          {pendings.map(({ id, tipo, chave }) => (
            <li>
              Falta mapear {tipo === 'SKU' ? 'o SKU' : 'o status'}{' '}
              <code>
                <InertText text={chave} />
              </code>
              : <a href={`/pendencias/${id}`}>ver a pendência</a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function counted(n: number, one: string, more: string): string {
  return n === 0 ? '' : `, ${n} ${n === 1 ? one : more}`
}

const DONE: Readonly<Record<string, string>> = {
  PROCESSADO: 'Concluído: nada espera na fila.',
  REPROCESSADO: 'Concluído: nada espera na fila.',
  DUPLICADO: 'Nada a fazer: o original é que tem efeito.',
  IGNORADO: 'Nada a fazer: o evento foi ignorado ou descartado.',
}

function Waiting({ fila, agora }: { fila: QueueRow; agora: Date }) {
  const { status, motivo, proximaEm, bloqueadoPor, bloqueadoAte } = fila
  switch (status === 'AGUARDANDO' ? motivo : status) {
    case 'PENDENTE':
      return <>Na fila, à espera de um relay.</>
    case 'EM_ANDAMENTO':
      return (
        <>
          Em andamento com <code>{bloqueadoPor}</code> até <Moment at={bloqueadoAte} />.
        </>
      )
    case 'MORTO':
      return <>Morto: as tentativas acabaram, e uma pessoa decide.</>
    case 'MAPEAMENTO':
      return <>Espera por mapeamento.</>
    case 'ESTACIONADO':
      return <>Estacionado: a integração desta loja está desligada.</>
    case 'REAUTORIZAR':
      return <>Espera que o conector seja reautorizado.</>
    default:
      return (
        <>
          Próxima tentativa <Age at={proximaEm} agora={agora} /> (<Moment at={proximaEm} />)
          {motivo === 'ADIADO' ? ', adiada sem gastar tentativa.' : '.'}
        </>
      )
  }
}
