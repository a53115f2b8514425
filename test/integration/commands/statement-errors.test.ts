/** The errors that a statement of a command may meet, by SQLSTATE: one sentence says what happened, and names no address. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oneSentence, openCli } from '../../support/process/cli.ts'
import { runHubHere } from '../../support/process/hub-program.ts'
import { MARK } from '../../support/ingress/odd-text.ts'

const REACHING = /^O PostgreSQL em 127\.0\.0\.1:\d+ /
const LOST = /^A conexão com o PostgreSQL se perdeu/
const VALUE = /^O banco não aceitou um valor/
const TAKEN = /^Outra operação mexia no mesmo/
const BEHIND = /não tem o que esta versão espera .*hub migrate/
const SHORT = /^Falta disco, memória ou conexões/
const FAILED = /^O PostgreSQL falhou/

/** At least one of each class that PostgreSQL has and a statement may meet. */
const SAID: Readonly<Record<string, RegExp>> = {
  '08006': LOST,
  '0A000': FAILED,
  '21000': FAILED,
  '22001': VALUE,
  '22003': VALUE,
  '22008': VALUE,
  '22021': VALUE,
  '22P02': VALUE,
  '22P05': VALUE,
  '23502': /contraria o que já está gravado/,
  '23503': /contraria o que já está gravado/,
  '23505': /contraria o que já está gravado/,
  '23514': /contraria o que já está gravado/,
  '25006': /^O banco é só para leitura/,
  '25P03': LOST,
  '26000': BEHIND,
  '28P01': REACHING,
  '2BP01': FAILED,
  '34000': BEHIND,
  '38000': FAILED,
  '39P01': FAILED,
  '3D000': REACHING,
  '3F000': BEHIND,
  '40001': TAKEN,
  '40P01': TAKEN,
  '42501': /^Falta um direito ao usuário do banco/,
  '42703': BEHIND,
  '42883': BEHIND,
  '42P01': BEHIND,
  '44000': FAILED,
  '53100': SHORT,
  '53200': SHORT,
  '53300': REACHING,
  '54000': /grande demais para o banco/,
  '55000': TAKEN,
  '55P03': TAKEN,
  '57014': /^A consulta demorou demais/,
  '57P01': LOST,
  '57P03': REACHING,
  '58030': /não pôde usar os seus arquivos/,
  F0000: FAILED,
  P0001: FAILED,
  XX000: FAILED,
}

const isGone = (state: string) => /^(?:08|25P|40|53|55P|57P)/.test(state)

test("a statement's error is told by its kind, without a value and without the database's address", async (t) => {
  const { client, env } = await openCli(t)
  for (const [state, says] of Object.entries(SAID)) {
    await client.rows(`
      create or replace function access.require_scope(p_tenant bigint, p_tenants bigint[])
      returns void language plpgsql as $$
      begin
        raise exception 'o valor "${MARK}" não serve' using errcode = '${state}', detail = '${MARK}';
      end $$`)
    const args = ['tenant', 'set', '--id', '5', '--nome', MARK]
    const { code, stderr } = await runHubHere(args, env)
    assert.equal(code, 1, state)
    assert.ok(!stderr.includes(MARK), stderr)
    // A connection that goes is a line of the log as well.
    const refusal = oneSentence(`${stderr.trimEnd().split('\n').at(-1)}\n`)
    if (!isGone(state)) assert.equal(stderr.trimEnd(), refusal)
    assert.match(refusal, says, state)
    assert.match(refusal, /: \p{Ll}/u, `${state}: what to do`)
    assert.equal(refusal.includes('DATABASE_URL'), /^(28P01|3D000)$/.test(state), refusal)
  }
})
