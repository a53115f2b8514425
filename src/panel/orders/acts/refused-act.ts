/** An act on an order that was not done: which, why, and what had been typed. */
import type { Typed } from '../../requests/read-form.ts'

export interface RefusedAct {
  readonly act: 'retirar' | 'desfazer' | 'reenviar' | 'decidir'
  readonly status: 404 | 409 | 422
  readonly frase: string
  readonly typed: Typed
}
