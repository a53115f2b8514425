import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { roomSchemas } from '../../src/db/migrate/schemas.ts'
import { type SourceFile, sourceFiles } from './source-files.ts'

const CREATE = /\bcreate\s+(?:or\s+replace\s+)?(function|procedure)\s+([\w.]+)/gi
const KEYWORD =
  /\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|JOIN|ORDER|GROUP|CREATE|REPLACE|FUNCTION|BEGIN|END|RETURNS?|DECLARE|LANGUAGE|AND|OR|NOT|NULL|AS|IN|IF|THEN|ELSE|LOOP|WITH|VALUES|SET|TABLE)\b/

/** The text without comments and quoted strings, in which an upper-case word is a keyword. */
function bare(text: string): string {
  return text.replace(/--[^\n]*/g, '').replace(/'(?:[^']|'')*'/g, "''")
}

/** What one routine file breaks of the house's rules, each as a sentence. */
function breaches(file: SourceFile): string[] {
  const [, , room = ''] = file.path.split('/')
  const name = `${room}.${basename(file.path, '.sql')}`
  const header = /^(?:--[^\n]*\n)+/.exec(file.text)?.[0] ?? ''
  const code = bare(file.text)
  const created = [...code.matchAll(CREATE)]
  const kind = created[0]?.[1]?.toLowerCase()
  const says = (part: string) => new RegExp(`^--   ${part} `, 'm').test(header)
  // A function with settings, definer's rights or side effects is never inlined.
  const inlinable = /\blanguage sql\b/.test(code) && /\b(immutable|stable)\b/.test(code)
  // Nor is one that returns a value and asks a question of its own: it costs a call a row.
  const plain = /\breturns (table|setof)\b/.test(code) || code.split(/\bselect\b/).length === 2
  const inlined = says('Inlined') && inlinable && plain && !code.includes('security definer')
  const rules: [boolean, string][] = [
    [created.length === 1, 'holds one function or procedure'],
    [created[0]?.[2] === name, `creates ${name}`],
    [/create or replace/.test(code), 'says create or replace'],
    [header.startsWith(`-- ${name}(`), `opens with "-- ${name}("`],
    [says('Reads') || says('Writes'), 'says what it Reads or Writes'],
    [/\blanguage (sql|plpgsql)\b/.test(code), 'states its language'],
    [
      kind === 'procedure' || /^(?:[^$]*)\b(immutable|stable|volatile)\b/.test(code),
      'states its volatility',
    ],
    [
      /\bset search_path = pg_catalog, pg_temp\b/.test(code) || inlined,
      'sets search_path to pg_catalog, pg_temp, or says that it is Inlined',
    ],
    [!KEYWORD.test(code), 'writes keywords in lower case'],
    // Under row-level security PostgreSQL 15 uses no index for a bound that is computed outside.
    [
      !/[<>=]\s*\(\s*select\b(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*[-+*/]/.test(code),
      'computes a bound within its subselect',
    ],
  ]
  return rules.filter(([kept]) => !kept).map(([, rule]) => `${file.path} must: ${rule}`)
}

const routines = sourceFiles('sql/routines', /\.sql$/).filter(
  ({ path }) => basename(path) !== 'grants.sql',
)

test('every SQL routine keeps the rules of its file, header and declaration', () => {
  assert.deepEqual(routines.flatMap(breaches), [])
})

test('a routine stands in the room of its schema: sql/routines/<room>/[<sub-room>/]<name>.sql', () => {
  const rooms: readonly string[] = roomSchemas
  const odd = routines.filter(({ path }) => {
    const [, , room = '', ...below] = path.split('/')
    return !rooms.includes(room) || below.length > 2
  })
  assert.deepEqual(
    odd.map((file) => file.path),
    [],
  )
})

test('a view is a file named after it, whose header says what it shows and for whom', () => {
  const views = sourceFiles('sql/views', /\.sql$/)
  const odd = views.filter(({ path, text }) => {
    const name = `ops.${basename(path, '.sql')}`
    const header = /^(?:--[^\n]*\n)+/.exec(text)?.[0] ?? ''
    return !(
      header.startsWith(`-- ${name}\n--   Shows `) &&
      /^--   For {10}\w/m.test(header) &&
      text.includes(`create or replace view ${name}\n`) &&
      text.includes(`comment on view ${name} is '`)
    )
  })
  assert.deepEqual(
    odd.map((file) => file.path),
    [],
  )
})

test('views, grants and roles write keywords in lower case too', () => {
  const others = sourceFiles('sql', /\.sql$/).filter((file) => !file.path.includes('/routines/'))
  const shouting = others.filter((file) => KEYWORD.test(bare(file.text)))
  assert.deepEqual(
    shouting.map((file) => file.path),
    [],
  )
})

const GOOD = `-- relay.wake(p_canal)
--   Wake the relays that sleep.
--   Reads        relay.sono
create or replace function relay.wake(p_canal text)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select 'NOT NULL OR' -- AND so on
$$;
`

test('a routine that breaks one rule is found by that rule', () => {
  const at = (text: string, path = 'sql/routines/relay/sleep/wake.sql') => breaches({ path, text })
  assert.deepEqual(at(GOOD), [])
  const broken: [string, string][] = [
    [GOOD + GOOD.replace('relay.wake', 'relay.other'), 'holds one'],
    [GOOD.replaceAll('relay.wake(p_canal text)', 'relay.woke(p_canal text)'), 'creates relay.wake'],
    [GOOD.replace(' or replace', ''), 'says create or replace'],
    [GOOD.replace('-- relay.wake(', '-- wake('), 'opens with'],
    [GOOD.replace('--   Reads  ', '--   Uses   '), 'says what it Reads'],
    [GOOD.replace('language sql', ''), 'states its language'],
    [GOOD.replace('volatile', ''), 'states its volatility'],
    [GOOD.replace('set search_path = pg_catalog, pg_temp', ''), 'sets search_path'],
    [GOOD.replace('  select', '  SELECT'), 'writes keywords'],
    [GOOD.replace('  select', '  select 1 >= (select f(now())) - 2,'), 'computes a bound'],
  ]
  for (const [text, rule] of broken) {
    const found = at(text)
    assert.ok(
      found.some((each) => each.includes(`must: ${rule}`)),
      `${rule}: ${found.join()}`,
    )
  }
  const inlined = GOOD.replace('--   Reads ', '--   Inlined      plain\n--   Reads ')
    .replace('volatile', 'immutable')
    .replace('set search_path = pg_catalog, pg_temp\n', '')
  assert.deepEqual(at(inlined), [])
  assert.equal(at(inlined.replace('immutable', 'volatile')).length, 1)
  assert.equal(at(inlined.replace('  select', '  select exists (select) and')).length, 1)
})
