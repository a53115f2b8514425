/** What is said to somebody whose save came second: who was first, what has changed, and that nothing typed is lost. */
import type { Child } from 'hono/jsx'
import type { Typed } from '../../requests/read-form.ts'
import { WhatChanged } from '../acts/connector-form.tsx'

export function staleBanner(sentence: string, visto: string, agora: Typed): Child {
  return (
    <>
      <p>{sentence}</p>
      <WhatChanged visto={visto} agora={agora} />
      <p>O que você digitou continua no formulário: confira, e salve de novo se ainda valer.</p>
    </>
  )
}
