/** The schemas of the hub. Each folder of `sql/routines` is named for one; tables live in `hub`. */
export const roomSchemas = [
  'ingress',
  'relay',
  'processing',
  'notifications',
  'mercado_livre',
  'connectors',
  'tenants',
  'access',
  'audit',
  'bulk',
  'search',
  'measures',
  'ops',
] as const

export const hubSchemas = ['hub', ...roomSchemas] as const
