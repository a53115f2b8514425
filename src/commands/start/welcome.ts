/** Writes what `hub start` says once it runs: where it listens, what it made, and what to try. */
import { createHmac } from 'node:crypto'
import { envelopeExample } from '../../core/envelope-example.ts'
import type { Demonstration } from './demonstration.ts'

interface WelcomeFacts {
  readonly publicUrl: string | null
  readonly internalUrl: string
  readonly embedded: boolean
  readonly dataDir: string
  /** The kinds of notice for which no gateway is set. */
  readonly localMedia: readonly string[]
  readonly demonstration: Demonstration | null
  /** True when this start made it. */
  readonly made: boolean
}

export function welcome(facts: WelcomeFacts): string {
  const { publicUrl, embedded, localMedia, dataDir, demonstration, made } = facts
  const internalUrl = reachable(facts.internalUrl)
  const lines = [
    'hub-outbox no ar. Ctrl-C encerra em ordem.',
    '',
    ...(publicUrl === null
      ? []
      : [`  webhooks  ${reachable(publicUrl)}/api/integracoes/ml/webhook`]),
    `  painel    ${internalUrl}/`,
    `  API       ${internalUrl}/api/integracoes/eventos`,
    `  métricas  ${internalUrl}/metrics`,
    ...(embedded ? [`  banco     PostgreSQL embutido em ${dataDir}`] : []),
    ...(localMedia.length === 0 ? [] : [`  avisos    ${withoutGateway(localMedia)}`]),
    '',
  ]
  if (demonstration === null || publicUrl === null) {
    return [...lines, 'Cadastre uma loja com: npm run -s hub -- tenant set --help', ''].join('\n')
  }
  const { tenantId, token, senhaAdmin } = demonstration
  const { externalId } = envelopeExample
  return [
    ...lines,
    ...(made
      ? [
          `Primeira partida: foi criado o tenant ${tenantId} "Loja Demonstração", com conector ML ligado,`,
          `segredo de webhook, os mapeamentos do exemplo e um token de API (guardados em ${dataDir}/demo.json).`,
          '',
          ...(senhaAdmin === null
            ? []
            : [
                'Entre no painel com o login admin e esta senha, que não será mostrada de novo:',
                senhaAdmin,
                '',
              ]),
        ]
      : []),
    'Envie um evento, assinado, de outro terminal:',
    '',
    curlLine(reachable(publicUrl), demonstration),
    '',
    'Veja o pedido em que ele se tornou:',
    '',
    `curl -sS -H 'Authorization: Bearer ${token}' '${internalUrl}/api/pedidos?external_id=${externalId}'`,
    `npm run -s hub -- order show --external-id ${externalId}`,
    '',
  ].join('\n')
}

function curlLine(publicUrl: string, { tenantId, webhookSecret }: Demonstration): string {
  const body = JSON.stringify({ ...envelopeExample, tenantId })
  const signature = createHmac('sha256', webhookSecret).update(body).digest('hex')
  return [
    `curl -sS ${publicUrl}/api/integracoes/ml/webhook`,
    "-H 'Content-Type: application/json'",
    `-H 'X-Tenant: ${tenantId}'`,
    `-H 'X-Event-Type: ${envelopeExample.tipo}'`,
    `-H 'X-ML-Signature: sha256=${signature}'`,
    `--data '${body}'`,
  ].join(' ')
}

function withoutGateway(means: readonly string[]): string {
  const settings = means.map((each) => `NOTIFY_${each}`).join(', ')
  return `só registrados, nada é enviado a clientes: sem gateway de ${means.join(', ')} (${settings})`
}

/** A listener on all addresses is reached at localhost. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//localhost:').replace('//[::]:', '//localhost:')
}
