// @ts-check
/**
 * Noto Sans Mongolian with the outlines of a few letters only, so that a herder's page stays small: glyphs are named after their
 * letters, and those of letters that no word uses lose their outlines; all tables that shape the script stay as they are.
 */
import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { deflateSync, inflateSync } from 'node:zlib';

const FONT = '@fontsource/noto-sans-mongolian/files/noto-sans-mongolian-mongolian-400-normal.woff';
const HEADER = 44;
const ENTRY = 20;
/** Names below this number are those of a standard list and not in the font. */
const STANDARD_NAMES = 258;
/** Selectors and the vowel separator choose among the forms of a letter. */
const ALWAYS = [...'\u200d\u180a\u180b\u180c\u180d\u180e\u202f '];

/**
 * @param {Iterable<string>} words
 * @returns {Promise<Buffer>} a WOFF file
 */
export async function mongolianFont(words) {
  const tables = unpack(await readFile(createRequire(import.meta.url).resolve(FONT)));
  const letters = new Set([...ALWAYS, ...[...words].join('')].map((c) => c.codePointAt(0) ?? 0));
  const names = namesOf(table(tables, 'post'));
  const kept = new Set(names.flatMap((name, glyph) => (isOf(name, letters) ? [glyph] : [])));
  keepOutlines(tables, kept);
  // The names have served.
  tables.set('post', Buffer.concat([Buffer.from([0, 3, 0, 0]), table(tables, 'post').subarray(4, 32)]));
  return pack(tables);
}

/** @param {Map<string, Buffer>} tables @param {string} tag */
function table(tables, tag) {
  const found = tables.get(tag);
  if (!found) throw new Error(`the font has no table ${tag}`);
  return found;
}

/** `uni182A1824.init` is of two letters. @param {string} name @param {ReadonlySet<number>} letters */
function isOf(name, letters) {
  const [, codes] = /^uni((?:[\dA-F]{4})+)(?:\.|$)/.exec(name) ?? [];
  if (codes === undefined) return !/^u[\dA-F]{5}/.test(name);
  return (codes.match(/.{4}/g) ?? []).every((code) => letters.has(Number.parseInt(code, 16)));
}

/** The names of all glyphs. @param {Buffer} post */
function namesOf(post) {
  const count = post.readUInt16BE(32);
  /** @type {string[]} */
  const own = [];
  for (let at = 34 + count * 2; at < post.length; at += 1 + (post[at] ?? 0))
    own.push(post.toString('latin1', at + 1, at + 1 + (post[at] ?? 0)));
  return Array.from({ length: count }, (_, i) => own[post.readUInt16BE(34 + i * 2) - STANDARD_NAMES] ?? '');
}

/** Glyphs that are put together from others need those as well. @param {Map<string, Buffer>} tables @param {Set<number>} kept */
function keepOutlines(tables, kept) {
  const [glyf, loca] = [table(tables, 'glyf'), table(tables, 'loca')];
  const isLong = table(tables, 'head').readUInt16BE(50) === 1;
  const offset = (/** @type {number} */ i) => (isLong ? loca.readUInt32BE(i * 4) : loca.readUInt16BE(i * 2) * 2);
  const outline = (/** @type {number} */ i) => glyf.subarray(offset(i), offset(i + 1));
  for (const glyph of kept) for (const part of partsOf(outline(glyph))) kept.add(part);
  const count = loca.length / (isLong ? 4 : 2) - 1;
  const outlines = Array.from({ length: count }, (_, i) => (kept.has(i) ? outline(i) : Buffer.alloc(0)));
  let end = 0;
  for (const [i, { length }] of [Buffer.alloc(0), ...outlines].entries()) {
    end += length;
    if (isLong) loca.writeUInt32BE(end, i * 4);
    else loca.writeUInt16BE(end / 2, i * 2);
  }
  tables.set('glyf', Buffer.concat(outlines));
}

/** Flags of a part: its numbers are two bytes wide, it is scaled in one of three ways, more follow. */
const PART = { wide: 0x1, scale: 0x8, more: 0x20, scales: 0x40, matrix: 0x80 };

/** @param {Buffer} outline */
function partsOf(outline) {
  /** @type {number[]} */
  const parts = [];
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return parts;
  for (let at = 10, flags = PART.more; flags & PART.more;) {
    flags = outline.readUInt16BE(at);
    parts.push(outline.readUInt16BE(at + 2));
    at += flags & PART.wide ? 8 : 6;
    at += flags & PART.matrix ? 8 : flags & PART.scales ? 4 : flags & PART.scale ? 2 : 0;
  }
  return parts;
}

/** @param {Buffer} woff */
function unpack(woff) {
  /** @type {Map<string, Buffer>} */
  const tables = new Map();
  for (let i = 0; i < woff.readUInt16BE(12); i++) {
    const at = HEADER + i * ENTRY;
    const [offset = 0, packed = 0, length = 0] = [4, 8, 12].map((o) => woff.readUInt32BE(at + o));
    const content = woff.subarray(offset, offset + packed);
    tables.set(woff.toString('latin1', at, at + 4), packed < length ? inflateSync(content) : Buffer.from(content));
  }
  return tables;
}

const padded = (/** @type {number} */ length) => Math.ceil(length / 4) * 4;

/** The sum of a table's 32-bit words. @param {Buffer} content */
function sumOf(content) {
  const whole = Buffer.concat([content], padded(content.length));
  let sum = 0;
  for (let at = 0; at < whole.length; at += 4) sum = (sum + whole.readUInt32BE(at)) >>> 0;
  return sum;
}

/** @param {Map<string, Buffer>} tables */
function pack(tables) {
  const header = Buffer.alloc(HEADER + tables.size * ENTRY);
  /** @type {Buffer[]} */
  const contents = [];
  let end = header.length;
  let plainSize = 12 + tables.size * 16;
  for (const [i, [tag, plain]] of [...tables].sort(([a], [b]) => (a < b ? -1 : 1)).entries()) {
    const deflated = deflateSync(plain, { level: 9 });
    const content = deflated.length < plain.length ? deflated : plain;
    const at = HEADER + i * ENTRY;
    header.write(tag, at, 'latin1');
    [end, content.length, plain.length, sumOf(plain)].forEach((value, k) =>
      header.writeUInt32BE(value, at + 4 + k * 4),
    );
    contents.push(Buffer.concat([content], padded(content.length)));
    end += padded(content.length);
    plainSize += padded(plain.length);
  }
  header.write('wOFF', 0, 'latin1');
  header.writeUInt32BE(0x00010000, 4);
  header.writeUInt32BE(end, 8);
  header.writeUInt16BE(tables.size, 12);
  header.writeUInt32BE(plainSize, 16);
  return Buffer.concat([header, ...contents]);
}
