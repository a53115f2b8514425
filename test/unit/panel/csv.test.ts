/** CSV that spreadsheets open as text and that reads back as it was written. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readLines } from '../../../src/panel/mappings/import/csv-lines.ts'
import { parseCsv, safeCell, writeCsv } from '../../../src/core/text/csv-text.ts'
import { importText } from '../../../src/panel/mappings/import/import-text.ts'

test('a cell that a spreadsheet could run begins with an apostrophe', () => {
  for (const sign of ['=', '+', '-', '@', '\t', '\r', '\n']) {
    assert.equal(safeCell(`${sign}1`), `'${sign}1`)
    assert.equal(safeCell(`'${sign}1`), `''${sign}1`)
    assert.ok(
      !/^(?:"?)[=+\-@\t\r\n]/m.test(
        writeCsv([[`${sign}cmd|'/c calc'!A1`]])
          .slice(1)
          .split('\r\n')[0] ?? '',
      ),
    )
  }
  assert.equal(safeCell(`'abc`), `'abc`)
  assert.equal(safeCell('a=b'), 'a=b')
})

test('what is written reads back as it was, whatever is in it', () => {
  const piece = fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    "'",
    '"',
    ';',
    ',',
    '\t',
    '\r',
    '\n',
    ' ',
    'a',
    'ç',
    '\uFEFF',
    '9',
  )
  const cell = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 6 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 })), (body) => {
      const rows = [['sku_externo', 'sku_interno'], ...body]
      assert.deepEqual(
        parseCsv(writeCsv(rows)).map(({ cells }) => cells),
        rows.filter((row) => row.some((text) => text.trim() !== '')),
      )
    }),
    { numRuns: 2000 },
  )
})

test('it opens in Excel as pt-BR has it: a byte order mark, semicolons, CRLF, quotes where needed', () => {
  assert.equal(
    writeCsv([
      ['a', 'b;c'],
      ['d "e"', ' f'],
    ]),
    '\uFEFFa;"b;c"\r\n"d ""e""";" f"\r\n',
  )
})

test('commas and tabs are told apart by the first line, and each row says where it begins', () => {
  assert.deepEqual(parseCsv('a,b\n\n"c\nd",e\nf,g'), [
    { linha: 1, cells: ['a', 'b'] },
    { linha: 3, cells: ['c\nd', 'e'] },
    { linha: 5, cells: ['f', 'g'] },
  ])
  assert.deepEqual(parseCsv('a\tb\r\nc,1\td'), [
    { linha: 1, cells: ['a', 'b'] },
    { linha: 2, cells: ['c,1', 'd'] },
  ])
  assert.deepEqual(parseCsv('a;"b'), [{ linha: 1, cells: ['a', 'b'] }])
  assert.deepEqual(parseCsv(''), [])
})

test('any text is read without throwing', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseCsv(text)))
})

test('lines: headings are passed over, terminal is sim or não, and what is odd is told by its line', () => {
  const status = readLines(
    'status',
    parseCsv(
      'Status_Externo;status_interno;terminal\na;pronto;sim\nb;CANCELADO\nc;PRONTO;talvez\nd;e;f;g',
    ),
  )
  assert.deepEqual(status.lines, [
    { linha: 2, externo: 'a', interno: 'PRONTO', terminal: true },
    { linha: 3, externo: 'b', interno: 'CANCELADO', terminal: false },
  ])
  assert.deepEqual(
    status.problems.map(({ linha }) => linha),
    [4, 5],
  )
  const sku = readLines('sku', parseCsv('A ; B\nC'))
  assert.deepEqual(sku.lines, [
    { linha: 1, externo: 'A', interno: 'B' },
    { linha: 2, externo: 'C', interno: '' },
  ])
})

test('headings say which column is which, in any order and writing; a heading is never taken for data', () => {
  const read = (kind: 'sku' | 'status', text: string) => readLines(kind, parseCsv(text))
  const swapped = { lines: [{ linha: 2, externo: 'S-9', interno: 'I-9' }], problems: [] }
  assert.deepEqual(read('sku', 'sku_interno;sku_externo\nI-9;S-9'), swapped)
  assert.deepEqual(read('sku', '\uFEFF"SKU Interno ";\u00A0Sku-Externo\nI-9;S-9'), swapped)
  assert.deepEqual(read('status', 'terminal;status_interno;status_externo\nsim;pronto;a').lines, [
    { linha: 2, externo: 'a', interno: 'PRONTO', terminal: true },
  ])
  assert.deepEqual(read('status', 'status_externo;status_interno\na;pronto').lines, [
    { linha: 2, externo: 'a', interno: 'PRONTO', terminal: false },
  ])
  for (const heading of [
    'sku_externo;sku_externo',
    'sku_externo;descricao',
    'sku_externo;sku_interno;descricao',
    'status_externo;status_interno;terminal',
    'sku_interno',
  ]) {
    const { lines, problems } = read('sku', `${heading}\nS-9;I-9`)
    assert.deepEqual([lines, problems.map(({ linha }) => linha)], [[], [1]], heading)
  }
})

test('a file that is no UTF-8 is read as UTF-16 where it begins so, or as Windows in Portuguese writes it', () => {
  assert.equal(importText(Uint8Array.from([0x61, 0xe7, 0xe3, 0x6f])), 'ação')
  assert.equal(importText(new TextEncoder().encode('\uFEFFação')), '\uFEFFação')
  const unicodeText = Buffer.from('\uFEFFA-1\tação\r\n', 'utf16le')
  assert.equal(importText(unicodeText), 'A-1\tação\r\n')
  assert.equal(importText(unicodeText.swap16()), 'A-1\tação\r\n')
})
