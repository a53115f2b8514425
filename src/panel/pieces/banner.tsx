/** A sentence across the page: what was done, what was refused, or what could not be shown. */
import type { Child } from 'hono/jsx'
import { sqlState } from '../../db/connect/sql-state.ts'

export type BannerTone = 'ok' | 'info' | 'aviso' | 'erro'

const SIGNS: Readonly<Record<BannerTone, string>> = { ok: '✓', info: 'i', aviso: '!', erro: '×' }

/** Screen readers announce refusals and errors at once, the rest when they are idle. */
export function Banner({ tom, children }: { tom: BannerTone; children?: Child }) {
  return (
    <div class={`banner ${tom}`} role={tom === 'erro' || tom === 'aviso' ? 'alert' : 'status'}>
      <span class="sign" aria-hidden="true">
        {SIGNS[tom]}
      </span>
      <div>{children}</div>
    </div>
  )
}

/** The content of a part of a page, or a banner where its statement was cancelled (57014), so that the rest of the page stands. Other errors are thrown on. */
export async function orBanner(load: () => Promise<Child>): Promise<Child> {
  try {
    return await load()
  } catch (error) {
    if (sqlState(error) !== '57014') throw error
    return (
      <Banner tom="aviso">
        Esta consulta demorou demais e foi interrompida: restrinja as datas ou a loja e tente de
        novo.
      </Banner>
    )
  }
}
