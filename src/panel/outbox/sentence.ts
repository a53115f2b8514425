/** A text of ours as a sentence: our SQL and our lists write without a capital and without a full stop. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
