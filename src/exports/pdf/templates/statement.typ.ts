/** The statement on A4, in Typst: what is outstanding first, then the tables, then who signs. */
import { COMMON } from './common.typ';

export const STATEMENT = `${COMMON}${String.raw`
#let w = data.words
#set document(title: data.title, author: data.cooperative, date: auto)

// Room for a signature by hand, or above the line those that were given.
#let signature(words, given) = [
  #if given.len() == 0 { v(13mm) } else { v(3mm) + for g in given { block(below: 0.8em, text(8pt, stacked(g))) } }
  #line(length: 100%, stroke: 0.7pt + ink)
  #text(9pt, stacked(words))
  #if given.len() == 0 { v(1mm) + text(9pt, fill: faint, data.dateLine.a) }
]

// In one piece, unless somebody wrote more than fits well on a page.
#let step(r) = block(breakable: r.said.map(w => w.a.len()).sum(default: 0) > 600, {
  strong(said(r.what))
  for line in r.said { block(above: 0.5em, below: 0pt, stacked(line)) }
})

#let sheet(s, index) = {
  let (first, last) = ("first-", "last-").map(it => label(it + str(index)))
  set page(
    paper: "a4",
    margin: (x: 16mm, top: 16mm, bottom: 24mm),
    background: if s.draft { watermark(w.draft) },
    header: context if here().page() > locate(first).page() {
      text(8pt, fill: faint)[#loose(s.number) · #loose(short(s.household.name))]
    },
    footer: page-foot((
      [#w.at("title.statement").a #loose(s.number) · #s.period.a],
      [SHA-256 #s.sha256],
      data.chain.a,
    ), first, last),
  )
  [#metadata(none) #first]

  grid(
    columns: (1fr, auto), column-gutter: 6mm,
    {
      text(9.5pt, fill: faint, loose(s.cooperative))
      v(-0.4em)
      block(below: 0.9em, heading(level: 1, text(21pt, weight: "bold", said(w.at("title.statement")))))
      grid(
        columns: (auto, 1fr), column-gutter: 3mm, row-gutter: 0.55em,
        said(w.number), strong(loose(s.number)),
        said(w.household), [#strong(loose(s.household.name)) #h(1mm) #text(fill: faint, loose(s.household.code))],
        said(w.contract), [#loose(s.contract.number) #h(1mm) #text(fill: faint)[#s.contract.from – #if s.contract.to != none [#s.contract.to]]],
        said(w.season), [#loose(s.seasonName) #h(1mm) #text(fill: faint, s.period.a)],
        said(w.status), said(s.status),
      )
    },
    if s.link != none {
      set align(center)
      code-of(s.link, 27mm, w.scan)
      v(-0.3em)
      text(7.5pt, fill: faint, stacked(w.scan))
    },
  )

  block(
    width: 100%, above: 1.4em, below: 1.2em, inset: (x: 5mm, y: 4mm), stroke: 1pt + ink, radius: 1.5mm,
    {
      set par(leading: 0.5em)
      text(15pt, weight: "bold", loose(s.outstanding.a))
      if "b" in s.outstanding { parbreak() + text(10pt, fill: faint, loose(s.outstanding.b)) }
    },
  )

  if s.owed.rows.len() > 0 {
    heading-of(w.owed)
    figures(w.obligation, s.owed.columns, s.owed.rows.map(r => (
      [#said(r.name) #text(7.5pt, fill: faint)[(#loose(r.note))]], ..r.values)))
    text(7.5pt, fill: faint, said(data.headNote))
  }
  grid(
    columns: (1fr, 1fr), column-gutter: 8mm,
    heading-of(w.cash) + amounts(w.item, w.amount, s.cash) + text(7.5pt, fill: faint, stacked(data.cashNote)),
    if s.deposit.len() > 0 {
      heading-of(w.deposit) + amounts(w.item, w.amount, s.deposit) + text(7.5pt, fill: faint, stacked(data.depositNote))
    },
  )
  if s.stock.rows.len() > 0 {
    heading-of(w.stock)
    figures(w.animals, s.stock.columns, s.stock.rows.map(r => (said(r.name), ..r.values)))
    for u in s.unexplained { block(above: 0.7em, below: 0pt, text(9pt, weight: "bold", said(u))) }
  }
  if s.late.len() > 0 {
    heading-of(w.late)
    text(7.5pt, fill: faint, said(data.lateNote))
    told((22mm, 1fr, 22mm), (w.lateOn, w.what, w.lateBooked), s.late.map(r => (r.on, stacked(r.what), r.bookedOn)))
  }
  if s.steps.len() > 0 {
    heading-of(w.history)
    told((29mm, 38mm, 1fr), (w.time, w.by, w.what), s.steps.map(r => (
      r.at, stacked(r.by), step(r))))
  }

  block(breakable: false, width: 100%, above: 1.6em, {
    let box-of(words) = [#box(width: 3mm, height: 3mm, baseline: 0.3mm, stroke: 0.7pt + ink) #h(0.5mm) #said(words)]
    [#box-of(w.agrees) #h(8mm) #box-of(w.disputes) #box(width: 1fr, line(length: 100%, stroke: rule))]
    grid(columns: (1fr,) * 3, column-gutter: 7mm, ..("household", "clerk", "branch").map(role => signature(w.at("sign." + role), s.signatures.at(role))))
  })
  [#metadata(none) #last]
}

#for (i, s) in data.sheets.enumerate() { sheet(s, i) }
`}`;
