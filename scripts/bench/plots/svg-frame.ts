/** What all plots share: the size, the colours for light and dark, the title and the fonts. */
export const width = 720

/** Distinguishable for those who can't tell red from green (Okabe and Ito), on white and on black. */
const light = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a6d00', '#56b4e9', '#555555']
const dark = ['#56b4e9', '#ff9e4a', '#2fd1a2', '#e39cc6', '#f0e442', '#8ac7ff', '#bbbbbb']

const style = [
  'text{font:13px system-ui,sans-serif;fill:#24292f}',
  '.title{font-size:16px;font-weight:600}',
  '.grid{stroke:#8886;stroke-width:1}',
  'polyline{fill:none;stroke-width:2;stroke-linejoin:round}',
  ...light.flatMap((colour, i) => colourRules(i, colour)),
  `@media (prefers-color-scheme:dark){text{fill:#e6edf3}${dark.flatMap((colour, i) => colourRules(i, colour)).join('')}}`,
].join('\n')

function colourRules(i: number, colour: string): string[] {
  return [`.s${i}{stroke:${colour}}`, `.f${i}{fill:${colour}}`]
}

export const colours = light.length

/** An SVG document around `body`, without a background: it shows the colour of the page. */
export function svgFrame(title: string, height: number, body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>${style}</style>`,
    text(16, 26, title, 'class="title"'),
    ...body,
    '</svg>',
    '',
  ].join('\n')
}

export function text(x: number, y: number, words: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escape(words)}</text>`
}

export function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
