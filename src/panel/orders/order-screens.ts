/** The screens of orders: the counter's list, each order's own, and what is done there. */
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { orderList } from './list/order-list.tsx'
import { orderActs } from './order-acts.ts'
import { orderPage } from './page/order-page.tsx'

export function orderScreens(app: PanelApp, deps: PanelDeps): void {
  orderList(app, deps)
  orderPage(app, deps)
  orderActs(app, deps)
}
