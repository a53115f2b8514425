/** Odd text in every option and argument of every command, and in every file that one reads: refused before anything is done. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Command } from 'commander'
import { oneSentence } from '../../support/process/cli.ts'
import { allCommands, runHubHere } from '../../support/process/hub-program.ts'
import { tempDir } from '../../support/process/in-process.ts'
import { MARK, ODD_TEXTS } from '../../support/ingress/odd-text.ts'

/** Nothing listens there: whatever gets as far as the database says so. */
const ENV = { DATABASE_URL: 'postgres://a@127.0.0.1:9/b', LOG_LEVEL: 'silent' }

/** Those that take no text; a new one that does is found without being named. */
const WITHOUT_TEXT = [
  'start',
  'migrate',
  'tenant list',
  'connector list',
  'token list',
  'operator list',
  'doctor',
  'verify',
]

type Given = Readonly<Record<string, string>>

/** What must be there, as it may be. */
const GOOD: Given = {
  '--tenant': '123',
  '--id': '123',
  '--canal': 'ML',
  '--nome': 'Loja',
  '--papel': 'leitor',
  '--login': 'maria',
  '--sub': 'https://id.exemplo#42',
  '--externo': 'a',
  '--interno': 'PRONTO',
  '--external-id': 'ML-ORD-1',
  '--pedido': '1',
  '--motivo': 'teste',
  '--arquivo': '/nenhum/arquivo',
  id: '1',
}

function namesOf(command: Command): readonly string[] {
  return [
    ...command.options.flatMap(({ required, long }) => (required ? [long ?? ''] : [])),
    ...command.registeredArguments.map((each) => each.name()),
  ]
}

function argsOf(path: string, command: Command, given: Given): readonly string[] {
  const needed = [
    ...command.options.flatMap(({ mandatory, long }) => (mandatory ? [long ?? ''] : [])),
    ...command.registeredArguments.map((each) => each.name()),
  ]
  const all = { ...Object.fromEntries(needed.map((name) => [name, GOOD[name] ?? name])), ...given }
  const [options, others] = [Object.entries(all), Object.entries(all)]
  return [
    ...path.split(' '),
    ...options.flatMap(([name, text]) => (name.startsWith('--') ? [`${name}=${text}`] : [])),
    ...others.flatMap(([name, text]) => (name.startsWith('--') ? [] : [text])),
  ]
}

async function assertRefused(args: readonly string[], about: string): Promise<void> {
  const { code, stdout, stderr } = await runHubHere(args, ENV)
  assert.equal(code, 1, `${about} was accepted`)
  oneSentence(stderr)
  assert.ok(!`${stdout}${stderr}`.includes(MARK), `${about} is repeated`)
  assert.ok(stderr.length < 300 && !stderr.includes('PostgreSQL'), `${about}: ${stderr}`)
}

test('a command refuses odd text in a sentence that does not repeat it', async () => {
  const silent: string[] = []
  let asked = 0
  for (const [path, command] of allCommands()) {
    const names = namesOf(command)
    if (names.length === 0) silent.push(path)
    for (const name of names) {
      for (const { what, text } of ODD_TEXTS) {
        const args = argsOf(path, command, { [name]: text })
        await assertRefused(args, `${path} ${name} with ${what}`)
        asked++
      }
    }
  }
  assert.deepEqual(silent, WITHOUT_TEXT)
  assert.ok(asked > 300, String(asked))
})

test('a file that is no text in UTF-8 is no secret, nor is one that is too long', async (t) => {
  const file = join(tempDir(t), 'segredo')
  const contents: readonly (readonly [what: string, content: string | Buffer])[] = [
    ...ODD_TEXTS.map(({ what, text }) => [what, text] as const),
    ['Latin-1', Buffer.from(`${MARK}çã`, 'latin1')],
    ['UTF-16', Buffer.from(`\uFEFF${MARK}`, 'utf16le')],
    ['nothing but a line end', '\uFEFF\n'],
  ]
  let asked = 0
  for (const [path, command] of allCommands()) {
    for (const name of namesOf(command).filter((each) => each.endsWith('-file'))) {
      for (const [what, content] of contents) {
        writeFileSync(file, content)
        await assertRefused(argsOf(path, command, { [name]: file }), `${path} ${name}: ${what}`)
        asked++
      }
    }
  }
  assert.equal(asked, 5 * contents.length)
})
