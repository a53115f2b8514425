/** Makes a sentence of a text of ours: our SQL and our lists write without a capital and without a full stop. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
