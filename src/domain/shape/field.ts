/** Field decorators: one declaration per field, for validation, normal form, JSON Schema, API, CLI, book and forms. */
import { ValidateBy, ValidateIf } from 'class-validator';
import { FEN_MAX, GRAMS_MAX } from '../quantity/bounds';
import { checkValue } from './check';
import { declareField, type FieldSpec, type MoneySign, type Shape } from './spec';

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
    declareField(target.constructor, String(key), spec);
    validate(target, key);
    if (spec.optional) onlyIfPresent(target, key);
  };
}

interface Options {
  readonly optional?: boolean;
}

/** A code or number in the book: letters, digits, `.`, `_`, `-`, at most 40 characters, beginning with a letter or digit. */
export const Code = (o: Options & { max?: number } = {}): PropertyDecorator =>
  Field({ is: 'code', max: o.max ?? 40, ...opt(o) });

/** One line of free text, or several with `multiline`. */
export const Text = (max: number, o: Options & { multiline?: boolean } = {}): PropertyDecorator =>
  Field({ is: 'text', max, multiline: o.multiline ?? false, quotes: true, ...opt(o) });

/** A password or a sign-in code, exactly as typed. */
export const Secret = (max: number, o: Options = {}): PropertyDecorator =>
  Field({ is: 'text', max, multiline: false, quotes: true, secret: true, ...opt(o) });

/** The name of a feed, service or other item: at most 60 characters, no quote, no line break. */
export const Item = (o: Options = {}): PropertyDecorator =>
  Field({ is: 'text', max: 60, multiline: false, quotes: false, ...opt(o) });

/** Yuan as text with at most two decimals, and at most 1,000,000,000.00; `positive` by default. */
export const Money = (o: Options & { sign?: MoneySign } = {}): PropertyDecorator =>
  Field({ is: 'money', sign: o.sign ?? 'positive', max: FEN_MAX, ...opt(o) });

/** A positive quantity or weight as text with at most three decimals; `max` in whole units, 10,000,000 by default. */
export const Quantity = (o: Options & { max?: number } = {}): PropertyDecorator =>
  Field({ is: 'quantity', positive: true, max: o.max === undefined ? GRAMS_MAX : o.max * 1000, ...opt(o) });

/** An exact positive ratio as text: `"9/5"`, `"1.8"`; `max` bounds it (a share is at most 1). */
export const RatioText = (o: Options & { max?: number } = {}): PropertyDecorator =>
  Field({ is: 'ratio', ...(o.max === undefined ? {} : { max: o.max }), ...opt(o) });

/** A percentage as text, 0 to 100. */
export const Percent = (o: Options = {}): PropertyDecorator => Field({ is: 'percent', ...opt(o) });

/** An integer, by default a number of heads (1 to 1,000,000). */
export const Count = (o: Options & { min?: number; max?: number } = {}): PropertyDecorator =>
  Field({ is: 'count', min: o.min ?? 1, max: o.max ?? 1_000_000, ...opt(o) });

/** A number of days, 0 to 36,500. */
export const Days = (o: Options = {}): PropertyDecorator => Field({ is: 'count', min: 0, max: 36_500, ...opt(o) });

/** true or false. */
export const Flag = (o: Options = {}): PropertyDecorator => Field({ is: 'boolean', ...opt(o) });

/** A civil date, `YYYY-MM-DD`. */
export const DateText = (o: Options = {}): PropertyDecorator => Field({ is: 'date', ...opt(o) });

/** One of a closed list of words. */
export const Choice = (of: readonly string[], o: Options = {}): PropertyDecorator =>
  Field({ is: 'choice', of, ...opt(o) });

interface ListOptions extends Options {
  readonly min?: number;
  readonly max?: number;
  /** Keys whose combined values must not repeat in a list of objects; `''` for a list of texts that must not repeat. */
  readonly unique?: readonly string[];
}

/** A list of plain values. */
export const ListOf = (item: FieldSpec, o: ListOptions = {}): PropertyDecorator =>
  Field({ is: 'list', item, min: o.min ?? 0, max: o.max ?? 100, unique: o.unique ?? [''], ...opt(o) });

/** A list of objects of one shape. */
export const ListOfShape = (shape: () => Shape, o: ListOptions = {}): PropertyDecorator =>
  Field({
    is: 'list',
    item: { is: 'object', shape },
    min: o.min ?? 0,
    max: o.max ?? 100,
    unique: o.unique ?? [],
    ...opt(o),
  });

/** One object of a shape. */
export const ObjectOf = (shape: () => Shape, o: Options = {}): PropertyDecorator =>
  Field({ is: 'object', shape, ...opt(o) });

function opt(o: Options): { optional?: boolean } {
  return o.optional ? { optional: true } : {};
}
