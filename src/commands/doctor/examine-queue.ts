/** Whether the queue moves: how late the oldest row is, what is dead, what is put off again and again. */
import type { HubRooms } from '../../wiring/hub-rooms.ts'
import type { Finding } from './finding.ts'

const LATE_SECONDS = 60
const NAMED_MAX = 5

export async function examineQueue(rooms: HubRooms): Promise<readonly Finding[]> {
  const { fila, pendencias, reautorizar, disjuntores, perdidas, perdidasHoje } = await rooms.queue()
  const sum = (pick: (row: (typeof fila)[number]) => number) =>
    fila.reduce((total, row) => total + pick(row), 0)
  const late = Math.max(0, ...fila.map((row) => row.atraso_maximo_s))
  const dead = sum((row) => row.mortos)
  const repeated = (await rooms.repeatedFailures()).slice(0, NAMED_MAX)
  return [
    found(
      'fila',
      late <= LATE_SECONDS,
      `${sum((row) => row.pendentes)} pendentes; a linha vencida mais antiga espera há ${late.toFixed(1)} s.`,
      `A linha vencida mais antiga espera há ${Math.round(late)} s: há um processo com a sala relay no ar?`,
    ),
    found(
      'mortos',
      dead === 0,
      'Nenhuma linha morta.',
      `${dead} linhas mortas: veja-as com "hub event list --status MORTO" e reprocesse-as.`,
    ),
    found(
      'linhas_perdidas',
      !perdidasHoje,
      'Nenhum evento ou aviso sem a sua linha na fila foi achado desde ontem.',
      `Eventos ou avisos estavam sem a sua linha na fila e a tiveram de volta (${perdidas} até hoje): alguém apaga linhas de hub.integracao_outbox? Veja ops.varredura_fila e a auditoria (fila.repor).`,
    ),
    found(
      'adiados',
      repeated.length === 0,
      'Nada falha sempre do mesmo modo.',
      `${repeated.map(({ linhas, erro }) => `${linhas} × “${erro}”`).join(', ')}: falham sempre do mesmo modo; veja ops.falha_repetida.`,
    ),
    found(
      'mapeamentos',
      pendencias === 0,
      'Nenhum mapeamento pendente.',
      `${pendencias} mapeamentos pendentes: veja ops.pendencia e resolva com "hub map sku set" ou "hub map status set".`,
    ),
    found(
      'conectores',
      reautorizar === 0,
      'Nenhum conector espera autorização.',
      `${reautorizar} conectores esperam o vendedor: veja ops.conector e use "hub connector authorize".`,
    ),
    found(
      'disjuntores',
      disjuntores === 0,
      'As consultas ao Mercado Livre não estão interrompidas.',
      `${disjuntores} disjuntores abertos: veja ops.disjuntor e use "hub connector test".`,
    ),
  ]
}

function found(nome: string, good: boolean, fine: string, trouble: string): Finding {
  return good
    ? { nome, situacao: 'ok', detalhe: fine }
    : { nome, situacao: 'aviso', detalhe: trouble }
}
