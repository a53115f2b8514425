/** The navigation: the places that the papel may see. On a phone it is a fold that needs no script. */
import type { Operator } from '../panel-env.ts'
import { mayDo, type Permission } from '../session/permissions.ts'

interface Place {
  readonly href: string
  readonly nome: string
  readonly permission: Permission
}

const PLACES: readonly (readonly [group: string, places: readonly Place[]])[] = [
  [
    'Operação',
    [
      { href: '/', nome: 'Painel', permission: 'ver' },
      { href: '/eventos', nome: 'Eventos', permission: 'ver' },
      { href: '/pedidos', nome: 'Pedidos', permission: 'ver' },
      { href: '/pendencias', nome: 'Pendências', permission: 'ver' },
    ],
  ],
  [
    'Integrações',
    [
      { href: '/conectores', nome: 'Conectores', permission: 'ver' },
      { href: '/mapeamentos/sku', nome: 'Mapeamentos', permission: 'ver' },
    ],
  ],
  [
    'Fila',
    [
      { href: '/outbox', nome: 'Outbox', permission: 'ver' },
      { href: '/lotes', nome: 'Lotes', permission: 'ver' },
    ],
  ],
  [
    'Controle',
    [
      { href: '/auditoria', nome: 'Auditoria', permission: 'auditoria.ver' },
      { href: '/operadores', nome: 'Operadores', permission: 'operador.gerir' },
      { href: '/tokens', nome: 'Tokens', permission: 'token.gerir' },
    ],
  ],
]

export function Navigation({ operator, path }: { operator: Operator; path: string }) {
  return (
    <header class="side">
      <Brand />
      <details class="drawer">
        <summary>Menu</summary>
        <Places operator={operator} path={path} label="Menu" />
      </details>
      <div class="rail">
        <Places operator={operator} path={path} label="Principal" />
      </div>
    </header>
  )
}

function Places({ operator, path, label }: { operator: Operator; path: string; label: string }) {
  const groups = PLACES.map(
    ([group, places]) =>
      [group, places.filter(({ permission }) => mayDo(operator.papel, permission))] as const,
  ).filter(([, places]) => places.length > 0)
  return (
    <>
      <nav aria-label={label}>
        {groups.map(([group, places]) => (
          <div class="places">
            <p>{group}</p>
            <ul>
              {places.map(({ href, nome }) => (
                <li>
                  <a href={href} aria-current={isHere(href, path) ? 'page' : undefined}>
                    {nome}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div class="who">
        <a href="/conta">
          <strong>{operator.nome}</strong>
          <span>
            {operator.papel} · {reachOf(operator)}
          </span>
        </a>
        <form method="post" action="/sair">
          <button class="quiet">Sair</button>
        </form>
      </div>
    </>
  )
}

/** `/mapeamentos/sku` counts for all of `/mapeamentos`. */
function isHere(href: string, path: string): boolean {
  if (href === '/') return path === '/'
  const base = `/${href.split('/')[1] ?? ''}`
  return path === base || path.startsWith(`${base}/`)
}

function reachOf({ tenants }: Operator): string {
  if (tenants === 'todos') return 'todas as lojas'
  return tenants.length === 1 ? `loja ${tenants[0]}` : `${tenants.length} lojas`
}

export function Brand() {
  return (
    <a class="brand" href="/">
      <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="currentColor" />
        <path d="M8 12h9m-9 4h13m-13 4h6" stroke="#fff" stroke-width="2.4" stroke-linecap="round" />
        <path d="m20 17 4 3.5-4 3.5z" fill="#fff" />
      </svg>
      <span>hub-outbox</span>
    </a>
  )
}
