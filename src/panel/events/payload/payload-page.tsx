/** The page at /eventos/ID/payload: what was stored, masked, or as it is for a person who may see it and says why. */
import { mayDo } from '../../session/permissions.ts'
import type { PanelContext } from '../../panel-env.ts'
import { ActForm } from '../../pieces/forms/act-form.tsx'
import { Banner } from '../../pieces/banner.tsx'
import { ConfirmPassword } from '../../acts/confirm-password.tsx'
import { page } from '../../pieces/page.tsx'
import { inertParts } from '../../pieces/text/inert-text.tsx'
import { numberText } from '../../pieces/text/number-text.ts'

interface PayloadView {
  readonly id: string
  readonly text: string
  /** Absent: masked. */
  readonly revealed?: true
  /** Why it was not revealed, and what was typed. */
  readonly refusal?: RevealRefusal
}

interface RevealRefusal {
  readonly status: 403 | 404 | 422
  readonly sentence: string
  readonly reason: string | undefined
  /** Why the password that was asked for again did not pass. */
  readonly unproved: string | null
}

export function payloadPage(c: PanelContext, view: PayloadView): Response | Promise<Response> {
  const { id, text, revealed, refusal } = view
  const masked = revealed === undefined
  return page(
    c,
    {
      titulo: `Payload do evento nº ${id}`,
      resumo: masked
        ? 'Como foi guardado, com os dados pessoais mascarados.'
        : 'Como foi guardado, com os dados pessoais à vista.',
      acima: [`/eventos/${id}`, `Evento nº ${id}`],
      ...(refusal === undefined ? {} : { status: refusal.status }),
      acoes: masked ? <MaskedActs id={id} c={c} recusa={refusal} /> : <BackToMasked id={id} />,
    },
    <>
      {masked ? null : (
        <Banner tom="info">
          Esta leitura ficou registrada na auditoria, com o seu nome e o motivo. A página não é
          guardada pelo navegador.
        </Banner>
      )}
      <section class="card">
        <PayloadText texto={text} />
        {isShownWhole(text) ? null : (
          <p class="after">
            <a href={`/eventos/${id}/payload.json`}>Baixar inteiro, mascarado</a>
          </p>
        )}
      </section>
    </>,
  )
}

interface MaskedActsProps {
  readonly c: PanelContext
  readonly id: string
  readonly recusa: RevealRefusal | undefined
}

function MaskedActs({ c, id, recusa }: MaskedActsProps) {
  if (!mayDo(c.var.operator.papel, 'payload.revelar')) return null
  return (
    <ActForm
      action={`/eventos/${id}/payload`}
      titulo="Revelar dados pessoais"
      efeito="Nome, documento e telefone aparecem por inteiro, e a leitura fica na auditoria."
      motivo={recusa?.reason}
      problema={recusa?.unproved === null ? recusa.sentence : undefined}
      aberto={recusa !== undefined}
    >
      <ConfirmPassword c={c} problema={recusa?.unproved} />
    </ActForm>
  )
}

function BackToMasked({ id }: { id: string }) {
  return (
    <a class="button" href={`/eventos/${id}/payload`}>
      Mascarar de novo
    </a>
  )
}

const SHOWN_MAX = 256 * 1024

/** Whether all of it is shown. */
function isShownWhole(text: string): boolean {
  return text.length <= SHOWN_MAX
}

function PayloadText({ texto }: { texto: string }) {
  if (texto === '{}') return <p class="none">O evento foi guardado sem conteúdo.</p>
  return (
    <>
      {isShownWhole(texto) ? null : (
        <p class="hint">
          Mostrando os primeiros {numberText(SHOWN_MAX / 1024)} kB de{' '}
          {numberText(texto.length / 1024)} kB.
        </p>
      )}
      <pre class="payload" tabindex={0} aria-label="Payload">
        <code>{inertParts(texto.slice(0, SHOWN_MAX))}</code>
      </pre>
    </>
  )
}
