/** The text of a file, as spreadsheets save it: UTF-8, or else what Windows in Portuguese means by ANSI. */

export function importText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
