/**
 * Acts that were sent after the session had ended, or in another's session from the page of somebody before. Nothing of
 * them is done: they wait sealed in the browser that sent them, for a quarter of an hour, until whoever sent them has
 * entered again and confirms them. Bound to that person: to whose session it was, else to whom the form was made for; what
 * nobody knows of is bound to the browser alone.
 */
import * as v from 'valibot'
import type { PanelContext } from '../panel-env.ts'
import { sealedCookie } from '../session/sealed-cookie.ts'
import { KeptAct } from './kept-act.ts'

const START = 'hub_ato-'
const SECONDS = 15 * 60
/** Of all that is kept whole: the cookies of a request share 16 KiB of headers. */
const LENGTH_MAX = 9000
/** In place of a person: nobody knows who. */
const UNKNOWN = 'desconhecido'

export interface ActFound {
  readonly ato: KeptAct
  /** Whether it is known that the person who is signed in sent it. */
  readonly proprio: boolean
  /** Whether the form stood on the page of another person. */
  readonly deOutro: boolean
}

export interface ActsFound {
  readonly atos: readonly ActFound[]
  /** How many others there are, of other people. */
  readonly alheios: number
}

export const keptActs = {
  /** `dono`: the operator whose session it was; null: nobody knows. */
  keep(c: PanelContext, ato: KeptAct, dono: string | null): void {
    const name = START + ato.id
    const lengthMax = LENGTH_MAX - sealedCookie.length(c, START)
    const kept = { dono: dono ?? ato.deQuem ?? UNKNOWN, seconds: SECONDS, sameSite: 'Lax' } as const
    if (sealedCookie.put(c, name, JSON.stringify(ato), { ...kept, lengthMax })) return
    // What there is no room for leaves its name: it is said that it was not kept.
    const stub = { ...ato, campos: [], segredos: [], arquivos: [], incompleto: true }
    sealedCookie.put(c, name, JSON.stringify(stub), kept)
  },

  /** Whether any waits in this browser, whoever sent it. */
  any(c: PanelContext): boolean {
    return sealedCookie.named(c, START).length > 0
  },

  /** Those of whoever is signed in, oldest first. */
  found(c: PanelContext): ActsFound {
    const names = sealedCookie.named(c, START)
    const atos = names.flatMap((name) => {
      const own = sealedCookie.open(c, name, c.var.operator.id)
      const ato = readAct(c, own ?? sealedCookie.open(c, name, UNKNOWN))
      if (ato === null) return []
      const deOutro = ato.deQuem !== null && ato.deQuem !== c.var.operator.id
      return [{ ato, proprio: own !== null, deOutro }]
    })
    return {
      atos: atos.toSorted((a, b) => a.ato.em - b.ato.em),
      alheios: names.length - atos.length,
    }
  },

  forget(c: PanelContext, id: string): void {
    sealedCookie.forget(c, START + id)
  },
}

/** Null where it is over, or none of ours. */
function readAct(c: PanelContext, text: string | null): KeptAct | null {
  if (text === null) return null
  const ato = v.parse(KeptAct, JSON.parse(text))
  return c.var.agora.getTime() - ato.em > SECONDS * 1000 ? null : ato
}
