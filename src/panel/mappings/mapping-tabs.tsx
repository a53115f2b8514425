/** From one kind of mappings to the other, and to those that are missing. */
import type { MappingKind } from './mapping-kind.ts'

export function MappingTabs({ kind }: { kind: MappingKind }) {
  const tabs = [
    ['/mapeamentos/sku', 'SKUs', kind === 'sku'],
    ['/mapeamentos/status', 'Status', kind === 'status'],
    ['/pendencias', 'Pendências', false],
  ] as const
  return (
    <nav class="tabs" aria-label="Mapeamentos">
      {tabs.map(([href, nome, here]) => (
        <a href={href} aria-current={here ? 'page' : undefined}>
          {nome}
        </a>
      ))}
    </nav>
  )
}
