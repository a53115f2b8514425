/** Names the state of the sources that is measured. */
import { execFileSync } from 'node:child_process'

/** The short commit, with `+` when tracked files differ from it; `unknown` outside of a checkout. */
export function currentCommit(): string {
  try {
    const changed = git(
      'status',
      '--porcelain',
      '--untracked-files=no',
      '--',
      ':/src',
      ':/sql',
      ':/scripts',
    )
    return git('rev-parse', '--short', 'HEAD') + (changed === '' ? '' : '+')
  } catch {
    return 'unknown'
  }
}

function git(...args: string[]): string {
  const options = { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' } as const
  return execFileSync('git', args, options).trim()
}
