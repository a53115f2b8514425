/** checkEffect on tables that have grown since they were last analysed: without it its joins may take minutes. */
import type pg from 'pg'
import { checkEffect, type Faults } from '../core/check-effect.ts'

export async function analysedFaults(client: pg.Client, executions: number): Promise<Faults> {
  await client.query('analyze')
  return checkEffect(client, executions)
}
