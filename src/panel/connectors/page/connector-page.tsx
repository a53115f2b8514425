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
  readonly connector: Connector
  readonly runs: Runs
  readonly webhookUrl: string
  readonly waitingEvents: number
  /** Secrets that were just generated, if any. */
  readonly newSecrets: readonly { readonly titulo: string; readonly umaVez: OnceValue | null }[]
  readonly application: DataView
  readonly secrets: SecretsView
  readonly checks: ChecksView
  /** Why an act was refused, if the sentence belongs to no field. */
  readonly frase?: Child
  /** What was wrong with the reason of the refused act. */
  readonly motivo?: string | undefined
  readonly status?: ContentfulStatusCode
}

export function connectorPage(c: PanelContext, view: ConnectorView) {
  const { connector, runs, webhookUrl, waitingEvents, frase, motivo, status = 200 } = view
  const { operator, agora } = c.var
  const { id, tenantId, storeName } = connector
  const mayAct = mayDo(operator.papel, 'conector.testar')
  const maySave = mayDo(operator.papel, 'conector.salvar')
  const state = connectorState(connector, agora)
  return page(
    c,
    {
      titulo: `Conector de ${storeName}`,
      acima: ['/conectores', 'Conectores'],
      resumo: `Loja ${tenantId}, ${connector.canal === 'ML' ? 'Mercado Livre' : connector.canal}.`,
      status,
      ...(mayAct
        ? { acoes: <ActsBar connector={connector} maySave={maySave} problema={motivo} /> }
        : {}),
    },
    <>
      {view.newSecrets.map(({ titulo, umaVez }) =>
        umaVez === null ? null : (
          <ShownOnce c={c} titulo={titulo} rotulo={`${titulo}: guarde-o agora`} umaVez={umaVez} />
        ),
      )}
      {frase === undefined ? null : <Banner tom="erro">{frase}</Banner>}
      {state.frase === null ? null : (
        <Banner tom={connector.status === 'DESATIVADO' ? 'info' : 'aviso'}>{state.frase}</Banner>
      )}
      <DataCard c={c} connector={connector} webhookUrl={webhookUrl} view={view.application} />
      <ProgressCard id={id} runs={runs} />
      <OperationsCard connector={connector} />
      <FlagCard connector={connector} waitingEvents={waitingEvents} maySave={maySave} />
      {mayAct ? (
        <>
          <SecretsCard c={c} connector={connector} view={view.secrets} />
          <ChecksCard c={c} connector={connector} view={view.checks} />
        </>
      ) : null}
    </>,
  )
}
