/** Instants as people in São Paulo read them. The exact value stays in the element. */
import { spanText } from './number-text.ts'

const ZONE = 'America/Sao_Paulo'
const short = new Intl.DateTimeFormat('pt-BR', {
  timeZone: ZONE,
  day: '2-digit',
  month: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const long = new Intl.DateTimeFormat('pt-BR', {
  timeZone: ZONE,
  dateStyle: 'full',
  timeStyle: 'long',
})

/** `26/11 08:30:12`, with the full date as a tooltip; a dash for null. */
export function Moment({ at }: { at: Date | string | null }) {
  if (at === null) return <span class="none">—</span>
  const date = new Date(at)
  return (
    <time datetime={date.toISOString()} title={long.format(date)}>
      {short.format(date).replace(', ', ' ')}
    </time>
  )
}

/** `há 3 min`, or `em 3 min` for an instant in the future. */
export function Age({ at, agora }: { at: Date | string | null; agora: Date }) {
  if (at === null) return <span class="none">—</span>
  const date = new Date(at)
  const seconds = (agora.getTime() - date.getTime()) / 1000
  const text = seconds >= 0 ? `há ${spanText(seconds)}` : `em ${spanText(-seconds)}`
  return (
    <time datetime={date.toISOString()} title={long.format(date)}>
      {text}
    </time>
  )
}
