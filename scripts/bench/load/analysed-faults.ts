/** Analyses the tables, then runs checkEffect. Its joins may take minutes on tables that have grown since. */
import type pg from 'pg'
import { checkEffect, type Faults } from '../core/check-effect.ts'

export async function analysedFaults(client: pg.Client, executions: number): Promise<Faults> {
  await client.query('analyze')
  return checkEffect(client, executions)
}
