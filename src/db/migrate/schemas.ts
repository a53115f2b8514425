/** The schemas of the hub. Each folder of `sql/routines` is named after one; tables are in `hub`. */
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
