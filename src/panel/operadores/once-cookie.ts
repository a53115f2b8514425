/** A new password of an operator, on its way to the one page that shows it. */
import { createOnceCookie } from '../once-cookie.ts'

export const onceCookie = createOnceCookie('hub_senha_nova', /^[a-z0-9-]{23}$/)
