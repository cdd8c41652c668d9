/** The slip of an event (A5) and the card of a household (as a bank card, on its own small page), in Typst. */
import { COMMON } from './common.typ';

export const SLIP = `${COMMON}${String.raw`
#let w = data.words
#set document(title: data.title, author: data.cooperative, date: auto)
#let lines(heading, list) = {
  heading-of(heading)
  grid(columns: (auto, 1fr), align: (left, right), column-gutter: 3mm, row-gutter: 0.55em, ..list.map(l => (loose(l.label), strong(loose(l.value)))).flatten())
}
#let sheet(s, index) = [
#let (first, last) = ("first-", "last-").map(it => label(it + str(index)))
#set page(
  paper: "a5", flipped: true, margin: (x: 12mm, top: 11mm, bottom: 15mm),
  footer: page-foot(([#loose(s.number)],), first, last),
)
#[#metadata(none) #first]
#grid(
  columns: (1fr, auto), column-gutter: 5mm,
  {
    text(9pt, fill: faint, loose(s.cooperative))
    v(-0.4em)
    block(below: 0.8em, heading(level: 1, text(18pt, weight: "bold", said(s.kind))))
    grid(
      columns: (auto, 1fr), column-gutter: 3mm, row-gutter: 0.5em,
      said(w.number), strong(loose(s.number)),
      said(w.day), s.on,
      said(w.household), [#strong(loose(s.household.name)) #h(1mm) #text(fill: faint, loose(s.household.code))],
      said(w.contract), loose(s.contract),
      said(w.recorded), loose(s.recorded),
    )
  },
  align(center, {
    if s.reprint != none {
      box(inset: 2mm, stroke: 1.2pt + rgb("#b02020"), text(11pt, weight: "bold", fill: rgb("#b02020"), stacked(s.reprint)))
      parbreak()
    }
    if s.link != none { code-of(s.link, 22mm, w.scan) + v(-0.4em) + text(7pt, fill: faint, stacked(w.scan)) }
  }),
)
#grid(columns: (1fr, 1fr), column-gutter: 8mm, lines(w.what, s.what), lines(w.balance, s.balance))
#v(1fr)
#block(breakable: false, grid(columns: (1fr, 1fr), column-gutter: 8mm,
  ..("sign.household", "sign.clerk").map(key => v(9mm) + line(length: 100%, stroke: 0.7pt + ink) + text(8.5pt, stacked(w.at(key))))))
#[#metadata(none) #last]
]

#for (i, s) in data.slips.enumerate() { sheet(s, i) }
`}`;

export const CARD = `${COMMON}${String.raw`
#let w = data.words
#let c = data.card
#set document(title: data.title, author: data.cooperative, date: auto)
#set page(width: 105mm, height: 74mm, margin: (x: 6mm, y: 5mm))
// The largest letters with which it fits: nearly always those that are asked for.
#let fitting(height, body) = layout(space => {
  let sizes = (1, 0.85, 0.7, 0.6, 0.5, 0.42, 0.36, 0.3)
  let tall(size) = measure(block(width: space.width, body(size))).height
  let fits = sizes.find(size => tall(size) <= height)
  body(if fits == none { sizes.last() } else { fits })
})
#grid(
  columns: (30mm, 1fr), column-gutter: 5mm,
  // The code alone holds the token: a text beside it could be copied unseen.
  code-of(0, 30mm, w.at("pin.1")),
  fitting(32mm, size => {
    text(8pt * size, fill: faint, loose(data.cooperative, most: 16))
    v(-0.3em)
    block(below: 0.7em, heading(level: 1, text(14pt, weight: "bold", said(w.at("title.card")))))
    text(13pt * size, weight: "bold", loose(c.household.name, most: 10))
    linebreak()
    text(9pt * size, fill: faint)[#loose(c.household.code, most: 16) #if c.number != none [ · #w.number.a #c.number]]
  }),
)
#v(1mm)
#set text(7.4pt)
#enum(spacing: 0.65em, ..range(1, 5).map(i => stacked(w.at("pin." + str(i)))))
`}`;
