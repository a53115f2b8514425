/** Every route of the panel: who may, an address of it, and what comes back. A route that is not in here fails a test. */
import type { Permission } from '../../../src/panel/session/permissions.ts'
import { plan } from './bulk-act.ts'
import { counterOrders } from '../relay/counter-orders.ts'
import { deadEvent } from '../relay/dead-rows.ts'
import { append, drain } from '../relay/engine.ts'
import type { TestPanel } from './test-panel.ts'

/** One of each thing that has a page, of tenant 123; and their ids. */
export interface PanelThings {
  readonly pedido: string
  readonly incerto: string
  readonly aviso: string
  readonly evento: string
  readonly lote: string
  readonly conector: string
  readonly operador: string
  readonly token: string
  readonly sessao: string
  readonly sku: string
  readonly status: string
  readonly pendencia: string
  /** A dead row of the outbox. */
  readonly linha: string
}

export async function panelThings(panel: TestPanel): Promise<PanelThings> {
  const { client, tenant } = panel
  const orders = await counterOrders(client)
  const linha = await deadEvent(client, 'ML-ORD-MORTO')
  // One more that waits, so that no screen is empty.
  await append(client, [{ externalId: 'ML-ORD-1010', payload: {} }])
  const id = (text: string) => client.value<string>(text)
  const evento = await id(`select min(id) from hub.integracao_evento where tenant_id = 123`)
  const operador = await id(
    `select access.create_operator('alvo', 'Alvo', 'leitor', '{123}', null, 'teste')`,
  )
  await client.rows(`select access.open_session($1, sha256('alvo'), '127.0.0.1', 'teste')`, [
    operador,
  ])
  const things = {
    linha,
    pedido: orders.pronto,
    incerto: orders.incerto,
    aviso: await id(`select id from hub.notificacao where status = 'INCERTA'`),
    evento,
    lote: await plan(client, [evento], { tenants: '{123}' }),
    conector: tenant.conectorId,
    operador,
    token: await id(
      `select access.create_token('Integração', 'leitor', '{123}', sha256('token'), 'teste')`,
    ),
    sessao: await id(`select id from hub.operador_sessao where operador_id = ${operador}`),
    sku: await id(`select min(id) from hub.mapeamento_sku where tenant_id = 123`),
    status: await id(`select min(id) from hub.mapeamento_status where tenant_id = 123`),
    pendencia: await id(`select min(id) from hub.pendencia_mapeamento where tenant_id = 123`),
  }
  await drain(client)
  return things
}

export interface PanelRoute {
  readonly method: 'GET' | 'POST'
  /** As hono has it, without patterns. */
  readonly path: string
  /** All of them are needed; null: nobody need be signed in. */
  readonly pode: readonly Permission[] | null
  readonly at: (things: PanelThings) => string
  /** What whoever may is answered, if its form holds nothing; several where it is not the same the second time. */
  readonly ok: readonly number[]
  /** For an operador of another tenant; where they may at all. [ok] */
  readonly alheio: readonly number[]
}

interface More {
  readonly at?: PanelRoute['at']
  readonly alheio?: number
}

function route(
  name: `${'GET' | 'POST'} /${string}`,
  pode: Permission | readonly Permission[] | null,
  ok: number | readonly number[],
  more: More = {},
): PanelRoute {
  const [method = '', path = ''] = name.split(' ')
  return {
    method: method as PanelRoute['method'],
    path,
    pode: typeof pode === 'string' ? [pode] : pode,
    at: more.at ?? (() => path),
    ok: [ok].flat(),
    alheio: [more.alheio ?? ok].flat(),
  }
}

/** An address with one id in it. */
const of = (name: keyof PanelThings, before: string, after = ''): More => ({
  at: (things) => `${before}${things[name]}${after}`,
  alheio: 404,
})

const mappings = (['sku', 'status'] as const).flatMap((kind) => [
  route(`GET /mapeamentos/${kind}`, 'ver', 200),
  route(`POST /mapeamentos/${kind}`, 'mapeamento.salvar', 422),
  route(`POST /mapeamentos/${kind}/remover`, 'mapeamento.salvar', 422),
  route(`GET /mapeamentos/${kind}/exportar`, 'ver', 200),
  route(`GET /mapeamentos/${kind}/importar`, 'mapeamento.salvar', 200),
  route(`POST /mapeamentos/${kind}/importar`, 'mapeamento.salvar', 422),
  route(`POST /mapeamentos/${kind}/importar/aplicar`, 'mapeamento.salvar', 422),
  route(`GET /mapeamentos/${kind}/:id`, 'ver', 200, of(kind, `/mapeamentos/${kind}/`)),
])

const LOTE = ['lote.executar', 'evento.reprocessar'] as const

export const PANEL_ROUTES: readonly PanelRoute[] = [
  ...['hub.css', 'hub.js', 'uplot.js', 'graficos.js', 'leitor.js', 'icone.svg'].map((name) =>
    route(`GET /assets/:digest/${name}`, null, 200, { at: () => `/assets/x/${name}` }),
  ),
  route('GET /entrar', null, 200),
  route('POST /entrar', null, 422),
  route('GET /entrar/de-novo', null, 303),
  // Without a provider, as any address that is not ours.
  route('GET /entrar/sso', null, [303, 404]),
  route('GET /entrar/sso/volta', null, [303, 404]),

  route('GET /', 'ver', 200),
  route('GET /ao-vivo/painel', 'ver', 200),

  route('GET /eventos', 'ver', 200),
  route('GET /ao-vivo/eventos', 'ver', 200, { at: () => '/ao-vivo/eventos?depois=1' }),
  route('GET /eventos/:id', 'ver', 200, of('evento', '/eventos/')),
  route('GET /eventos/:id/payload', 'ver', 200, of('evento', '/eventos/', '/payload')),
  route('GET /eventos/:id/payload.json', 'ver', 200, of('evento', '/eventos/', '/payload.json')),
  route('POST /eventos/:id/payload', 'payload.revelar', 422, of('evento', '/eventos/', '/payload')),
  route(
    'POST /eventos/:id/reprocessar',
    'evento.reprocessar',
    422,
    of('evento', '/eventos/', '/reprocessar'),
  ),
  route('POST /eventos/:id/pedidos/:pedido/reenviar', 'aviso.reenviar', 422, {
    at: ({ evento, pedido }) => `/eventos/${evento}/pedidos/${pedido}/reenviar`,
    alheio: 404,
  }),
  route('POST /eventos/:id/avisos/:aviso/decidir', 'aviso.reenviar', 422, {
    at: ({ evento, aviso }) => `/eventos/${evento}/avisos/${aviso}/decidir`,
    alheio: 404,
  }),

  route('GET /lotes', 'ver', 200),
  route('GET /lotes/novo', LOTE, 200, {
    at: () => '/lotes/novo?status=MORTO',
  }),
  route('POST /lotes', LOTE, 422),
  route('GET /lotes/:id', 'ver', 200, of('lote', '/lotes/')),
  route('GET /ao-vivo/lotes/:id', 'ver', 200, of('lote', '/ao-vivo/lotes/')),
  // The one there is reprocesses, which not everybody may who may run others.
  route('POST /lotes/:id/confirmar', LOTE, [422, 409], of('lote', '/lotes/', '/confirmar')),
  route('POST /lotes/:id/pausar', LOTE, 409, of('lote', '/lotes/', '/pausar')),
  route('POST /lotes/:id/retomar', LOTE, 409, of('lote', '/lotes/', '/retomar')),
  route('POST /lotes/:id/cancelar', LOTE, 303, of('lote', '/lotes/', '/cancelar')),

  route('GET /pedidos', 'ver', 200),
  route('GET /pedidos/:id', 'ver', 200, of('pedido', '/pedidos/')),
  route('POST /pedidos/:id/retirar', 'pedido.retirar', 422, of('pedido', '/pedidos/', '/retirar')),
  route(
    'POST /pedidos/:id/desfazer',
    'pedido.retirar',
    422,
    of('pedido', '/pedidos/', '/desfazer'),
  ),
  route('POST /pedidos/:id/avisar', 'aviso.reenviar', 422, of('pedido', '/pedidos/', '/avisar')),
  route('POST /pedidos/:id/avisos/:aviso/decidir', 'aviso.reenviar', 422, {
    at: ({ incerto, aviso }) => `/pedidos/${incerto}/avisos/${aviso}/decidir`,
    alheio: 404,
  }),

  route('GET /mapeamentos', 'ver', 303),
  ...mappings,

  route('GET /pendencias', 'ver', 200),
  route('GET /pendencias/:id', 'ver', 200, of('pendencia', '/pendencias/')),
  route('POST /pendencias/:id', 'mapeamento.salvar', 422, of('pendencia', '/pendencias/')),

  route('GET /outbox', 'ver', 200),
  route('GET /outbox/leases', 'ver', 200),
  route('GET /outbox/bloqueios', 'ver', 200),
  route('GET /outbox/avisos', 'ver', 200),
  // A form that holds nothing is refused before anything is looked for.
  route('POST /outbox/avisos/:id', 'aviso.reenviar', 422, {
    at: ({ aviso }) => `/outbox/avisos/${aviso}`,
  }),
  route('GET /outbox/:id', 'ver', 200, of('linha', '/outbox/')),
  ...(['devolver', 'descartar'] as const).flatMap((acao) => [
    route(`POST /outbox/:id/${acao}`, `outbox.${acao}`, 422, of('linha', '/outbox/', `/${acao}`)),
    route(`POST /outbox/lote/${acao}`, ['lote.executar', `outbox.${acao}`], 422),
  ]),

  route('GET /conectores', 'ver', 200),
  route('GET /conectores/novo', 'conector.salvar', 200),
  route('POST /conectores/novo', 'conector.salvar', 422),
  route('GET /conectores/loja/nova', 'conector.salvar', 200),
  route('POST /conectores/loja/nova', 'conector.salvar', 422),
  route('GET /conectores/loja/:loja', 'conector.salvar', 200, { at: () => '/conectores/loja/123' }),
  route('POST /conectores/loja/:loja', 'conector.salvar', 422, {
    at: () => '/conectores/loja/123',
  }),
  route('GET /conectores/:id', 'ver', 200, of('conector', '/conectores/')),
  route('GET /conectores/:id/andamento', 'ver', 200, of('conector', '/conectores/', '/andamento')),
  ...(['', '/segredos', '/provas', '/ativar', '/desativar', '/integracao'] as const).map((act) =>
    route(
      `POST /conectores/:id${act}`,
      'conector.salvar',
      422,
      of('conector', '/conectores/', act),
    ),
  ),
  // It has no client id yet.
  route(
    'POST /conectores/:id/reautorizar',
    'conector.salvar',
    409,
    of('conector', '/conectores/', '/reautorizar'),
  ),
  route(
    'GET /conectores/:id/reautorizar',
    'conector.salvar',
    409,
    of('conector', '/conectores/', '/reautorizar'),
  ),
  route(
    'POST /conectores/:id/testar',
    'conector.testar',
    409,
    of('conector', '/conectores/', '/testar'),
  ),
  route(
    'POST /conectores/:id/sincronizar',
    'conector.sincronizar',
    409,
    of('conector', '/conectores/', '/sincronizar'),
  ),

  route('GET /auditoria', 'auditoria.ver', 200),
  route('POST /auditoria/exportar', 'auditoria.ver', 200),

  route('GET /tokens', 'token.gerir', 200),
  route('GET /tokens/novo', 'token.gerir', 200),
  route('POST /tokens/novo', 'token.gerir', 422),
  route('POST /tokens/:id/revogar', 'token.gerir', [303, 409], of('token', '/tokens/', '/revogar')),

  route('GET /operadores', 'operador.gerir', 200),
  route('GET /operadores/novo', 'operador.gerir', 200),
  route('POST /operadores/novo', 'operador.gerir', 422),
  route('GET /operadores/:id', 'operador.gerir', 200, of('operador', '/operadores/')),
  route('POST /operadores/:id', 'operador.gerir', 422, of('operador', '/operadores/')),
  route(
    'POST /operadores/:id/senha',
    'operador.gerir',
    303,
    of('operador', '/operadores/', '/senha'),
  ),
  route(
    'POST /operadores/:id/sessoes/encerrar',
    'operador.gerir',
    303,
    of('operador', '/operadores/', '/sessoes/encerrar'),
  ),
  route('POST /operadores/:id/sessoes/:sessao/encerrar', 'operador.gerir', 404, {
    at: ({ operador, sessao }) => `/operadores/${operador}/sessoes/${sessao}/encerrar`,
    alheio: 404,
  }),

  route('GET /conta', 'ver', 200),
  // These operators have no password that they could prove.
  route('POST /conta/senha', 'conta.mudar', 403),
  route('POST /conta/sessoes/:sessao/encerrar', 'conta.mudar', 404, {
    at: ({ sessao }) => `/conta/sessoes/${sessao}/encerrar`,
  }),
  route('POST /conta/sessoes/encerrar', 'conta.mudar', 303),
  route('GET /retomar', 'ver', 200),
  route('POST /retomar/descartar', 'conta.mudar', 422),
  route('POST /uma-vez/dispensar', 'conta.mudar', 422),
  route('POST /sair', 'ver', 303),
]
