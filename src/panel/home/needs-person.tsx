/** What waits for a person, first on the page; one calm line where nothing does. */
import { countText, spanText } from '../pieces/text/number-text.ts'
import { noGateway } from '../pieces/notice-item.tsx'
import { COUNTED_MAX, type PanelNow } from './read-now.ts'

/** A row that has been due for longer has no relay that takes it. */
const LATE_SECONDS = 60

interface NeedsPersonProps {
  readonly now: PanelNow
  /** The kinds of notice for which no gateway is set. */
  readonly localMedia: readonly string[]
}

interface Need {
  readonly n: number
  readonly uma: string
  readonly varias: string
  readonly href: string
  readonly urgente: boolean
}

export function NeedsPerson({ now, localMedia }: NeedsPersonProps) {
  const dead = now.fila.reduce((sum, { mortos }) => sum + mortos, 0)
  const late = Math.max(0, ...now.fila.map(({ atraso }) => atraso))
  const needs = needsOf(now, dead).filter(({ n }) => n > 0)
  const silent = now.meios.filter((medium) => localMedia.includes(medium))
  if (needs.length + silent.length === 0 && late <= LATE_SECONDS) {
    return (
      <p class="calm">
        <span aria-hidden="true">✓</span> Tudo em dia: nada espera por uma pessoa.
      </p>
    )
  }
  return (
    <ul class="needs" aria-label="Espera por uma pessoa">
      {late > LATE_SECONDS ? (
        <li class="bad">
          <a href="/outbox">
            <strong>{spanText(late)}</strong> de atraso na fila: há um relay no ar (um processo com
            relay em ROOMS)?
          </a>
        </li>
      ) : null}
      {needs.map(({ n, uma, varias, href, urgente }) => (
        <li class={urgente ? 'bad' : 'waiting'}>
          <a href={href}>
            <strong>{n >= COUNTED_MAX ? countText(n + 1, COUNTED_MAX) : countText(n)}</strong>{' '}
            {n === 1 ? uma : varias}
          </a>
        </li>
      ))}
      {silent.map((medium) => (
        <li class="waiting">
          <span>{noGateway(medium)}</span>
        </li>
      ))}
    </ul>
  )
}

function needsOf(now: PanelNow, dead: number): readonly Need[] {
  return [
    {
      n: dead,
      uma: 'linha morta: devolva ou descarte',
      varias: 'linhas mortas: devolva ou descarte',
      href: '/outbox?status=MORTO',
      urgente: true,
    },
    {
      n: now.incertas,
      uma: 'aviso incerto: saiu ou não?',
      varias: 'avisos incertos: saíram ou não?',
      href: '/outbox/avisos',
      urgente: true,
    },
    {
      n: now.semDestino,
      uma: 'aviso sem telefone ou e-mail: ninguém foi avisado',
      varias: 'avisos sem telefone ou e-mail: ninguém foi avisado',
      href: '/outbox/avisos#sem-destino',
      urgente: false,
    },
    {
      n: now.reautorizar,
      uma: 'conector espera autorização',
      varias: 'conectores esperam autorização',
      href: '/conectores',
      urgente: true,
    },
    {
      n: now.disjuntores,
      uma: 'disjuntor aberto',
      varias: 'disjuntores abertos',
      href: '/outbox/bloqueios',
      urgente: false,
    },
    {
      n: now.pendencias,
      uma: 'mapeamento necessário',
      varias: 'mapeamentos necessários',
      href: '/pendencias',
      urgente: false,
    },
  ]
}
