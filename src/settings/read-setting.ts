/**
 * Reads one setting from an environment: from the variable of its name, for a secret also from the file that NAME_FILE
 * names, or else its default. Returns the value, or a sentence that says what to correct.
 */
import type { SettingParser } from './parse-setting.ts'
import { isReadable } from '../core/text/is-readable.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Setting {
  readonly name: string
  /**
   * The default as it would be written in the environment; null when leaving the setting out has a meaning of its own.
   */
  readonly default: string | null
  readonly parse: SettingParser<unknown>
  /** In English, for the table of settings in the docs. */
  readonly description: string
  /** The value may also come from the file that NAME_FILE names. */
  readonly secret?: true
}

type Reading = { ok: true; value: unknown } | { ok: false; problem: string }

/** An empty variable counts as left out. The value is null only if that is the default. */
export function readSetting(
  setting: Setting,
  env: Environment,
  readFile: (path: string) => string,
): Reading {
  const { name } = setting
  const direct = env[name]?.trim() ?? ''
  const file = setting.secret === true ? (env[`${name}_FILE`]?.trim() ?? '') : ''
  if (direct !== '' && file !== '') {
    return no(`${name} e ${name}_FILE foram informados juntos: deixe só um deles.`)
  }
  let text = direct === '' ? setting.default : direct
  if (file !== '') {
    try {
      text = readFile(file).trim()
    } catch {
      return no(`${name}_FILE não pôde ser lido: confira o caminho e as permissões do arquivo.`)
    }
  }
  if (text === null) return { ok: true, value: null }
  if (!isReadable(text)) {
    const source = file === '' ? name : `${name}_FILE`
    return no(`${source} deve ser texto em UTF-8, sem caracteres que não podem ser guardados.`)
  }
  const parsed = setting.parse(text)
  return parsed.ok ? parsed : no(`${name} ${parsed.must}.`)
}

function no(problem: string): Reading {
  return { ok: false, problem }
}
