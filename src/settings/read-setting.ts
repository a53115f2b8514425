/**
 * One setting read from an environment: from the variable of its name, for a secret also from the
 * file that NAME_FILE names, or else its default. Answers the value, or the sentence that says what
 * to mend.
 */
import type { SettingParser } from './parse-setting.ts'
import { isReadable } from '../core/text/is-readable.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Setting {
  readonly name: string
  /**
   * As it would be written in the environment; null where leaving it out means something of its
   * own.
   */
  readonly default: string | null
  readonly parse: SettingParser<unknown>
  /** For the README, in English. */
  readonly description: string
  /** Also readable from the file that NAME_FILE names. */
  readonly secret?: true
}

type Reading = { ok: true; value: unknown } | { ok: false; problem: string }

/** An empty variable counts as left out. The value is null only where that is the default. */
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
