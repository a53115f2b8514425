/** The stretches of time that the charts can show, by their names in the address. */
import * as v from 'valibot'

export const WINDOWS = {
  '1h': { nome: '1 hora', de: '1 hour', passo: '1 minute', minutos: 1 },
  '24h': { nome: '24 horas', de: '24 hours', passo: '15 minutes', minutos: 15 },
  '7d': { nome: '7 dias', de: '7 days', passo: '2 hours', minutos: 120 },
} as const

export type TimeWindow = keyof typeof WINDOWS

const NAMES = Object.keys(WINDOWS) as TimeWindow[]

export const WindowQuery = v.strictObject({
  janela: v.pipe(
    v.optional(v.picklist(NAMES), '1h'),
    v.description(`um destes períodos: ${NAMES.join(', ')}`),
  ),
})
