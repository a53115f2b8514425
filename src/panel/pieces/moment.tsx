/** Instants as people in São Paulo read them; the exact one stays in the element for whoever needs it. */

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
const day = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE })

/** `26/11 08:30:12`, with the whole of it as a tooltip; a dash where there is none. */
export function Moment({ at }: { at: Date | string | null }) {
  if (at === null) return <span class="none">—</span>
  const date = new Date(at)
  return (
    <time datetime={date.toISOString()} title={long.format(date)}>
      {short.format(date).replace(', ', ' ')}
    </time>
  )
}

/** `há 3 min`, or `em 3 min` for what is to come. */
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

/** `12 s`, `3 min`, `2 h 5 min`, `4 d 3 h`. */
export function spanText(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** `2026-11-26`: the day in São Paulo, as a date field holds it. */
export function dayText(at: Date): string {
  return day.format(at)
}
