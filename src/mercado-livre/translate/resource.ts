/**
 * The resource of a notification. The text comes from outside and never becomes part of an address: it is matched whole,
 * and only its digits are kept.
 */
export interface Resource {
  readonly kind: 'order' | 'shipment'
  /** Digits. */
  readonly id: string
}

const PATHS = {
  orders_v2: { kind: 'order', path: /^\/orders\/([1-9]\d{0,19})$/ },
  shipments: { kind: 'shipment', path: /^\/shipments\/([1-9]\d{0,19})$/ },
} as const

/** Null for a topic that nothing handles, and for a path of another topic. */
export function resourceOf(topic: string, path: string): Resource | null {
  if (!Object.hasOwn(PATHS, topic)) return null
  const known = PATHS[topic as keyof typeof PATHS]
  const id = known.path.exec(path)?.[1]
  return id === undefined ? null : { kind: known.kind, id }
}

/** The topic of a path; null where it has none. */
export function topicOf(path: string): string | null {
  return Object.keys(PATHS).find((topic) => resourceOf(topic, path) !== null) ?? null
}

/** The resource of a path whose topic was checked before. */
export function resourceIn(path: string): Resource | null {
  const topic = topicOf(path)
  return topic === null ? null : resourceOf(topic, path)
}
