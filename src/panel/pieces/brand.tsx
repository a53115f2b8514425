/** The mark and the name, and the way home. */

export function Brand() {
  return (
    <a class="brand" href="/">
      <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="currentColor" />
        <path d="M8 12h9m-9 4h13m-13 4h6" stroke="#fff" stroke-width="2.4" stroke-linecap="round" />
        <path d="m20 17 4 3.5-4 3.5z" fill="#fff" />
      </svg>
      <span>hub-outbox</span>
    </a>
  )
}
