/** A PATH on which there is a `curl`: the machine's own, or else a plain one of ours. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** `dir` is where ours is put, if it is needed. */
export function curlPath(dir: string, path = process.env['PATH'] ?? ''): string {
  if (spawnSync('curl', ['--version'], { env: { PATH: path } }).error === undefined) return path
  const script = `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, 'plain-curl.ts')}' "$@"\n`
  writeFileSync(join(dir, 'curl'), script, { mode: 0o755 })
  return `${dir}${delimiter}${path}`
}
