/** Whether what is saved is what a form wanted: a second click of the same form is no conflict. */
import type { Mapping } from './find-mappings.ts'

export function isWanted(
  now: Mapping | null,
  { interno, terminal }: { readonly interno: string; readonly terminal: boolean },
): now is Mapping {
  return now?.interno === interno && (now.terminal ?? false) === terminal
}
