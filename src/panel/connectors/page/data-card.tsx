/**
 * A connector's own data: the address for the marketplace, its numbers, and the form that changes them. An operator who may
 * not test connectors sees neither the account at the marketplace nor whether there are tokens.
 */
import type { PanelContext } from '../../panel-env.ts'
import { Facts } from '../../pieces/facts.tsx'
import { Moment } from '../../pieces/text/moment.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { mayDo } from '../../session/permissions.ts'
import type { Typed } from '../../requests/read-form.ts'
import { ConnectorFields } from '../acts/connector-form.tsx'
import { TokenAge } from '../connector-list.tsx'
import { connectorState } from './connector-state.ts'
import type { Connector } from '../find-connectors.ts'

export interface DataView {
  readonly typed: Typed
  readonly problems: Typed
}

interface DataCardProps {
  readonly c: PanelContext
  readonly connector: Connector
  readonly webhookUrl: string
  readonly view: DataView
}

export function DataCard({ c, connector, webhookUrl, view }: DataCardProps) {
  const { operator, agora } = c.var
  const { id, tokenExpiresAt, lastSyncAt, refreshTokenAt, tenantId } = connector
  const maySave = mayDo(operator.papel, 'conector.salvar')
  const mayTest = mayDo(operator.papel, 'conector.testar')
  const { status, texto } = connectorState(connector, agora)
  return (
    <div class="grid">
      <section class="card">
        <h2>Conector</h2>
        <Facts
          fatos={[
            ['Estado', <StatusPill status={status} texto={texto} />],
            ...(mayTest
              ? ([
                  ['Token de acesso', <TokenAge expiresAt={tokenExpiresAt} agora={agora} />],
                  ['Refresh token', <Moment at={refreshTokenAt} />],
                ] as const)
              : []),
            ['Último sincronismo', <Moment at={lastSyncAt} />],
            [
              'Loja',
              maySave ? (
                <a href={`/conectores/loja/${tenantId}`}>
                  {tenantId} · {connector.storeName}
                </a>
              ) : (
                `${tenantId} · ${connector.storeName}`
              ),
            ],
          ]}
        />
        {maySave && (
          <div class="field spaced">
            <label for="url-webhook">url_webhook</label>
            <div class="copy">
              <input id="url-webhook" value={webhookUrl} readonly />
              <button type="button" data-copy="url-webhook">
                Copiar
              </button>
            </div>
            <p class="hint">
              {connector.path === null
                ? 'Para eventos assinados. Com um client_id, a aplicação ganha um endereço próprio para as notificações.'
                : 'Cadastre este endereço na aplicação, como URL de notificações. Quem o conhece pode mandar avisos: não o publique.'}
            </p>
          </div>
        )}
      </section>
      {mayTest ? (
        <section class="card">
          <h2>Dados da aplicação</h2>
          {maySave ? (
            <form method="post" action={`/conectores/${id}`} data-once>
              <input type="hidden" name="lock_version" value={view.typed['lock_version']} />
              <input type="hidden" name="visto" value={view.typed['visto']} />
              <ConnectorFields typed={view.typed} problems={view.problems} />
              <button class="primary">Salvar</button>
            </form>
          ) : (
            <Facts
              fatos={[
                ['client_id', connector.clientId],
                ['application_id', connector.applicationId],
                ['user_id', connector.userId],
              ]}
            />
          )}
        </section>
      ) : null}
    </div>
  )
}
