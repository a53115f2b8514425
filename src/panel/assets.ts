/**
 * Style sheets, scripts and libraries, from this package and from npm, each at an address that holds a digest of its
 * content. A browser keeps one for ever, and fetches another as soon as the content changes.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PanelApp } from './panel-env.ts'

const DIR = join(import.meta.dirname, 'assets')
const own = (name: string) => readFileSync(join(DIR, name), 'utf8')
const packaged = (path: string) => readFileSync(fileURLToPath(import.meta.resolve(path)), 'utf8')

/** All our style sheets as one, in the order of their names: tokens first, screens last. */
function stylesheet(): string {
  const names = readdirSync(DIR).filter((name) => name.endsWith('.css'))
  return [packaged('uplot/dist/uPlot.min.css'), ...names.toSorted().map(own)].join('\n')
}

/** One file, because htmx starts as soon as it can: a second file would sometimes come too late. */
function script(): string {
  const htmx = ['htmx.org/dist/htmx.min.js', 'htmx.org/dist/ext/hx-sse.min.js'].map(packaged)
  return [...htmx, own('live-pause.js'), own('hub.js')].join('\n')
}

const SOURCES = {
  'hub.css': stylesheet,
  'hub.js': script,
  'leitor.js': () => own('leitor.js'),
  'graficos.js': () => own('graficos.js'),
  'uplot.js': () => packaged('uplot/dist/uPlot.iife.min.js'),
  'icone.svg': () => own('icone.svg'),
} as const satisfies Record<string, () => string>

type Asset = keyof typeof SOURCES

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

const read = new Map<Asset, { readonly text: string; readonly digest: string }>()

function load(name: Asset) {
  const known = read.get(name)
  if (known !== undefined) return known
  const text = SOURCES[name]()
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 12)
  read.set(name, { text, digest })
  return { text, digest }
}

/** The address of an asset. */
export function assetUrl(name: Asset): string {
  return `/assets/${load(name).digest}/${name}`
}

/** Serves the assets to anybody: they hold no data of the hub. */
export function serveAssets(app: PanelApp): void {
  for (const name of Object.keys(SOURCES) as Asset[]) {
    app.get(`/assets/:digest/${name}`, (c) => {
      const { text, digest } = load(name)
      const isFresh = c.req.param('digest') === digest
      return c.body(text, 200, {
        'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain',
        'cache-control': isFresh ? 'public, max-age=31536000, immutable' : 'no-cache',
      })
    })
  }
}
