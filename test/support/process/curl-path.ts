/** A PATH with a `curl` on it: the machine's own, or else a simple one of ours. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Ours is written to `dir` if it is needed. */
export function curlPath(dir: string, path = process.env['PATH'] ?? ''): string {
  if (spawnSync('curl', ['--version'], { env: { PATH: path } }).error === undefined) return path
  const script = `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, 'plain-curl.ts')}' "$@"\n`
  writeFileSync(join(dir, 'curl'), script, { mode: 0o755 })
  return `${dir}${delimiter}${path}`
}
