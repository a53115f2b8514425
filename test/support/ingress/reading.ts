/** Reads a page for assertions: its text without tags, and the fields of its forms. */

/** The text as a person reads it: one space between words. */
export function readingOf(html: string): string {
  const body = html.slice(html.indexOf('<main'))
  return unescape(body.replaceAll(/<(script|style)\b[^]*?<\/\1>/g, '').replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** The value of the first field of that name after `after`, a part of the page's source; fails where there is none. */
export function readingField(html: string, name: string, after = ''): string {
  const from = html.slice(html.indexOf(after))
  const [, value] = new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(from) ?? []
  if (value === undefined) throw new Error(`the page has no field ${name}`)
  return unescape(value)
}

function unescape(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'" }
  return text
    .replaceAll(/&(lt|gt|quot|#39);/g, (_, name: string) => named[name] ?? '')
    .replaceAll('&amp;', '&')
}
