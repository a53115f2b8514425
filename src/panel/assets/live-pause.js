/**
 * <button data-pause="ID">: holds the live part with that id still, and lets it go on.
 * <… data-state-of="ID">: says whether that part follows just now.
 */

const streams = new WeakMap()

function tell(part, state, words) {
  const place = document.querySelector(`[data-state-of="${part.id}"]`)
  // Said again it would be read aloud again.
  if (place === null || place.textContent === words) return
  place.dataset.state = state
  place.textContent = words
}

document.addEventListener('htmx:sse:before:connection', (event) => {
  const { paused, ended } = event.target.dataset
  if (paused !== undefined || ended !== undefined) event.detail.connection.cancelled = true
})

document.addEventListener('htmx:sse:after:connection', (event) => {
  streams.set(event.target, event.detail.connection)
  tell(event.target, 'live', 'ao vivo')
})

document.addEventListener('htmx:sse:error', (event) => {
  const part = event.target
  if (!(part instanceof HTMLElement) || 'paused' in part.dataset) return
  if (event.detail.status === 401) {
    part.dataset.ended = ''
    tell(part, 'away', 'sessão encerrada: recarregue a página para entrar')
  } else tell(part, 'away', 'reconectando')
})

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-pause]') : null
  const part = button === null ? null : document.getElementById(button.dataset.pause)
  if (part === null) return
  const paused = !('paused' in part.dataset)
  if (paused) {
    part.dataset.paused = ''
    streams.get(part)?.reader?.cancel()
    tell(part, 'paused', 'pausado')
  } else {
    delete part.dataset.paused
    tell(part, 'away', 'reconectando')
    part.dispatchEvent(new Event('retomar'))
  }
  button.textContent = paused ? 'Retomar ao vivo' : 'Pausar ao vivo'
})

addEventListener('DOMContentLoaded', () => {
  for (const button of document.querySelectorAll('[data-pause]')) button.hidden = false
})
