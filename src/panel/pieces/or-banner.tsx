/** A part of a page that may take too long: its content, or a banner in its place, while the rest of the page stands. */
import type { Child } from 'hono/jsx'
import { sqlState } from '../../db/connect/sql-state.ts'
import { Banner } from './banner.tsx'

/** Cancelled statements only (57014): anything else passes on. */
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
