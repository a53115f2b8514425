/** The tabs of the queue's screens. */

const TABS = [
  ['/outbox', 'Fila'],
  ['/outbox/leases', 'Leases'],
  ['/outbox/bloqueios', 'Bloqueios e disjuntores'],
  ['/outbox/avisos', 'Avisos incertos'],
] as const

export function OutboxTabs({ path }: { path: (typeof TABS)[number][0] }) {
  return (
    <nav class="tabs" aria-label="Outbox">
      {TABS.map(([href, nome]) => (
        <a href={href} aria-current={href === path ? 'page' : undefined}>
          {nome}
        </a>
      ))}
    </nav>
  )
}
