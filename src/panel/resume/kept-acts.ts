/**
 * Acts that were sent after the session had ended, or in the session of another person who signed in meanwhile. They are not
 * done. They wait, sealed, for a quarter of an hour in the browser that sent them, until the sender has signed in again and
 * confirms them. An act belongs to the person whose session it was, else to the one for whom the form was made. Where neither
 * is known, it belongs to the browser alone.
 */
import * as v from 'valibot'
import type { PanelContext } from '../panel-env.ts'
import { sealedCookie } from '../session/sealed-cookie.ts'
import { KeptAct } from './kept-act.ts'

const START = 'hub_ato-'
const SECONDS = 15 * 60
/** The most that is kept whole, in all: the cookies of a request share 16 KiB of headers. */
const LENGTH_MAX = 9000
/** The owner of an act where nobody knows the person. */
const UNKNOWN = 'desconhecido'

export interface ActFound {
  readonly act: KeptAct
  /** Whether the signed-in person is known to have sent it. */
  readonly isOwn: boolean
  /** Whether the form stood on the page of another person. */
  readonly isOfOther: boolean
}

export interface ActsFound {
  readonly acts: readonly ActFound[]
  /** How many acts of other people wait in this browser. */
  readonly foreign: number
}

export const keptActs = {
  /** `owner`: the operator whose session it was; null: nobody knows. */
  keep(c: PanelContext, act: KeptAct, owner: string | null): void {
    const name = START + act.id
    const lengthMax = LENGTH_MAX - sealedCookie.length(c, START)
    const kept = {
      owner: owner ?? act.deQuem ?? UNKNOWN,
      seconds: SECONDS,
      sameSite: 'Lax',
    } as const
    if (sealedCookie.put(c, name, JSON.stringify(act), { ...kept, lengthMax })) return
    // An act without room leaves a stub, so that the person is told that it was not kept.
    const stub = { ...act, campos: [], segredos: [], arquivos: [], incompleto: true }
    sealedCookie.put(c, name, JSON.stringify(stub), kept)
  },

  /** Whether any act waits in this browser, whoever sent it. */
  any(c: PanelContext): boolean {
    return sealedCookie.named(c, START).length > 0
  },

  /** The acts of the signed-in person, oldest first. */
  found(c: PanelContext): ActsFound {
    const names = sealedCookie.named(c, START)
    const acts = names.flatMap((name) => {
      const own = sealedCookie.open(c, name, c.var.operator.id)
      const act = readAct(c, own ?? sealedCookie.open(c, name, UNKNOWN))
      if (act === null) return []
      const isOfOther = act.deQuem !== null && act.deQuem !== c.var.operator.id
      return [{ act, isOwn: own !== null, isOfOther }]
    })
    return {
      acts: acts.toSorted((a, b) => a.act.em - b.act.em),
      foreign: names.length - acts.length,
    }
  },

  forget(c: PanelContext, id: string): void {
    sealedCookie.forget(c, START + id)
  },
}

/** Null where its time is over, or it could not be opened. */
function readAct(c: PanelContext, text: string | null): KeptAct | null {
  if (text === null) return null
  const act = v.parse(KeptAct, JSON.parse(text))
  return c.var.agora.getTime() - act.em > SECONDS * 1000 ? null : act
}
