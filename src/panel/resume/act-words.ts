/** What each form does, in words, and the page that it belongs to, by the address that it is sent to. */

interface ActWords {
  readonly title: string
  /** The page where it is done, and what that page is of. */
  readonly page: readonly [href: string, nome: string]
}

type Row = readonly [path: string, titulo: string, pagina: string, nome: string]

const kinds: readonly Row[] = (['sku', 'status'] as const).flatMap((kind): Row[] => {
  const list = `/mapeamentos/${kind}`
  const name = `mapeamentos de ${kind === 'sku' ? 'SKU' : 'status'}`
  return [
    [list, 'Salvar um mapeamento', list, name],
    [`${list}/remover`, 'Remover um mapeamento', list, name],
    [`${list}/importar`, 'Simular uma importação', `${list}/importar`, name],
    [`${list}/importar/aplicar`, 'Importar mapeamentos', `${list}/importar`, name],
  ]
})

const ROWS: readonly Row[] = [
  ['/pedidos/:id/retirar', 'Marcar o pedido RETIRADO', '/pedidos/:id', 'pedido'],
  ['/pedidos/:id/desfazer', 'Desfazer a entrega', '/pedidos/:id', 'pedido'],
  ['/pedidos/:id/avisar', 'Enviar novamente o aviso', '/pedidos/:id', 'pedido'],
  ['/pedidos/:id/avisos/:aviso/decidir', 'Decidir se o aviso saiu', '/pedidos/:id', 'pedido'],
  ['/eventos/:id/payload', 'Revelar o payload', '/eventos/:id/payload', 'evento nº :id'],
  ['/eventos/:id/reprocessar', 'Reprocessar o evento', '/eventos/:id', 'evento nº :id'],
  [
    '/eventos/:id/pedidos/:pedido/reenviar',
    'Enviar novamente o aviso',
    '/eventos/:id',
    'evento nº :id',
  ],
  [
    '/eventos/:id/avisos/:aviso/decidir',
    'Decidir se o aviso saiu',
    '/eventos/:id',
    'evento nº :id',
  ],
  ['/lotes', 'Planejar um lote', '/lotes', 'lotes'],
  ['/lotes/:id/confirmar', 'Confirmar o lote', '/lotes/:id', 'lote nº :id'],
  ['/lotes/:id/pausar', 'Pausar o lote', '/lotes/:id', 'lote nº :id'],
  ['/lotes/:id/retomar', 'Retomar o lote', '/lotes/:id', 'lote nº :id'],
  ['/lotes/:id/cancelar', 'Cancelar o lote', '/lotes/:id', 'lote nº :id'],
  ...kinds,
  ['/pendencias/:id', 'Mapear o que falta', '/pendencias/:id', 'pendência nº :id'],
  ['/outbox/avisos/:id', 'Decidir se o aviso saiu', '/outbox/avisos', 'aviso nº :id'],
  ['/outbox/lote/devolver', 'Planejar a devolução à fila', '/outbox', 'outbox'],
  ['/outbox/lote/descartar', 'Planejar o descarte da fila', '/outbox', 'outbox'],
  ['/outbox/:id/devolver', 'Devolver a linha à fila', '/outbox/:id', 'linha nº :id'],
  ['/outbox/:id/descartar', 'Descartar a linha', '/outbox/:id', 'linha nº :id'],
  ['/conectores/novo', 'Criar um conector', '/conectores/novo', 'conectores'],
  ['/conectores/loja/nova', 'Criar uma loja', '/conectores/loja/nova', 'lojas'],
  ['/conectores/loja/:id', 'Salvar a loja', '/conectores/loja/:id', 'loja :id'],
  ['/conectores/:id', 'Salvar o conector', '/conectores/:id', 'conector nº :id'],
  ['/conectores/:id/segredos', 'Trocar um segredo', '/conectores/:id', 'conector nº :id'],
  ['/conectores/:id/provas', 'Salvar as verificações', '/conectores/:id', 'conector nº :id'],
  ['/conectores/:id/ativar', 'Ativar o conector', '/conectores/:id', 'conector nº :id'],
  ['/conectores/:id/desativar', 'Desativar o conector', '/conectores/:id', 'conector nº :id'],
  [
    '/conectores/:id/integracao',
    'Ligar ou desligar a integração',
    '/conectores/:id',
    'conector nº :id',
  ],
  ['/conectores/:id/reautorizar', 'Reautorizar o conector', '/conectores/:id', 'conector nº :id'],
  ['/conectores/:id/testar', 'Testar o conector', '/conectores/:id', 'conector nº :id'],
  ['/conectores/:id/sincronizar', 'Sincronizar o conector', '/conectores/:id', 'conector nº :id'],
  ['/auditoria/exportar', 'Exportar a auditoria', '/auditoria', 'auditoria'],
  ['/operadores/novo', 'Criar um operador', '/operadores/novo', 'operadores'],
  ['/operadores/:id', 'Alterar o operador', '/operadores/:id', 'operador nº :id'],
  ['/operadores/:id/senha', 'Gerar outra senha', '/operadores/:id', 'operador nº :id'],
  ['/operadores/:id/sessoes/encerrar', 'Encerrar as sessões', '/operadores/:id', 'operador nº :id'],
  [
    '/operadores/:id/sessoes/:sessao/encerrar',
    'Encerrar a sessão',
    '/operadores/:id',
    'operador nº :id',
  ],
  ['/tokens/novo', 'Criar um token da API', '/tokens/novo', 'tokens da API'],
  ['/tokens/:id/revogar', 'Revogar o token', '/tokens', 'token nº :id'],
  ['/conta/senha', 'Trocar a senha', '/conta', 'sua conta'],
  ['/conta/sessoes/encerrar', 'Encerrar as outras sessões', '/conta', 'sua conta'],
  ['/conta/sessoes/:sessao/encerrar', 'Encerrar a sessão', '/conta', 'sua conta'],
]

const KNOWN = ROWS.map(([path, title, page, name]) => ({
  pattern: new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
  title,
  page,
  name,
}))

/** Null for an address that belongs to no act. */
export function actWords(address: string): ActWords | null {
  const [path = ''] = address.split('?')
  for (const { pattern, title, page, name } of KNOWN) {
    const groups = pattern.exec(path)
    if (groups === null) continue
    const filled = (text: string) =>
      text.replaceAll(/:(\w+)/g, (_, part: string) => groups.groups?.[part] ?? '')
    return { title, page: [filled(page), filled(name)] }
  }
  return null
}
