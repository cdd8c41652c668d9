/** Field decorators: one declaration per field serves validation, normal form, JSON Schema, API, CLI, book and forms. */
import { ValidateBy, ValidateIf } from 'class-validator';
import { checkValue } from './check';

/** A class whose decorated fields describe one JSON object. */
export type Shape<T = object> = abstract new () => T;

/** Which sign a money field may have. */
export type MoneySign = 'positive' | 'zero' | 'signed';

/** What one field accepts; `optional` fields may be absent, but never null. */
export type FieldSpec = { readonly optional?: boolean } & (
  | { readonly is: 'code'; readonly max: number }
  | { readonly is: 'text'; readonly max: number; readonly multiline: boolean; readonly quotes: boolean }
  | { readonly is: 'money'; readonly sign: MoneySign }
  | { readonly is: 'quantity'; readonly positive: boolean }
  | { readonly is: 'ratio'; readonly max?: number }
  | { readonly is: 'percent' }
  | { readonly is: 'count'; readonly min: number; readonly max: number }
  | { readonly is: 'boolean' }
  | { readonly is: 'date' }
  | { readonly is: 'instant' }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  | { readonly is: 'list'; readonly item: FieldSpec; readonly min: number; readonly max: number; readonly unique: readonly string[] }
  | { readonly is: 'object'; readonly shape: () => Shape }
  | { readonly is: 'variant'; readonly by: string; readonly shapes: () => ReadonlyMap<string, Shape>; readonly unknown: 'rule_unknown' | 'kind_unknown' }
);

const registry = new WeakMap<object, Map<string, FieldSpec>>();
const resolved = new WeakMap<object, ReadonlyMap<string, FieldSpec>>();

/** The declared fields of a shape, its ancestors' first; the order is that of the declarations. */
export function fieldsOf(shape: Shape): ReadonlyMap<string, FieldSpec> {
  const known = resolved.get(shape);
  if (known) return known;
  const parent: unknown = Object.getPrototypeOf(shape);
  const inherited = typeof parent === 'function' && parent !== Function.prototype ? fieldsOf(parent as Shape) : [];
  const fields = new Map<string, FieldSpec>([...inherited, ...(registry.get(shape) ?? [])]);
  resolved.set(shape, fields);
  return fields;
}

/**
 * Declares one field. class-validator gets the same check, so that its pipe at the HTTP edge and this project's own
 * reader never differ.
 */
export function Field(spec: FieldSpec): PropertyDecorator {
  const validate = ValidateBy({
    name: spec.is,
    validator: { validate: (value: unknown) => checkValue(spec, value) === undefined, defaultMessage: () => spec.is },
  });
  const onlyIfPresent = ValidateIf((_object: object, value: unknown) => value !== undefined);
  return (target, key) => {
    const fields = registry.get(target.constructor) ?? new Map<string, FieldSpec>();
    fields.set(String(key), spec);
    registry.set(target.constructor, fields);
    validate(target, key);
    if (spec.optional) onlyIfPresent(target, key);
  };
}

interface Options {
  readonly optional?: boolean;
}

/** A code or number of the book: letters, digits, `.`, `_`, `-`, at most 40 characters, beginning with a letter or digit. */
export const Code = (o: Options & { max?: number } = {}): PropertyDecorator => Field({ is: 'code', max: o.max ?? 40, ...opt(o) });

/** One line of free text, or several with `multiline`. */
export const Text = (max: number, o: Options & { multiline?: boolean } = {}): PropertyDecorator =>
  Field({ is: 'text', max, multiline: o.multiline ?? false, quotes: true, ...opt(o) });

/** The name of a feed, service or other item: at most 60 characters, no quote, no line break. */
export const Item = (o: Options = {}): PropertyDecorator =>
  Field({ is: 'text', max: 60, multiline: false, quotes: false, ...opt(o) });

/** Yuan as text with at most two decimals; `positive` by default. */
export const Money = (o: Options & { sign?: MoneySign } = {}): PropertyDecorator =>
  Field({ is: 'money', sign: o.sign ?? 'positive', ...opt(o) });

/** A positive quantity or weight as text with at most three decimals. */
export const Quantity = (o: Options = {}): PropertyDecorator => Field({ is: 'quantity', positive: true, ...opt(o) });

/** An exact positive ratio as text: `"9/5"`, `"1.8"`; `max` bounds it (a share is at most 1). */
export const RatioText = (o: Options & { max?: number } = {}): PropertyDecorator =>
  Field({ is: 'ratio', ...(o.max === undefined ? {} : { max: o.max }), ...opt(o) });

/** A percentage as text, 0 to 100. */
export const Percent = (o: Options = {}): PropertyDecorator => Field({ is: 'percent', ...opt(o) });

/** A whole number: heads by default (1 to 1,000,000). */
export const Count = (o: Options & { min?: number; max?: number } = {}): PropertyDecorator =>
  Field({ is: 'count', min: o.min ?? 1, max: o.max ?? 1_000_000, ...opt(o) });

/** A number of days, 0 to 36,500. */
export const Days = (o: Options = {}): PropertyDecorator => Field({ is: 'count', min: 0, max: 36_500, ...opt(o) });

/** true or false. */
export const Flag = (o: Options = {}): PropertyDecorator => Field({ is: 'boolean', ...opt(o) });

/** A civil date, `YYYY-MM-DD`. */
export const DateText = (o: Options = {}): PropertyDecorator => Field({ is: 'date', ...opt(o) });

/** One of a closed list of words. */
export const Choice = (of: readonly string[], o: Options = {}): PropertyDecorator => Field({ is: 'choice', of, ...opt(o) });

interface ListOptions extends Options {
  readonly min?: number;
  readonly max?: number;
  /** Keys that together must not repeat in a list of objects; for a list of texts the text itself must not. */
  readonly unique?: readonly string[];
}

/** A list of plain values. */
export const ListOf = (item: FieldSpec, o: ListOptions = {}): PropertyDecorator =>
  Field({ is: 'list', item, min: o.min ?? 0, max: o.max ?? 100, unique: o.unique ?? [''], ...opt(o) });

/** A list of objects of one shape. */
export const ListOfShape = (shape: () => Shape, o: ListOptions = {}): PropertyDecorator =>
  Field({ is: 'list', item: { is: 'object', shape }, min: o.min ?? 0, max: o.max ?? 100, unique: o.unique ?? [], ...opt(o) });

/** One object of a shape. */
export const ObjectOf = (shape: () => Shape, o: Options = {}): PropertyDecorator => Field({ is: 'object', shape, ...opt(o) });

function opt(o: Options): { optional?: boolean } {
  return o.optional ? { optional: true } : {};
}

/**
 * One shape of the fields of several, in that order.
 *
 * @param required fields that are optional in their own shape and required in this one
 */
export function combine(shapes: readonly Shape[], required: readonly string[] = []): Shape {
  const fields = new Map<string, FieldSpec>();
  for (const shape of shapes) {
    for (const [name, spec] of fieldsOf(shape)) fields.set(name, required.includes(name) ? { ...spec, optional: false } : spec);
  }
  class Combined {}
  resolved.set(Combined, fields);
  return Combined;
}
