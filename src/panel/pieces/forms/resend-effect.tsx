/** What sending a notice once more does, and what became of the last one that left. */
import { Age } from '../text/moment.tsx'
import type { NoticeShown } from '../notice-item.tsx'

interface ResendEffectProps {
  readonly avisos: readonly NoticeShown[]
  readonly agora: Date
}

export function ResendEffect({ avisos, agora }: ResendEffectProps) {
  const last = avisos.findLast(
    ({ enviadoEm, registradoEm }) => (enviadoEm ?? registradoEm) !== null,
  )
  if (last === undefined) {
    return <>O cliente recebe o aviso de retirada. Nenhum foi enviado até agora.</>
  }
  if (last.enviadoEm === null) {
    return (
      <>
        O último aviso foi só registrado <Age at={last.registradoEm} agora={agora} />, e ninguém o
        recebeu: sem um gateway (NOTIFY_{last.meio}) este também não sai do hub.
      </>
    )
  }
  return (
    <>
      O cliente recebe o aviso de retirada mais uma vez. O último foi enviado{' '}
      <Age at={last.enviadoEm} agora={agora} />.
    </>
  )
}
