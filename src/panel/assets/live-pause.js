/** <button data-pause="ID">: holds the live part with that id still, and lets it go on. */

const streams = new WeakMap()

document.addEventListener('htmx:sse:before:connection', (event) => {
  if ('paused' in event.target.dataset) event.detail.connection.cancelled = true
})

document.addEventListener('htmx:sse:after:connection', (event) => {
  streams.set(event.target, event.detail.connection)
})

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-pause]') : null
  const part = button === null ? null : document.getElementById(button.dataset.pause)
  if (part === null) return
  const paused = !('paused' in part.dataset)
  if (paused) {
    part.dataset.paused = ''
    streams.get(part)?.reader?.cancel()
  } else {
    delete part.dataset.paused
    part.dispatchEvent(new Event('retomar'))
  }
  button.textContent = paused ? 'Retomar ao vivo' : 'Pausar ao vivo'
})

addEventListener('DOMContentLoaded', () => {
  for (const button of document.querySelectorAll('[data-pause]')) button.hidden = false
})
