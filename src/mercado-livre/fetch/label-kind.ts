/** What a label's answer really is, told by its first bytes: the marketplace's content types are not to be trusted. */
export type LabelKind = 'pdf' | 'zip' | 'json' | 'zpl' | 'unknown'

/** `zip` holds ZPL; `json` is a refusal, whatever the status was. */
export function labelKind(bytes: Uint8Array): LabelKind {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1').trimStart()
  if (start.startsWith('%PDF')) return 'pdf'
  if (start.startsWith('PK\u0003\u0004')) return 'zip'
  if (start.startsWith('{') || start.startsWith('[')) return 'json'
  return start.startsWith('^XA') ? 'zpl' : 'unknown'
}
