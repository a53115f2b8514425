/** A form, as its schema reads it, or what is wrong with each field, with what was typed. */
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { isStorable } from '../../core/text/storable.ts'
import type { PanelContext } from '../panel-env.ts'

export type FormSchema = v.GenericSchema<unknown, unknown> & {
  readonly entries: Readonly<Record<string, v.GenericSchema>>
}

/** What was typed, for the form to be shown again. Files are left out. */
export type Typed = Readonly<Record<string, string>>

export type FormRead<T> =
  | { readonly ok: true; readonly value: T; readonly typed: Typed }
  | { readonly ok: false; readonly problems: Typed; readonly typed: Typed }

/** Said of a field with a character that PostgreSQL can't store. */
const UNKEEPABLE = 'Este campo tem um caractere que não pode ser guardado.'

/** The problem of a field names what its description says that it accepts. */
export async function readForm<const S extends FormSchema>(
  c: PanelContext,
  schema: S,
): Promise<FormRead<v.InferOutput<S>>> {
  const body = await fieldsOf(c)
  const texts = Object.entries(body).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  )
  const typed = Object.fromEntries(texts)
  const unkeepable = texts.filter(
    ([name, text]) => Object.hasOwn(schema.entries, name) && !isStorable(text),
  )
  const problems: Record<string, string> = Object.fromEntries(
    unkeepable.map(([name]) => [name, UNKEEPABLE]),
  )
  const result = v.safeParse(schema, body)
  if (result.success && unkeepable.length === 0) return { ok: true, value: result.output, typed }
  for (const issue of result.issues ?? []) {
    const field = v.getDotPath(issue)?.split('.')[0] ?? ''
    problems[field] ??= sentenceOf(schema.entries[field])
  }
  return { ok: false, problems, typed }
}

/** The last of several fields with one name counts. @throws HTTPException 400 where the body is not what its content type says */
async function fieldsOf(c: PanelContext): Promise<Record<string, string | File>> {
  const headers = { 'content-type': c.req.header('content-type') ?? '' }
  try {
    const form = await new Response(c.var.form, { headers }).formData()
    form.delete(formOwner.NAME)
    return Object.fromEntries(form)
  } catch (cause) {
    throw new HTTPException(400, { cause })
  }
}

function sentenceOf(field: v.GenericSchema | undefined): string {
  const accepts = field === undefined ? undefined : v.getDescription(field)
  return accepts === undefined ? 'Este campo não é deste formulário.' : `Informe ${accepts}.`
}

/**
 * Whose page a form stands on. Each form carries the operator for whom it was made, so that what one person has opened is not
 * done in the name of another who has signed in with the same browser since. It proves nothing and only prevents mistakes:
 * `sameOrigin` keeps other sites out.
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
