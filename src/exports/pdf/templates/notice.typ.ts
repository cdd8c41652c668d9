/** The public notice of a season, in Typst: A4, turned on its side when there are many kinds of animals. */
import { COMMON } from './common.typ';

export const NOTICE = `${COMMON}${String.raw`
#let w = data.words
#let n = data.notice
#set document(title: data.title, author: data.cooperative, date: auto)
#set page(
  paper: "a4", flipped: n.columns.len() > 6, margin: (x: 15mm, top: 16mm, bottom: 22mm),
  background: if n.draft { watermark(w.draft) },
  footer: page-foot(([#loose(data.title) · #n.period.a], data.chain.a), <first>, <last>),
)
#[#metadata(none) <first>]
#align(center, {
  text(11pt, loose(data.cooperative))
  block(above: 0.7em, below: 0.6em, heading(level: 1, text(20pt, weight: "bold")[#loose(n.season) #said(w.at("title.notice"))]))
  text(9.5pt, fill: faint)[#said(n.period) #h(4mm) #said(n.count)]
})
#v(1mm)
#text(9pt, stacked(data.note))

// A name stays on one page with its figures.
#let row = table.cell.with(breakable: false)
#table(
  columns: (8mm, 24mm, 1fr) + (1fr,) * n.columns.len(),
  align: (x, y) => if x in (1, 2) { left } else { right } + if y == 0 { top } else { horizon },
  inset: (x: 3pt, y: 4pt),
  stroke: (x, y) => (bottom: if y == 0 or y == n.rows.len() { 0.8pt + ink } else { rule }),
  fill: (x, y) => if y == 0 { shade },
  table.header(..([], stacked(w.household), stacked(w.contract), ..n.columns.map(stacked)).map(c => text(8pt, weight: "bold", c))),
  ..n.rows.enumerate().map(((i, r)) => (text(8pt, fill: faint, str(i + 1)), row(loose(r.household, most: 10)), row(text(8.5pt, loose(r.contract, most: 16))), ..r.values)).flatten(),
  [], strong(stacked(w.total)), [], ..n.totals.map(strong),
)

#block(breakable: false, width: 100%, above: 1.4em, {
  text(9.5pt, stacked(w.posted))
  v(11mm)
  grid(columns: (1fr,) * 3, column-gutter: 7mm,
    ..("sign.seal", "sign.branch", "sign.supervisor").map(key => line(length: 100%, stroke: 0.7pt + ink) + text(9pt, stacked(w.at(key)))))
})
#metadata(none) <last>
`}`;
