/** Reads what matters here of a font file: which characters it has and what its family is called. */

/** A first and a last code point. */
export type CodeRange = readonly [first: number, last: number];

const SFNT_HEADER = 12;
const TABLE_RECORD = 16;

/** The characters that a TrueType or OpenType font has a shape for, as ranges in order. */
export function charactersOf(font: Buffer): CodeRange[] {
  const cmap = tableOf(font, 'cmap');
  const subtables: Buffer[] = [];
  for (let i = 0; i < cmap.readUInt16BE(2); i++) subtables.push(cmap.subarray(cmap.readUInt32BE(8 + 8 * i)));
  const full = subtables.find((t) => t.readUInt16BE(0) === 12);
  if (full) return segmentedCoverage(full);
  const basic = subtables.find((t) => t.readUInt16BE(0) === 4);
  if (!basic) throw new Error('font without a Unicode character map');
  return segmentMapping(basic);
}

/** The name of the font's family, as a document asks for it. */
export function familyOf(font: Buffer): string {
  const names = tableOf(font, 'name');
  const texts = names.subarray(names.readUInt16BE(4));
  const found = new Map<number, string>();
  for (let i = 0; i < names.readUInt16BE(2); i++) {
    const record = names.subarray(6 + 12 * i, 18 + 12 * i);
    // Windows, English: the entry that every font for computers has.
    if (record.readUInt16BE(0) !== 3 || record.readUInt16BE(4) !== 0x409) continue;
    const start = record.readUInt16BE(10);
    const bytes = Buffer.from(texts.subarray(start, start + record.readUInt16BE(8)));
    found.set(record.readUInt16BE(6), bytes.swap16().toString('utf16le'));
  }
  const family = found.get(16) ?? found.get(1);
  if (family === undefined) throw new Error('font without a family name');
  return family;
}

function tableOf(font: Buffer, tag: string): Buffer {
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const at = SFNT_HEADER + TABLE_RECORD * i;
    if (font.toString('latin1', at, at + 4) !== tag) continue;
    const start = font.readUInt32BE(at + 8);
    return font.subarray(start, start + font.readUInt32BE(at + 12));
  }
  throw new Error(`font without a table ${tag}`);
}

/** Format 12: groups over all of Unicode. */
function segmentedCoverage(table: Buffer): CodeRange[] {
  return Array.from({ length: table.readUInt32BE(12) }, (_, i): CodeRange => [
    table.readUInt32BE(16 + 12 * i),
    table.readUInt32BE(20 + 12 * i),
  ]);
}

/** Format 4: segments of the basic plane; the last one only ends the list. */
function segmentMapping(table: Buffer): CodeRange[] {
  const doubled = table.readUInt16BE(6);
  return Array.from({ length: doubled / 2 - 1 }, (_, i): CodeRange => [
    table.readUInt16BE(16 + doubled + 2 * i),
    table.readUInt16BE(14 + 2 * i),
  ]);
}
