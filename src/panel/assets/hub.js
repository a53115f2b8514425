/**
 * What the panel's pages do by script. Each works without: a form is sent twice at worst, which the server knows; what
 * would be copied can be selected; a live part is as old as the page.
 */

// A form that is on its way is not sent again by a second click.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || !('once' in form.dataset)) return
  if (form.dataset.once === 'sent') return event.preventDefault()
  form.dataset.once = 'sent'
  for (const button of form.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true')
})

// A page that the browser brings back from its memory may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-once="sent"]')) {
    form.dataset.once = ''
    for (const button of form.querySelectorAll('button')) button.removeAttribute('aria-disabled')
  }
})

// <button data-copy="ID">: copies the value of the field with that id, and says so.
document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null
  const field = button === null ? null : document.getElementById(button.dataset.copy)
  if (!(field instanceof HTMLInputElement)) return
  field.select()
  try {
    await navigator.clipboard.writeText(field.value)
  } catch {
    document.execCommand('copy')
  }
  const before = button.textContent
  button.textContent = 'Copiado'
  setTimeout(() => (button.textContent = before), 1500)
})

// <form data-auto>: filters apply as they are chosen; without a script there is a button.
document.addEventListener('change', (event) => {
  const form = event.target instanceof Element ? event.target.closest('form[data-auto]') : null
  if (form !== null) form.requestSubmit()
})

// The session ended while the page was open: said at the top, with the way back in. The page stays, with what is typed in it.
function tellEnded() {
  const main = document.getElementById('conteudo')
  if (main === null || main.querySelector('[data-session-ended]') !== null) return
  const banner = document.createElement('div')
  banner.className = 'banner aviso'
  banner.dataset.sessionEnded = ''
  banner.setAttribute('role', 'alert')
  const words = document.createElement('div')
  const link = document.createElement('a')
  link.href = `/entrar?volta=${encodeURIComponent(location.pathname + location.search)}`
  link.textContent = 'Entrar de novo'
  words.append('A sua sessão terminou. O que você enviar daqui fica guardado até que entre. ', link)
  banner.append(words)
  main.prepend(banner)
}

document.addEventListener('htmx:sse:error', (event) => {
  if (event.detail.status === 401) tellEnded()
})
document.addEventListener('htmx:response:error', (event) => {
  if (event.detail.ctx?.response?.status === 401) tellEnded()
})
