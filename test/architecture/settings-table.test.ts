import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { settings } from '../../src/settings/settings.ts'
import { ROOT } from './source-files.ts'

function settingsTable(...args: string[]) {
  const script = ['--import', 'tsx', 'scripts/settings-table.ts']
  return spawnSync(process.execPath, [...script, ...args], { cwd: ROOT, encoding: 'utf8' })
}

test('the manual of the commands contains the current table of settings', () => {
  const { status, stderr } = settingsTable('--check')
  assert.equal(status, 0, stderr)
})

test('a stale table fails the check, and --write corrects it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-table-'))
  const file = join(folder, 'README.md')
  try {
    writeFileSync(file, 'before\n<!-- settings:begin -->\nold\n<!-- settings:end -->\nafter\n')
    assert.equal(settingsTable('--check', file).status, 1)
    assert.equal(settingsTable('--write', file).status, 0)
    assert.equal(settingsTable('--check', file).status, 0)
    const text = readFileSync(file, 'utf8')
    assert.match(
      text,
      /^before\n<!-- settings:begin -->\n\n\| Setting [^]+<!-- settings:end -->\nafter\n$/,
    )
    for (const { name } of Object.values(settings)) assert.ok(text.includes(`\`${name}\``), name)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
