/** The story of an event or an order as a list from top to bottom, with the time that passed between its steps. */
import { InertText } from './text/inert-text.tsx'
import { Moment } from './text/moment.tsx'
import { numberText, spanText } from './text/number-text.ts'
import type { Tone } from './status-pill.tsx'

export interface Step {
  readonly em: Date
  readonly titulo: string
  readonly tom: Tone
  /** Sentences under it, some with text from outside. */
  readonly notas: readonly string[]
  /** Where more is told. */
  readonly href?: string
}

export function StorySteps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol class="steps">
      {steps.map(({ em, titulo, tom, notas, href }, at) => (
        <li class={tom}>
          <p class="when">
            <Moment at={em} />
            <Since from={steps[at - 1]?.em} to={em} />
          </p>
          <p class="what">{href === undefined ? titulo : <a href={href}>{titulo}</a>}</p>
          {notas.map((nota) => (
            <small>
              <InertText text={nota} />
            </small>
          ))}
        </li>
      ))}
    </ol>
  )
}

function Since({ from, to }: { from: Date | undefined; to: Date }) {
  const ms = from === undefined ? 0 : to.getTime() - from.getTime()
  return ms === 0 ? null : <span class="since">+{shortSpan(ms)}</span>
}

/** To the millisecond below a second, to the tenth below ten: where the hub's own work shows. */
function shortSpan(ms: number): string {
  if (ms < 1000) return `${ms} ms`
  return ms < 10_000 ? `${numberText(ms / 1000)} s` : spanText(ms / 1000)
}
