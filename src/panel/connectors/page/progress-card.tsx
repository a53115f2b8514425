/**
 * The progress of the acts on a connector. While something runs, the card requests itself again every second; without
 * scripts there is a link.
 */
import { operationWord } from '../../pieces/words.ts'
import type { Child } from 'hono/jsx'
import { Banner } from '../../pieces/banner.tsx'
import { Moment } from '../../pieces/text/moment.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { isUnderway, type Run, type Runs, type RunStep } from './find-runs.ts'

/** What to do about a failed step of the test. */
const REMEDIES: Readonly<Record<string, string>> = {
  DNS: 'Confira a rede e o DNS do servidor do hub.',
  TLS: 'Confira o relógio do servidor, e se um proxy no caminho troca o certificado.',
  token: 'Use Reautorizar, ou cole um refresh token em Segredos; confira também o client_secret.',
  usuário: 'Use Reautorizar com a conta do vendedor, ou corrija o user_id.',
  pedidos: 'No Mercado Livre, dê à aplicação a permissão de ler pedidos, e use Reautorizar.',
}

const PILLS = {
  FILA: ['PENDENTE', 'na fila'],
  ANDAMENTO: ['EM_ANDAMENTO', 'em andamento'],
  FEITA: ['FEITO', 'ok'],
  FALHOU: ['FALHOU', 'falhou'],
  NADA: ['IGNORADO', 'nada a fazer'],
} as const satisfies Record<RunStep['estado'], readonly [string, string]>

export function ProgressCard({ id, runs }: { id: string; runs: Runs }) {
  const { test, sync, syncsUnderway } = runs
  const isMoving = isUnderway(runs)
  const here = `/conectores/${id}/andamento`
  const poll = isMoving ? { 'hx-get': here, 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML' } : {}
  const others = sync !== null && sync.endedAt === null && !sync.isLost ? [] : syncsUnderway
  return (
    <section class="card" id="andamento" aria-live="polite" {...poll}>
      <h2>Andamento</h2>
      {isMoving ? (
        <p class="hint">
          Em andamento. <a href={`/conectores/${id}#andamento`}>Atualizar</a>
        </p>
      ) : null}
      {test === null && sync === null && others.length === 0 ? (
        <p class="hint">Nada foi testado nem sincronizado por aqui ainda.</p>
      ) : null}
      {others.length === 0 ? null : (
        <Banner tom="info">
          O sincronismo de rotina está em andamento: {others.map(operationWord).join(', ')}.
        </Banner>
      )}
      <div class="runs">
        <RunPart titulo="Teste" run={test} remedies />
        <RunPart titulo="Sincronismo" run={sync} />
      </div>
    </section>
  )
}

function RunPart(props: { titulo: string; run: Run | null; remedies?: boolean }) {
  const { titulo, run, remedies = false } = props
  if (run === null) return null
  const { requester, startedAt, endedAt, error, steps, isLost } = run
  return (
    <section aria-label={titulo}>
      <h3>
        {titulo} <Ending run={run} />
      </h3>
      <p class="hint">
        pedido por {requester}, <Moment at={startedAt} />
        {endedAt === null ? null : (
          <>
            {' '}
            até <Moment at={endedAt} />
          </>
        )}
      </p>
      <ul class="checks">
        {steps.map(({ nome, estado, detalhe }) => (
          <li>
            <StatusPill status={PILLS[estado][0]} texto={PILLS[estado][1]} />
            <div>
              <strong>{operationWord(nome)}</strong>
              {detalhe === '' ? null : `: ${detalhe}`}
              {remedies && estado === 'FALHOU' ? <p class="hint">{REMEDIES[nome]}</p> : null}
            </div>
          </li>
        ))}
      </ul>
      {error === null ? null : <p class="wrong">Não terminou: {error}.</p>}
      {isLost ? (
        <p class="wrong">O processo que o fazia não responde mais: comece de novo.</p>
      ) : null}
    </section>
  )
}

function Ending({ run }: { run: Run }): Child {
  const { endedAt, error, isLost, steps } = run
  if (isLost) return <StatusPill status="FALHOU" texto="interrompido" />
  if (endedAt === null) return <StatusPill status="EM_ANDAMENTO" texto="em andamento" />
  const isFine = error === null && steps.every(({ estado }) => estado !== 'FALHOU')
  return isFine ? (
    <StatusPill status="FEITO" texto="terminou bem" />
  ) : (
    <StatusPill status="FALHOU" texto="falhou" />
  )
}
