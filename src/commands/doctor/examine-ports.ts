/** Checks whether the two ports are the service's, free, or another program's. */
import { createServer } from 'node:net'
import type { Config } from '../../settings/config.ts'
import { failureFinding, type Finding, goodFinding } from './finding.ts'

const TIMEOUT_MS = 3000

export async function examinePorts(config: Config): Promise<readonly Finding[]> {
  const { publicHost, publicPort, internalHost, internalPort, tls } = config
  return Promise.all([
    examinePort('porta', 'PUBLIC_PORT', publicHost, publicPort, tls === null ? 'http' : 'https'),
    examinePort('porta interna', 'INTERNAL_PORT', internalHost, internalPort, 'http'),
  ])
}

async function examinePort(
  nome: string,
  setting: string,
  host: string,
  port: number,
  scheme: string,
): Promise<Finding> {
  if (port === 0) return goodFinding(nome, `${setting}=0: o serviço toma uma livre.`)
  if (await isFree(host, port)) {
    return goodFinding(nome, `A porta ${port} está livre: o serviço não está no ar aqui.`)
  }
  // A certificate for another name can't be checked from here: it must do that something speaks TLS.
  if (scheme === 'https' || (await isOurs(host, port))) {
    return goodFinding(nome, `O serviço responde na porta ${port}.`)
  }
  return failureFinding(
    nome,
    `A porta ${port} é de outro programa: encerre-o ou escolha outra com ${setting}.`,
  )
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

async function isOurs(host: string, port: number): Promise<boolean> {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}/livez`
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    const body: unknown = await answer.json()
    return typeof body === 'object' && body !== null && 'status' in body && body.status === 'ok'
  } catch {
    return false
  }
}
