/**
 * A scanner is a keyboard that types fast, ends with Enter or Tab, and does not look where the focus is. On a page with
 * a search box, <input data-scan="WHAT WAS LOOKED FOR">, whatever it types gets there: while the page loads, while a
 * button or nothing at all has the focus, while a form is on its way, and out of a field of another form. Loaded before
 * the page is: what is typed until then is kept.
 */
{
  /** Between two keys of a scanner; the fingers of a person are slower. */
  const FAST_MS = 100
  /** For how long what was typed on one page is good on the next. */
  const KEPT_MS = 10_000
  /** For how long a search waits for a form that is on its way. */
  const HELD_MS = 15_000
  const KEPT = 'hub-leitor'

  /** Typed before there was a box, and whether the scan was over by then. */
  let early = ''
  let earlyEnd = false
  /** The keys that came fast one after the other, where they went, and what was there before. */
  let burst = null
  /** When somebody typed into the box what was not sent yet; 0: nobody has. */
  let typedAt = 0
  /** A search that waits for the form that is on its way. */
  let held = false

  const box = () => document.querySelector('input[data-scan]')
  const onItsWay = () => document.querySelector('form[method="post"][data-once="sent"]') !== null
  const isEditable = (el) =>
    el instanceof HTMLElement &&
    (el.matches('textarea, select, input:not([type="radio"], [type="checkbox"])') ||
      el.isContentEditable)

  /** What a scanner reads, in a field where a person writes sentences. */
  const isCode = (text) =>
    text.length >= 6 && !/\s/.test(text) && (text.match(/\d/g) ?? []).length >= 4

  function noteKey(event) {
    const active = document.activeElement
    if (burst === null || event.timeStamp - burst.at > FAST_MS) {
      burst = { text: '', at: 0, field: active, before: isEditable(active) ? active.value : null }
    }
    burst.text += event.key
    burst.at = event.timeStamp
    const to = box()
    if (to === null) {
      if (document.readyState === 'loading' && !isEditable(active)) early += event.key
      return
    }
    if (active === to) {
      // What was sent already is replaced.
      if (typedAt === 0 && to.dataset.sent !== undefined) to.select()
      delete to.dataset.sent
      typedAt = Date.now()
    } else if (!isEditable(active) && event.key !== ' ') {
      // The key itself arrives where the focus is by then.
      to.focus()
      to.select()
      typedAt = Date.now()
    }
  }

  function noteEnd(event) {
    const scanned = burst !== null && event.timeStamp - burst.at <= FAST_MS ? burst : null
    burst = null
    const to = box()
    if (to === null) {
      if (early === '' || document.readyState !== 'loading') return
      earlyEnd = true
      event.preventDefault()
      return
    }
    if (scanned === null || scanned.text.length < 4) return
    if (document.activeElement === to) {
      if (event.key !== 'Tab') return
      event.preventDefault()
      to.form.requestSubmit()
    } else if (isCode(scanned.text)) takeBack(event, scanned, to)
  }

  /** A code that went into a field of another form, whose Enter would send that form. */
  function takeBack(event, { text, field, before }, to) {
    event.preventDefault()
    event.stopPropagation()
    if (isEditable(field) && before !== null) field.value = before
    to.value = text
    to.focus()
    typedAt = Date.now()
    // Where something else was being written, the person decides when to leave.
    if ((before === null || before === '') && !isTouched(field)) to.form.requestSubmit()
    else to.select()
  }

  /** Whether somebody has filled in anything else of the field's form. */
  function isTouched(field) {
    const others = [...(field?.form?.elements ?? [])].filter((el) => el !== field)
    return others.some(
      (el) => el.checked !== el.defaultChecked || (el.defaultValue ?? el.value) !== el.value,
    )
  }

  addEventListener(
    'keydown',
    (event) => {
      if (event.isComposing) return
      if (event.key === 'Enter' || event.key === 'Tab') return noteEnd(event)
      const isShortcut = event.ctrlKey || event.altKey || event.metaKey
      if (isShortcut && !event.getModifierState('AltGraph')) return
      if ([...event.key].length === 1) noteKey(event)
    },
    true,
  )

  addEventListener(
    'submit',
    (event) => {
      const to = box()
      if (to === null || event.target !== to.form) return
      if (onItsWay() && !held) {
        // Leaving now might stop the form on its way, and would hide what became of it.
        event.preventDefault()
        held = true
        setTimeout(() => held && to.form.requestSubmit(), HELD_MS)
        return
      }
      held = false
      typedAt = 0
      to.dataset.sent = ''
    },
    true,
  )

  addEventListener('pagehide', () => {
    const to = box()
    if (to === null || to.value === '') return
    if (!held && (typedAt === 0 || Date.now() - typedAt > 1500)) return
    sessionStorage.setItem(KEPT, JSON.stringify({ text: to.value, held, at: Date.now() }))
  })

  function takeKept() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null')
    sessionStorage.removeItem(KEPT)
    return kept !== null && Date.now() - kept.at < KEPT_MS ? kept : { text: '', held: false }
  }

  addEventListener('DOMContentLoaded', () => {
    const to = box()
    if (to === null) return
    const kept = takeKept()
    const before = kept.text + early
    const isFresh = before === '' && to.value === ''
    to.value = isFresh ? to.dataset.scan : before + to.value
    if (!isEditable(document.activeElement)) to.focus({ preventScroll: true })
    if (isFresh) to.select()
    else typedAt = Date.now()
    const isOver = earlyEnd || (kept.held && early === '')
    // A refusal is read before the next order is looked for.
    if (isOver && document.querySelector('[role="alert"]') === null) to.form.requestSubmit()
    early = ''
    earlyEnd = false
  })

  // A page that the browser brings back from its memory is ready for the next scan.
  addEventListener('pageshow', (event) => {
    const to = box()
    if (!event.persisted || to === null) return
    held = false
    to.focus({ preventScroll: true })
    to.select()
  })
}
