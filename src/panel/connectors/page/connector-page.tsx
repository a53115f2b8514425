/** The page at /conectores/ID. */
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { OnceValue } from '../../session/once-cookie.ts'
import type { PanelContext } from '../../panel-env.ts'
import { Banner } from '../../pieces/banner.tsx'
import { ShownOnce } from '../../pieces/shown-once.tsx'
import { page } from '../../pieces/page.tsx'
import { mayDo } from '../../session/permissions.ts'
import { ActsBar } from './acts-bar.tsx'
import { ChecksCard, type ChecksView } from './checks-card.tsx'
import { connectorState } from './connector-state.ts'
import { DataCard, type DataView } from './data-card.tsx'
import type { Connector } from '../find-connectors.ts'
import type { Runs } from './find-runs.ts'
import { FlagCard } from './flag-card.tsx'
import { OperationsCard } from './operations-card.tsx'
import { ProgressCard } from './progress-card.tsx'
import { SecretsCard, type SecretsView } from './secrets-card.tsx'

export interface ConnectorView {
  readonly conector: Connector
  readonly runs: Runs
  readonly urlWebhook: string
  readonly esperando: number
  /** Secrets that were made a moment ago, if any. */
  readonly novos: readonly { readonly titulo: string; readonly umaVez: OnceValue | null }[]
  readonly dados: DataView
  readonly segredos: SecretsView
  readonly provas: ChecksView
  /** What was refused, where it belongs to no field. */
  readonly frase?: Child
  /** Of the act that was refused: its reason was missing. */
  readonly motivo?: string | undefined
  readonly status?: ContentfulStatusCode
}

export function connectorPage(c: PanelContext, view: ConnectorView) {
  const { conector, runs, urlWebhook, esperando, frase, motivo, status = 200 } = view
  const { operator, agora } = c.var
  const { id, tenantId, loja } = conector
  const mayAct = mayDo(operator.papel, 'conector.testar')
  const maySave = mayDo(operator.papel, 'conector.salvar')
  const state = connectorState(conector, agora)
  return page(
    c,
    {
      titulo: `Conector de ${loja}`,
      acima: ['/conectores', 'Conectores'],
      resumo: `Loja ${tenantId}, ${conector.canal === 'ML' ? 'Mercado Livre' : conector.canal}.`,
      status,
      ...(mayAct
        ? { acoes: <ActsBar conector={conector} maySave={maySave} problema={motivo} /> }
        : {}),
    },
    <>
      {view.novos.map(({ titulo, umaVez }) =>
        umaVez === null ? null : (
          <ShownOnce c={c} titulo={titulo} rotulo={`${titulo}: guarde-o agora`} umaVez={umaVez} />
        ),
      )}
      {frase === undefined ? null : <Banner tom="erro">{frase}</Banner>}
      {state.frase === null ? null : (
        <Banner tom={conector.status === 'DESATIVADO' ? 'info' : 'aviso'}>{state.frase}</Banner>
      )}
      <DataCard c={c} conector={conector} urlWebhook={urlWebhook} view={view.dados} />
      <ProgressCard id={id} runs={runs} />
      <OperationsCard conector={conector} />
      <FlagCard conector={conector} esperando={esperando} maySave={maySave} />
      {mayAct ? (
        <>
          <SecretsCard c={c} conector={conector} view={view.segredos} />
          <ChecksCard c={c} conector={conector} view={view.provas} />
        </>
      ) : null}
    </>,
  )
}
