/** A browser by the name that its person knows it by. What it says of itself is a hint, never proof. */

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|Chromium|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** `Firefox em Linux`; what it says of itself, cut short, where it is none of these. */
export function browserName(agente: string): string {
  const named = (list: typeof BROWSERS) => list.find(([pattern]) => pattern.test(agente))?.[1]
  const [browser, system] = [named(BROWSERS), named(SYSTEMS)]
  if (browser === undefined) return agente === '' ? 'desconhecido' : agente.slice(0, 40)
  return system === undefined ? browser : `${browser} em ${system}`
}
