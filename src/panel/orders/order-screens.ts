/** The screens of orders: the counter's list, each order's own, and what is done there. */
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { decideNotice } from './acts/decide-notice.ts'
import { orderList } from './list/order-list.tsx'
import { orderPage } from './page/order-page.tsx'
import { pickUp } from './acts/pick-up.ts'
import { resendNotice } from './acts/resend-notice.ts'
import { undoPickUp } from './acts/undo-pick-up.ts'

export function orderScreens(app: PanelApp, deps: PanelDeps): void {
  orderList(app, deps)
  orderPage(app, deps)
  pickUp(app, deps)
  undoPickUp(app, deps)
  resendNotice(app, deps)
  decideNotice(app, deps)
}
