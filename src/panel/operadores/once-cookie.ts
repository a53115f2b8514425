/** A new password of an operator, until whoever made it has it. */
import { createOnceCookie } from '../once-cookie.ts'

export const onceCookie = createOnceCookie('senha')
