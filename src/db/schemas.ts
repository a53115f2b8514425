/** The schemas of the hub. Each folder of `sql/routines` is named for one; tables live in `hub`. */
export const roomSchemas = [
  'ingress',
  'relay',
  'processing',
  'notifications',
  'mercado_livre',
  'ops',
] as const

export const hubSchemas = ['hub', ...roomSchemas] as const
