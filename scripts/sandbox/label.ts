/** A shipment's label: a PDF, or ZPL in a ZIP, or a refusal in JSON; fetching it marks it printed. */
import type { Shipment, Truth } from './truth.ts'

const PDF = Buffer.from('%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n')

/** A ZIP with nothing in it but its first entry's head: as much as whoever tells it by its bytes may look at. */
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
  // The marketplace says octet-stream of both.
  const headers = { 'content-type': 'application/octet-stream' }
  return new Response(type === 'zpl2' ? ZIP : PDF, { headers })
}
