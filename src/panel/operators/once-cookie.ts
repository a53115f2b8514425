/** A new password of an operator, until whoever made it has it. */
import { createOnceCookie } from '../session/once-cookie.ts'

export const onceCookie = createOnceCookie('senha')
