/** A shipment's label: a PDF, ZPL in a ZIP, or a refusal in JSON. Fetching it marks it printed. */
import type { Shipment, Truth } from './truth.ts'

const PDF = Buffer.from('%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n')

/** A ZIP with only the head of its first entry, which is all that a reader of its first bytes looks at. */
const ZIP = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(26), Buffer.from('^XA^XZ')])

export function label(truth: Truth, shipment: Shipment, type: string): Response {
  const { id, status, substatus } = shipment
  if (status !== 'ready_to_ship') {
    const reason = {
      shipment_id: Number(id),
      message: `Shipment status ${status}/${substatus ?? ''}`,
    }
    const body = { message: 'not printable', failed_shipments: [reason], causes: [] }
    return Response.json(body, { status: 400 })
  }
  if (substatus !== 'printed') truth.move(shipment, status, 'printed')
  // The marketplace calls both octet-stream.
  const headers = { 'content-type': 'application/octet-stream' }
  return new Response(type === 'zpl2' ? ZIP : PDF, { headers })
}
