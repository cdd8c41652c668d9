/** What was typed into a form, by the names of its fields (`heads[0].count`), and the object it stands for; the same for every shape. */
import { DomainError } from '../../../domain/errors';
import { fieldsOf, type FieldSpec, type Shape } from '../../../domain/shape/spec';
import { plainTyped } from '../../../domain/shape/texts';
import { dateTyped } from './dates';

/** Several values under one name stand on a line each. */
export type Typed = Readonly<Record<string, string>>;

/** No field of ours has a longer name. */
const NAME_MAX = 200;

/** Texts as they were typed, in the structure of the shape. */
type Raw = string | readonly Raw[] | { readonly [name: string]: Raw };

/**
 * The object that was typed, for `readShape` to judge: empty fields are absent, rows that are empty are left out, and numbers that are none
 * stay texts, so that the shape refuses them where they stand.
 *
 * @throws DomainError list_invalid for more rows than a list may have
 * @example objectTyped(Handover, { 'heads[0].class': 'ewe', 'heads[0].count': '95' }) // { heads: [{ class: 'ewe', count: 95 }] }
 */
export function objectTyped(shape: Shape, typed: Typed): Record<string, unknown> {
  const raw = rawObject(shape, typed, '');
  return raw === undefined ? {} : (valueOfObject(shape, raw) as Record<string, unknown>);
}

/**
 * What was typed, with the rows that are left numbered as the errors of `readShape` number them.
 *
 * @throws DomainError list_invalid
 */
export function compacted(shape: Shape, typed: Typed): Typed {
  const raw = rawObject(shape, typed, '');
  const flat: Record<string, string> = {};
  if (raw !== undefined) flatten(raw, '', flat);
  const isOther = (name: string): boolean => !fieldsOf(shape).has(/^[^.[]*/.exec(name)?.[0] ?? '');
  return { ...Object.fromEntries(Object.entries(typed).filter(([name]) => isOther(name))), ...flat };
}

/** An object as it would be typed, to begin a form with. */
export function typedOf(value: unknown, prefix = ''): Typed {
  const flat: Record<string, string> = {};
  flatten(rawOf(value), prefix, flat);
  return flat;
}

/** How many rows of a list there are. */
export function rowsTyped(typed: Typed, list: string): number {
  return (indicesOf(typed, list).at(-1) ?? -1) + 1;
}

/**
 * What was typed, with an empty row put above another.
 *
 * @param row `rules[3]`
 * @example rowAbove({ 'heads[0].count': '5' }, 'heads[0]') // { 'heads[1].count': '5' }
 */
export function rowAbove(typed: Typed, row: string): Typed {
  const [, list = '', digits = ''] = /^([\w.]+)\[(\d{1,4})\]$/.exec(row) ?? [];
  if (list === '') return typed;
  const moved = (name: string): string => {
    const at = name.startsWith(`${list}[`) ? /^\d{1,4}(?=\])/.exec(name.slice(list.length + 1))?.[0] : undefined;
    if (at === undefined || Number(at) < Number(digits)) return name;
    return `${list}[${Number(at) + 1}]${name.slice(list.length + at.length + 2)}`;
  };
  return Object.fromEntries(Object.entries(typed).map(([name, value]) => [moved(name), value]));
}

function rawOf(value: unknown): Raw {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(rawOf);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rawOf(inner)]));
  return String(value);
}

function flatten(raw: Raw, path: string, flat: Record<string, string>): void {
  if (typeof raw === 'string') flat[path] = raw;
  else if (!Array.isArray(raw)) {
    for (const [name, inner] of Object.entries(raw)) flatten(inner, path === '' ? name : `${path}.${name}`, flat);
  } else if (raw.every((item) => typeof item === 'string')) flat[path] = raw.join('\n');
  else raw.forEach((item: Raw, i) => flatten(item, `${path}[${i}]`, flat));
}

function rawObject(shape: Shape, typed: Typed, path: string): { [name: string]: Raw } | undefined {
  const raw: { [name: string]: Raw } = {};
  for (const [name, spec] of fieldsOf(shape)) {
    const inner = rawField(spec, typed, path === '' ? name : `${path}.${name}`);
    if (inner !== undefined) raw[name] = inner;
  }
  return Object.keys(raw).length === 0 ? undefined : raw;
}

function rawField(spec: FieldSpec, typed: Typed, path: string): Raw | undefined {
  switch (spec.is) {
    case 'object':
      return rawObject(spec.shape(), typed, path);
    case 'variant': {
      const name = typed[`${path}.${spec.by}`]?.trim() ?? '';
      const shape = spec.shapes().get(name);
      return shape ? rawObject(shape, typed, path) : name === '' ? undefined : { [spec.by]: name };
    }
    case 'list': {
      const { item } = spec;
      if (item.is !== 'object' && item.is !== 'variant') return linesOf(typed[path]);
      const indices = indicesOf(typed, path);
      // No page of ours sends so many; they are not even read.
      if (indices.length > spec.max) throw new DomainError('list_invalid', { max: spec.max }, path);
      const rows = indices.map((i) => rawField(item, typed, `${path}[${i}]`));
      const filled = rows.filter((row) => row !== undefined);
      return filled.length === 0 ? undefined : filled;
    }
    default: {
      const text = typed[path]?.trim() ?? '';
      return text === '' ? undefined : text;
    }
  }
}

function linesOf(text: string | undefined): readonly string[] | undefined {
  const lines = (text ?? '').split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== ''); // prettier-ignore
  return lines.length === 0 ? undefined : lines;
}

/** The rows of every list of a form, found in one look at the names of its fields: a form may have thousands of them. */
const rowsKnown = new WeakMap<Typed, ReadonlyMap<string, readonly number[]>>();

function indicesOf(typed: Typed, list: string): readonly number[] {
  let rows = rowsKnown.get(typed);
  if (!rows) rowsKnown.set(typed, (rows = rowsByList(Object.keys(typed))));
  return rows.get(list) ?? [];
}

function rowsByList(names: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, Set<number>>();
  for (const name of names) {
    if (name.length > NAME_MAX) continue;
    for (const { index, 1: digits } of name.matchAll(/\[(\d{1,4})\]/g)) {
      const list = name.slice(0, index);
      const rows = found.get(list) ?? new Set();
      found.set(list, rows.add(Number(digits)));
    }
  }
  return new Map([...found].map(([list, rows]) => [list, [...rows].sort((a, b) => a - b)]));
}

function valueOfObject(shape: Shape, raw: Raw): unknown {
  if (typeof raw === 'string' || Array.isArray(raw)) return raw;
  const value: Record<string, unknown> = {};
  for (const [name, spec] of fieldsOf(shape)) {
    const inner = (raw as { [name: string]: Raw })[name];
    if (inner !== undefined) value[name] = valueOf(spec, inner);
    // A list that may be empty but not absent: nothing was typed into it.
    else if (spec.is === 'list' && spec.min === 0 && !spec.optional) value[name] = [];
  }
  return value;
}

function valueOf(spec: FieldSpec, raw: Raw): unknown {
  switch (spec.is) {
    case 'object':
      return valueOfObject(spec.shape(), raw);
    case 'variant': {
      const shape = spec.shapes().get((raw as { [name: string]: string })[spec.by] ?? '');
      return shape ? valueOfObject(shape, raw) : raw;
    }
    case 'list':
      return (raw as readonly Raw[]).map((item) => valueOf(spec.item, item));
    default:
      return valueOfText(spec, raw as string);
  }
}

function valueOfText(spec: FieldSpec, text: string): unknown {
  switch (spec.is) {
    case 'count': {
      const digits = numeral(text);
      return /^-?\d{1,15}$/.test(digits) ? Number(digits) : text;
    }
    case 'boolean':
      return text === 'yes' ? true : text === 'no' ? false : text;
    case 'money':
    case 'quantity':
    case 'percent':
    case 'ratio':
      return numeral(text);
    case 'date':
      return dateTyped(text);
    case 'text':
      // Browsers send every line break as two characters.
      return text.replace(/\r\n?/g, '\n');
    default:
      return text;
  }
}

/**
 * A number as people type or paste it: full-width digits, and commas between thousands.
 *
 * @example numeral('１,２５０') // '1250'
 */
export function numeral(text: string): string {
  const plain = plainTyped(text).replace(/\s/g, '').replace(/−/g, '-');
  return /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(plain) ? plain.replace(/,/g, '') : plain;
}
