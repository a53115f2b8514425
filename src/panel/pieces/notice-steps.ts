/** What happened to a pick-up notice, as steps of the story of its order or its event. */
import { maskText } from '../../core/text/mask.ts'
import { type NoticeShown, onlyWrittenDown } from './notice-item.tsx'
import type { Step } from './story.tsx'

type Notice = NoticeShown & { readonly iniciadoEm: Date | null }

export function noticeSteps(notice: Notice): Step[] {
  const { criadoEm, iniciadoEm, enviadoEm, registradoEm, status, meio, origem, erro } = notice
  const how = `${meio}, ${origem === 'MANUAL' ? 'manual' : 'automático'}`
  const notas = erro === null ? [] : [maskText(erro)]
  const made: Step = {
    em: criadoEm,
    titulo: `Aviso de retirada na fila (${how})`,
    tom: 'moving',
    notas: [],
  }
  if (enviadoEm !== null) {
    return [
      made,
      { em: enviadoEm, titulo: `Aviso de retirada enviado (${how})`, tom: 'good', notas },
    ]
  }
  const at = iniciadoEm ?? criadoEm
  switch (status) {
    case 'REGISTRADA':
      return [
        made,
        {
          em: registradoEm ?? at,
          titulo: `Aviso de retirada só registrado (${how})`,
          tom: 'waiting',
          notas: [onlyWrittenDown(meio)],
        },
      ]
    case 'SEM_DESTINO':
      return [made, { em: at, titulo: 'O aviso não tem para onde ir', tom: 'bad', notas }]
    case 'INCERTA':
      return [made, { em: at, titulo: 'Não se sabe se o aviso saiu', tom: 'bad', notas }]
    case 'FALHOU':
      return [made, { em: at, titulo: 'O aviso não saiu', tom: 'bad', notas }]
    case 'CANCELADA':
      return [
        {
          ...made,
          titulo: `Aviso de retirada cancelado antes de sair (${how})`,
          tom: 'quiet',
          notas,
        },
      ]
    default:
      return [{ ...made, notas }]
  }
}
