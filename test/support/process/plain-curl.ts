/**
 * The part of curl that the printed lines of the product use, run by `curlPath`. A machine with nothing but Node.js has
 * no curl, and the lines are tested there too.
 */
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  options: {
    silent: { type: 'boolean', short: 's' },
    'show-error': { type: 'boolean', short: 'S' },
    header: { type: 'string', short: 'H', multiple: true },
    data: { type: 'string', short: 'd' },
    'data-binary': { type: 'string' },
  },
  allowPositionals: true,
})
const [address] = positionals
if (address === undefined) throw new Error('curl wants an address')
const body = values.data ?? values['data-binary']
const headers = (values.header ?? []).map((each): [string, string] => {
  const [name = '', ...value] = each.split(':')
  return [name, value.join(':').trim()]
})
const answer = await fetch(address, {
  headers,
  ...(body === undefined ? {} : { method: 'POST', body }),
})
process.stdout.write(await answer.text())
