/** The command line beside a sandbox marketplace, with a tenant and, once `set` is called, its connector. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { startSandbox } from '../../../scripts/sandbox/sandbox.ts'
import { openCli } from '../process/cli.ts'
import { startInProcess } from '../process/in-process.ts'
import { seller } from './marketplace-seller.ts'
import { runHubHere } from '../process/hub-program.ts'

export const clientSecret = 'segredo-da-aplicacao'

export async function openMarket(t: TestContext) {
  const cli = await openCli(t)
  const sandbox = await startSandbox({
    application: { clientId: seller.clientId, clientSecret },
    sellerId: seller.userId,
    nowMs: () => Date.now(),
    post: () => Promise.resolve(200),
    habits: { copies: 1, lost: 1 },
  })
  t.after(() => sandbox.stop())
  const env = { ...cli.env, ML_API_URL: sandbox.url, ML_AUTH_URL: sandbox.url }
  const run = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await runHubHere([...args, '--json'], env)
    return { code, stderr, json: JSON.parse(stdout || '{}') as Record<string, never> }
  }
  const secretFile = join(cli.dataDir, 'client-secret')
  writeFileSync(secretFile, clientSecret)
  await run('tenant', 'set', '--id', '123', '--nome', 'Loja', '--flag', 'on')
  const connector = [
    'connector',
    'set',
    '--tenant',
    '123',
    '--canal',
    'ML',
    '--user-id',
    seller.userId,
  ]
  const application = ['--client-id', seller.clientId, '--client-secret-file', secretFile]
  return { ...cli, sandbox, env, run, set: () => run(...connector, ...application) }
}

/** The seller authorizes the application, at a service that runs until the test ends. */
export async function authorize(
  t: TestContext,
  { env, run }: Awaited<ReturnType<typeof openMarket>>,
): Promise<Awaited<ReturnType<typeof startInProcess>> & { readonly page: Response }> {
  const started = await startInProcess(t, env)
  const back = `${started.service.publicUrl ?? ''}/api/integracoes/ml/autorizacao`
  const { json } = await run('connector', 'authorize', '--tenant', '123', '--redirect-uri', back)
  return { ...started, page: await fetch(String(json['url'])) }
}
