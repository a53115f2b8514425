/** What each papel may do in the panel. The server checks it before every route; the screens hide what would be refused. */

export const ROLES = ['leitor', 'operador', 'admin', 'dba', 'auditor'] as const

export type Role = (typeof ROLES)[number]

const everyone = ROLES
const hands: readonly Role[] = ['operador', 'admin']

/** Every act and view of the panel, with the papéis that may use it. `leitor` and `auditor` change nothing of the hub. */
export const PERMISSIONS = {
  ver: everyone,
  'conta.mudar': everyone,
  'evento.reprocessar': hands,
  'aviso.reenviar': hands,
  'pedido.retirar': hands,
  'payload.revelar': hands,
  'mapeamento.salvar': hands,
  'lote.executar': [...hands, 'dba'],
  'conector.testar': hands,
  'conector.sincronizar': hands,
  'conector.salvar': ['admin'],
  'operador.gerir': ['admin'],
  'token.gerir': ['admin'],
  'outbox.devolver': [...hands, 'dba'],
  'outbox.descartar': [...hands, 'dba'],
  'auditoria.ver': ['admin', 'auditor', 'dba'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof PERMISSIONS

export function mayDo(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role)
}
