/**
 * Makes the table of settings in src/commands/README.md from src/settings/settings.ts, so that the two can't disagree.
 * Without an argument it prints the table. `--check [FILE]` fails when the file contains another table. `--write
 * [FILE]` replaces it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { settings } from '../src/settings/settings.ts'

const BEGIN = '<!-- settings:begin -->'
const END = '<!-- settings:end -->'

function settingsTable(): string {
  const rows = Object.values(settings).map((setting) => {
    const names = [setting.name, ...('secret' in setting ? [`${setting.name}_FILE`] : [])]
      .map((name) => `\`${name}\``)
      .join(' ')
    const fallback = setting.default ? `\`${setting.default}\`` : '(none)'
    return `| ${names} | ${fallback} | ${setting.description} |`
  })
  return ['| Setting | Default | What it is |', '| --- | --- | --- |', ...rows].join('\n')
}

function withTable(text: string, file: string): string {
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  if (begin < 0 || end < begin) {
    throw new Error(`${file} has no ${BEGIN} … ${END}: add the two lines where the table belongs`)
  }
  return `${text.slice(0, begin + BEGIN.length)}\n\n${settingsTable()}\n\n${text.slice(end)}`
}

const [mode, file = 'src/commands/README.md'] = process.argv.slice(2)
switch (mode) {
  case undefined:
    console.log(settingsTable())
    break
  case '--check': {
    const text = readFileSync(file, 'utf8')
    if (withTable(text, file) !== text) {
      console.error(`${file} is stale: run "npm run settings-table -- --write ${file}"`)
      process.exitCode = 1
    }
    break
  }
  case '--write':
    writeFileSync(file, withTable(readFileSync(file, 'utf8'), file))
    break
  default:
    console.error('usage: settings-table [--check [FILE] | --write [FILE]]')
    process.exitCode = 2
}
