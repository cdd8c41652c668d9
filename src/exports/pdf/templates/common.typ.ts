/** What every printed document shares, in Typst: fonts, words in two languages, tables, the foot of a page. */

/** Goes before each template. Everything a document says comes in as JSON, so that markup in a name stays text. */
export const COMMON = String.raw`
#let data = json(bytes(sys.inputs.data))
#let codes = json(bytes(sys.inputs.codes))
#let families = json(bytes(sys.inputs.families))
// Cyrillic first from the font that has all of it, or a word would be set in two.
#let fonts = ((name: "Noto Sans", covers: regex("[\u{400}-\u{52f}]")),) + families
#let ink = rgb("#1c1c1c")
#let faint = rgb("#5c5c5c")
#let rule = 0.5pt + rgb("#9a9a9a")
#let shade = rgb("#eef2ee")
#set text(font: fonts, fallback: false, cjk-latin-spacing: none, size: 10pt, lang: data.lang, region: data.region, fill: ink)
#set par(leading: 0.55em)

// A word that is longer than a line may be broken after every fourth letter, so that paper does not cut it off; most texts have none.
#let loose(it, most: 20) = if type(it) != str or it.len() <= most { it } else {
  let long = regex("[^\p{Han}]{" + str(most + 1) + ",}")
  it.split(" ").map(word => if word.match(long) == none { word } else { word.clusters().chunks(4).map(part => part.join()).join(box()) }).join(" ")
}

// As much as the head of a page has room for; the whole of it stands on the first.
#let short(it) = { let letters = it.clusters(); if letters.len() > 40 { letters.slice(0, 39).join() + "…" } else { it } }

// Both languages: the second small, behind the first or under it.
#let said(w) = loose(w.a) + if "b" in w { text(0.78em, fill: faint, weight: "regular")[ #w.b] }
#let stacked(w) = loose(w.a) + if "b" in w { linebreak() + text(0.74em, fill: faint, weight: "regular", w.b) }
#let heading-of(w) = block(above: 1.1em, below: 0.55em, heading(level: 2, outlined: false, text(11.5pt, weight: "bold", said(w))))

#let code-of(link, width, alt) = image(bytes(codes.at(link)), width: width, alt: alt.a)

// Figures at the right, names at the left; the head of the table comes again on the next page.
#let figures(first, columns, rows) = table(
  // Widths are given: measuring every cell would take most of the time.
  columns: (38mm,) + (1fr,) * columns.len(),
  align: (x, y) => if x == 0 { left + if y == 0 { top } else { horizon } } else if y == 0 { right + top } else { right + horizon },
  inset: (x: 3pt, y: 4pt),
  stroke: (x, y) => (bottom: if y == 0 { 0.8pt + ink } else { rule }),
  fill: (x, y) => if y == 0 { shade },
  table.header(..(first, ..columns).map(c => text(if data.lang == "en" { 7pt } else { 8pt }, weight: "bold", stacked(c)))),
  ..rows.flatten(),
)

#let amounts(item, amount, rows) = table(
  columns: (1fr, 32mm),
  align: (x, y) => if x == 0 { left } else { right },
  inset: (x: 3pt, y: 3.2pt),
  stroke: (x, y) => (bottom: if y == 0 { 0.8pt + ink } else { rule }),
  fill: (x, y) => if y == 0 { shade },
  table.header(..(item, amount).map(c => text(8pt, weight: "bold", said(c)))),
  ..rows.map(r => {
    let weight = if r.total { "bold" } else { "regular" }
    (text(weight: weight, said(r)), text(weight: weight, r.amount))
  }).flatten(),
)

// What happened, a row each: texts of any length, and the head again on the next page.
#let told(widths, columns, rows) = table(
  columns: widths,
  align: left + top,
  inset: (x: 3pt, y: 3.5pt),
  stroke: (x, y) => (bottom: if y == 0 { 0.8pt + ink } else { rule }),
  fill: (x, y) => if y == 0 { shade },
  table.header(..columns.map(c => text(8pt, weight: "bold", stacked(c)))),
  ..rows.flatten().map(cell => text(8.5pt, cell)),
)

#let watermark(words) = rotate(-35deg, text(88pt, weight: "bold", fill: rgb(176, 32, 32, 38), words.values().join(linebreak())))

// Where a page belongs: the statement's hash, the chain, the period and the page of how many.
#let page-foot(left-lines, first, last) = context {
  set text(6.6pt, fill: faint)
  line(length: 100%, stroke: rule)
  v(-0.5em)
  let before = locate(first).page() - 1
  let (this, pages) = (here(), locate(last)).map(it => str(it.page() - before))
  grid(
    columns: (1fr, auto), column-gutter: 4mm,
    stack(spacing: 0.45em, ..left-lines),
    text(8pt, data.page.a.replace("%p", this).replace("%n", pages)),
  )
}
`;
