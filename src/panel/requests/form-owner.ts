/**
 * Whose page a form stands on: each carries the operator it was made for, so that what one person has opened is not done
 * in the name of another who has entered in the same browser since. It proves nothing, and guards against mistakes only:
 * other sites are kept out by `sameOrigin`.
 */
const NAME = 'de_quem'
const FORM = /<form\b[^>]*\bmethod="post"[^>]*>/g
const ID = /^[1-9]\d{0,18}$/

export const formOwner = {
  NAME,

  /** A page with the field in every form of it that does something. Its texts are escaped: a `>` ends a tag. */
  mark: (html: string, id: string): string =>
    html.replaceAll(FORM, (form) => `${form}<input type="hidden" name="${NAME}" value="${id}"/>`),

  /** Null where a form does not say, as one from before it had to. */
  read: (value: unknown): string | null =>
    typeof value === 'string' && ID.test(value) ? value : null,
}
