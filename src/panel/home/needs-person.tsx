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
  readonly one: string
  readonly several: string
  readonly href: string
  readonly urgent: boolean
}

export function NeedsPerson({ now, localMedia }: NeedsPersonProps) {
  const dead = now.lanes.reduce((sum, { mortos }) => sum + mortos, 0)
  const late = Math.max(0, ...now.lanes.map(({ atraso }) => atraso))
  const needs = needsOf(now, dead).filter(({ n }) => n > 0)
  const silent = now.media.filter((medium) => localMedia.includes(medium))
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
      {needs.map(({ n, one, several, href, urgent }) => (
        <li class={urgent ? 'bad' : 'waiting'}>
          <a href={href}>
            <strong>{n >= COUNTED_MAX ? countText(n + 1, COUNTED_MAX) : countText(n)}</strong>{' '}
            {n === 1 ? one : several}
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
      one: 'linha morta: devolva ou descarte',
      several: 'linhas mortas: devolva ou descarte',
      href: '/outbox?status=MORTO',
      urgent: true,
    },
    {
      n: now.incertas,
      one: 'aviso incerto: saiu ou não?',
      several: 'avisos incertos: saíram ou não?',
      href: '/outbox/avisos',
      urgent: true,
    },
    {
      n: now.semDestino,
      one: 'aviso sem telefone ou e-mail: ninguém foi avisado',
      several: 'avisos sem telefone ou e-mail: ninguém foi avisado',
      href: '/outbox/avisos#sem-destino',
      urgent: false,
    },
    {
      n: now.reautorizar,
      one: 'conector espera autorização',
      several: 'conectores esperam autorização',
      href: '/conectores',
      urgent: true,
    },
    {
      n: now.disjuntores,
      one: 'disjuntor aberto',
      several: 'disjuntores abertos',
      href: '/outbox/bloqueios',
      urgent: false,
    },
    {
      n: now.pendencias,
      one: 'mapeamento necessário',
      several: 'mapeamentos necessários',
      href: '/pendencias',
      urgent: false,
    },
  ]
}
