/**
 * Values that occur nowhere else, so that wherever one appears it has leaked. They are searched as they are and in the forms
 * in which text travels, without regard to case.
 */

export type CanaryKind = 'pessoa' | 'segredo'

/** A text that somebody may read, and where it stands. */
export interface Said {
  readonly where: string
  readonly text: string
}

export interface Found {
  readonly name: string
  readonly form: string
  readonly where: string
}

export interface Canaries {
  /** The same value once more changes nothing. */
  add(kind: CanaryKind, name: string, value: string): void
  /** Which are found where, each of them once a place. `kind` [both] */
  findIn(said: Iterable<Said>, kind?: CanaryKind): readonly Found[]
  /** How many there are of that name. */
  count(name: string): number
  /** Every form of every one of them, to show that none is overlooked. */
  forms(): readonly { readonly name: string; readonly form: string; readonly example: string }[]
}

interface Canary {
  readonly kind: CanaryKind
  readonly name: string
  readonly forms: readonly Form[]
}

interface Form {
  readonly form: string
  /** Lower case. */
  readonly example: string
  readonly isIn: (text: string) => boolean
}

export function createCanaries(): Canaries {
  const known = new Map<string, Canary>()
  const all = () => [...known.values()]
  return {
    add(kind, name, value) {
      if (!known.has(value)) known.set(value, { kind, name, forms: formsOf(value) })
    },
    findIn(said, kind) {
      const wanted = all().filter((canary) => kind === undefined || canary.kind === kind)
      return [...said].flatMap(({ where, text }) => {
        const lower = text.toLowerCase()
        return wanted.flatMap(({ name, forms }) => {
          const found = forms.find(({ isIn }) => isIn(lower))
          return found === undefined ? [] : [{ name, form: found.form, where }]
        })
      })
    },
    count: (name) => all().filter((canary) => canary.name === name).length,
    forms: () =>
      all().flatMap(({ name, forms }) =>
        forms.map(({ form, example }) => ({ name, form, example })),
      ),
  }
}

function formsOf(value: string): readonly Form[] {
  // What every token begins with says nothing: a masked one may keep it, and one that was cut off there has leaked.
  const text = value.replace(/^(?:APP_USR-|TG-|hub_)/, '')
  const escaped = JSON.stringify(text).slice(1, -1)
  const forms = new Map<string, string>([
    ['it is', text],
    ['JSON', escaped],
    ['ASCII JSON', escaped.replace(/[^ -~]/g, escapeUnicode)],
    ['JSON in JSON', JSON.stringify(escaped).slice(1, -1)],
    ['part of an address', encodeURIComponent(text)],
    ['part of a form', new URLSearchParams({ '': text }).toString().slice(1)],
    ['hex', Buffer.from(text).toString('hex')],
    ...[0, 1, 2].flatMap((before) => base64Of(text, before)),
  ])
  const found = [...forms].map(([form, example]) => textForm(form, example))
  return /^\+?\d{11,13}$/.test(text) ? [...found, ...digitForms(text.slice(-11))] : found
}

function escapeUnicode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** As it stands within something longer: what its neighbours have a part in is left out. */
function base64Of(text: string, before: number): readonly (readonly [string, string])[] {
  const bytes = Buffer.from(`${'_'.repeat(before)}${text}`)
  const whole = bytes.toString('base64').replace(/=+$/, '')
  const inner = whole.slice(before === 0 ? 0 : before + 1, bytes.length % 3 === 0 ? undefined : -1)
  const name = `base64 after ${before}`
  return [
    [name, inner],
    [`${name}, for addresses`, inner.replaceAll('+', '-').replaceAll('/', '_')],
  ]
}

function textForm(form: string, example: string): Form {
  const lower = example.toLowerCase()
  return { form, example: lower, isIn: (text) => text.includes(lower) }
}

/** Of a CPF or a telephone: with any punctuation between the digits, and the telephone without its area. */
function digitForms(digits: string): readonly Form[] {
  const any = (plain: string) => new RegExp(`(?<!\\d)${[...plain].join('[ .()/-]{0,2}')}(?!\\d)`)
  const d = (from: number, to?: number) => digits.slice(from, to)
  const written = {
    'a CPF': `${d(0, 3)}.${d(3, 6)}.${d(6, 9)}-${d(9)}`,
    'a telephone': `(${d(0, 2)}) ${d(2, 7)}-${d(7)}`,
    'a telephone with its country': `+55 ${d(0, 2)} ${d(2, 7)} ${d(7)}`,
  }
  const loose = new RegExp(any(digits).source.replace('(?<!\\d)', '(?:(?<!\\d)|55[ (]{0,2})'))
  const local = `${d(2, 7)}-${d(7)}`
  return [
    ...Object.entries(written).map(([form, example]) => ({
      form,
      example,
      isIn: (text: string) => loose.test(text),
    })),
    textForm('a telephone without its area', local),
  ]
}
