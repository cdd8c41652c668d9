/** Reads an untrusted JSON object into the normal form of its shape, or reports everything that is wrong with it. */
import { DomainError, DomainErrors } from '../errors';
import { formatMoney, parseMoney } from '../quantity/money';
import { formatPercent, formatQuantity, parsePercent, parseQuantity } from '../quantity/quantity';
import { formatRatio, parseRatio } from '../quantity/ratio';
import { checkValue, isPlainObject } from './check';
import { fieldsOf, type FieldSpec, type Shape } from './spec';
import { normalText } from './texts';

/** Keys that the caller reads itself. */
type OtherKeys = ReadonlySet<string>;
const NONE: OtherKeys = new Set();
/** How many unknown keys are reported: a body full of them must not cost seconds, nor get an answer longer than itself. */
const UNKNOWN_MAX = 20;

/**
 * The normal form of `input` (docs/rules.md section 11): money with two decimals, quantities without trailing zeros, ratios in
 * lowest terms, texts in Unicode NFC, absent keys absent.
 *
 * @param others keys of `input` that belong to another shape and are ignored
 * @throws DomainErrors one per wrong field and unknown key (the first twenty), with code and path, e.g. `accepted[0].count: count_invalid`
 * @example readShape(FeedIssue, { item: '玉米', quantity: '1500.0', unit: 'jin', unitPrice: '1.4' }) // quantity '1500', unitPrice '1.40'
 */
export function readShape<T extends object>(shape: Shape<T>, input: unknown, others: OtherKeys = NONE): T {
  if (!isPlainObject(input)) throw new DomainErrors([new DomainError('object_invalid')]);
  const errors: DomainError[] = [];
  const fields = fieldsOf(shape);
  for (const [name, spec] of fields) {
    const fault = checkValue(spec, input[name]);
    if (fault) errors.push(new DomainError(fault.code, fault.details ?? {}, name + fault.path));
  }
  const unknown = Object.keys(input).filter((key) => !fields.has(key) && !others.has(key));
  for (const key of unknown.slice(0, UNKNOWN_MAX)) errors.push(new DomainError('key_unknown', {}, key.slice(0, 80)));
  if (errors.length > 0) throw new DomainErrors(errors);
  return normalObject(shape, input) as T;
}

/** The normal form of a checked value. */
function normalValue(spec: FieldSpec, value: unknown): unknown {
  switch (spec.is) {
    case 'code':
    case 'text':
      return normalText(value as string);
    case 'money':
      return formatMoney(parseMoney(value as string));
    case 'quantity':
      return formatQuantity(parseQuantity(value as string));
    case 'ratio':
      return formatRatio(parseRatio(value as string));
    case 'percent':
      return formatPercent(parsePercent(value as string));
    case 'list':
      return (value as unknown[]).map((item) => normalValue(spec.item, item));
    case 'object':
      return normalObject(spec.shape(), value as Record<string, unknown>);
    case 'variant': {
      const object = value as Record<string, unknown>;
      return normalObject(spec.shapes().get(object[spec.by] as string) as Shape, object);
    }
    default:
      return value;
  }
}

/** Keys in canonical order, so that they need not be sorted for hashing. */
function normalObject(shape: Shape, object: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, spec] of inOrder(shape)) {
    if (object[name] !== undefined) result[name] = normalValue(spec, object[name]);
  }
  return result;
}

const ordered = new WeakMap<Shape, readonly (readonly [string, FieldSpec])[]>();

/** The fields of a shape in the order of their names' code units. */
function inOrder(shape: Shape): readonly (readonly [string, FieldSpec])[] {
  const known = ordered.get(shape);
  if (known) return known;
  const fields = [...fieldsOf(shape)].sort(([a], [b]) => (a < b ? -1 : 1));
  ordered.set(shape, fields);
  return fields;
}
