/**
 * <button data-pause="ID">: holds the live part with that id still, and lets it go on.
 * <… data-state-of="ID">: says whether that part follows just now.
 */

const CONNECT = 'hx-sse:connect'
const TOO_MANY = 'ao vivo em abas demais: feche outras e recarregue'

function tell(part, state, words) {
  const place = document.querySelector(`[data-state-of="${part.id}"]`)
  // Said again it would be read aloud again.
  if (place === null || place.textContent === words) return
  place.dataset.state = state
  place.textContent = words
}

document.addEventListener('htmx:sse:after:connection', (event) => {
  tell(event.target, 'live', 'ao vivo')
})

document.addEventListener('htmx:sse:error', (event) => {
  const part = event.target
  if (!(part instanceof HTMLElement) || !part.hasAttribute(CONNECT)) return
  if (event.detail.status === 401) {
    part.dataset.ended = ''
    tell(part, 'away', 'sessão encerrada: recarregue a página para entrar')
  } else if (event.detail.status === 429) tell(part, 'away', TOO_MANY)
  else tell(part, 'away', 'reconectando')
})

// The first answer is no stream: nothing asks again by itself.
document.addEventListener('htmx:response:error', (event) => {
  const part = event.target
  if (!(part instanceof HTMLElement) || !part.hasAttribute(CONNECT)) return
  const { status } = event.detail.ctx.response
  if (status === 429) tell(part, 'away', TOO_MANY)
  else if (status === 503) tell(part, 'away', 'sem atualização ao vivo agora: recarregue a página')
})

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-pause]') : null
  const part = button === null ? null : document.getElementById(button.dataset.pause)
  if (part === null) return
  const paused = part.hasAttribute(CONNECT)
  if (paused) {
    part.dataset.from = part.getAttribute(CONNECT)
    part.removeAttribute(CONNECT)
    tell(part, 'paused', 'pausado')
  } else {
    part.setAttribute(CONNECT, part.dataset.from)
    tell(part, 'away', 'reconectando')
  }
  // Torn down and wired again by what it says now: without an address there is no stream.
  htmx.process(part, true)
  button.textContent = paused ? 'Retomar ao vivo' : 'Pausar ao vivo'
})

// An answer that was on its way when the part was paused begins nothing, nor does one without a session.
document.addEventListener('htmx:sse:before:connection', (event) => {
  const part = event.target
  if (!part.hasAttribute(CONNECT) || 'ended' in part.dataset)
    event.detail.connection.cancelled = true
})

addEventListener('DOMContentLoaded', () => {
  for (const button of document.querySelectorAll('[data-pause]')) button.hidden = false
})
