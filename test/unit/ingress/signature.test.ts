/** Signatures made by others, so that what we accept is what they send. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createVerifier } from '../../../src/ingress/proof/signature.ts'

const verify = createVerifier()

test("GitHub's published example of an HMAC-SHA256 signature is valid", () => {
  const request = {
    signature: 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    body: Buffer.from('Hello, World!'),
    secrets: [Buffer.from("It's a Secret to Everybody")],
    nowSeconds: 0,
  }
  assert.equal(verify(request), 'VALIDA')
  assert.equal(verify({ ...request, body: Buffer.from('Hello, World') }), 'ASSINATURA_INVALIDA')
})

test("a signature in Stripe's form is valid within its window only", () => {
  const body = Buffer.from('{"id":"evt_1"}\r\n')
  const mac = createHmac('sha256', 'whsec_test').update('1614556800.').update(body).digest('hex')
  const request = {
    signature: `t=1614556800,v1=${mac},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39`,
    body,
    secrets: [Buffer.from('whsec_test')],
  }
  assert.equal(verify({ ...request, nowSeconds: 1614556800 }), 'VALIDA')
  assert.equal(verify({ ...request, nowSeconds: 1614556800.9 + 300 }), 'ASSINATURA_EXPIRADA')
})

test('bytes that are no text are signed as they are', () => {
  const body = Buffer.from([0xff, 0x00, 0xfe, 0x0d, 0x0a])
  const mac = createHmac('sha256', 'k').update(body).digest('hex')
  const secrets = [Buffer.from('outro'), Buffer.from('k')]
  const request = { signature: `sha256=${mac}`, body, secrets, nowSeconds: 0 }
  assert.equal(verify(request), 'VALIDA', 'either live secret will do')
})

test('no signature is valid for a tenant without secrets: not with the empty key, not with a decoy of another verifier', () => {
  const body = Buffer.from('{}')
  for (const key of ['', 'null', 'undefined']) {
    const signature = `sha256=${createHmac('sha256', key).update(body).digest('hex')}`
    assert.equal(verify({ signature, body, secrets: [], nowSeconds: 0 }), 'ASSINATURA_INVALIDA')
  }
})
