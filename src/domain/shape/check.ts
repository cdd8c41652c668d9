/** Checks one value against its field: the only definition of what each field accepts. */
import { isCivilDate } from '../calendar';
import { DomainError, type ErrorCode, type ErrorDetails } from '../errors';
import { formatMoney, parseMoney } from '../quantity/money';
import { formatQuantity, parsePercent, parseQuantity } from '../quantity/quantity';
import { compare, isZero, parseRatio, ratio } from '../quantity/ratio';
import { fieldsOf, type FieldSpec, type Shape } from './spec';
import { faultOfCode, faultOfText } from './text-faults';
import { normalText } from './texts';

/** The first thing wrong with a value: its code and, inside lists and objects, the path to it. */
export interface ShapeFault {
  readonly code: ErrorCode;
  readonly path: string;
  /** Values for the message: a bound, a character. */
  readonly details?: ErrorDetails;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const HASH = /^[0-9a-f]{64}$/;

/** Whether a text is a SHA-256 in lower-case hexadecimal. */
export function isHash(text: string): boolean {
  return HASH.test(text);
}

/** The first fault of `value`, or undefined when the field accepts it. */
export function checkValue(spec: FieldSpec, value: unknown): ShapeFault | undefined {
  if (value === undefined) return spec.optional ? undefined : fault('field_required');
  if (value === null)
    return fault(spec.is === 'object' || spec.is === 'variant' ? 'object_invalid' : `${codeBase(spec)}`);
  switch (spec.is) {
    case 'list':
      return checkList(spec, value);
    case 'object':
      return checkObject(spec.shape(), value);
    case 'variant':
      return checkVariant(spec, value);
    default:
      return faultOfScalar(spec, value);
  }
}

/** The code for a value that is malformed for its field. */
export function codeBase(spec: FieldSpec): ErrorCode {
  if (spec.is === 'object' || spec.is === 'variant') return 'object_invalid';
  return `${spec.is}_invalid`;
}

type Scalar = Exclude<FieldSpec, { is: 'list' | 'object' | 'variant' }>;

function faultOfScalar(spec: Scalar, value: unknown): ShapeFault | undefined {
  const details = detailsOfFault(spec, value);
  return details && { code: codeBase(spec), path: '', details };
}

/** Undefined for an accepted value; otherwise the values for the message. */
function detailsOfFault(spec: Scalar, value: unknown): ErrorDetails | undefined {
  if (spec.is === 'code') return typeof value === 'string' ? faultOfCode(value, spec.max) : {};
  if (spec.is === 'text') return typeof value === 'string' ? faultOfText(value, spec) : {};
  if (!accepts(spec, value)) return {};
  if (spec.is === 'money' && Math.abs(parseMoney(value as string)) > spec.max) return { max: formatMoney(spec.max) };
  if (spec.is === 'quantity' && parseQuantity(value as string) > spec.max) return { max: formatQuantity(spec.max) };
  return undefined;
}

function accepts(spec: Exclude<Scalar, { is: 'code' | 'text' }>, value: unknown): boolean {
  switch (spec.is) {
    case 'count':
      return (
        typeof value === 'number' &&
        Number.isSafeInteger(value) &&
        value >= spec.min &&
        value <= spec.max &&
        !Object.is(value, -0)
      );
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string' && acceptsText(spec, value);
  }
}

function acceptsText(spec: Exclude<Scalar, { is: 'count' | 'boolean' | 'code' | 'text' }>, value: string): boolean {
  switch (spec.is) {
    case 'money':
      return parses(() => {
        const fen = parseMoney(value);
        return spec.sign === 'signed' ? fen !== 0 : spec.sign === 'zero' ? fen >= 0 : fen > 0;
      });
    case 'quantity':
      return parses(() => parseQuantity(value) > 0 || !spec.positive);
    case 'ratio':
      return parses(() => {
        const r = parseRatio(value);
        return !isZero(r) && r.n > 0n && (spec.max === undefined || compare(r, ratio(BigInt(spec.max))) <= 0);
      });
    case 'percent':
      return parses(() => parsePercent(value) !== undefined);
    case 'date':
      return isCivilDate(value);
    case 'instant':
      return INSTANT.test(value) && isCivilDate(value.slice(0, 10));
    case 'hash':
      return isHash(value);
    case 'choice':
      return spec.of.includes(value);
  }
}

function parses(accepts: () => boolean): boolean {
  try {
    return accepts();
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

function checkList(spec: Extract<FieldSpec, { is: 'list' }>, value: unknown): ShapeFault | undefined {
  if (!Array.isArray(value) || value.length < spec.min) return fault('list_invalid');
  if (value.length > spec.max) return { code: 'list_invalid', path: '', details: { max: spec.max } };
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const inner = checkValue(spec.item, item);
    if (inner) return under(`[${index}]`, inner);
    if (spec.unique.length === 0) continue;
    const key = spec.unique
      .map((name) => normalText(String(name === '' ? item : (item as Record<string, unknown>)[name])))
      .join('\u0000');
    if (seen.has(key)) return { code: 'list_duplicate', path: `[${index}]` };
    seen.add(key);
  }
  return undefined;
}

function checkVariant(spec: Extract<FieldSpec, { is: 'variant' }>, value: unknown): ShapeFault | undefined {
  if (!isPlainObject(value)) return fault('object_invalid');
  const name = value[spec.by];
  const shape = typeof name === 'string' ? spec.shapes().get(name) : undefined;
  if (!shape) return { code: name === undefined ? 'field_required' : spec.unknown, path: `.${spec.by}` };
  return checkObject(shape, value);
}

function checkObject(shape: Shape, value: unknown): ShapeFault | undefined {
  if (!isPlainObject(value)) return fault('object_invalid');
  const fields = fieldsOf(shape);
  for (const key of Object.keys(value))
    if (!fields.has(key)) return { code: 'key_unknown', path: `.${key.slice(0, 80)}` };
  for (const [name, field] of fields) {
    const inner = checkValue(field, value[name]);
    if (inner) return under(`.${name}`, inner);
  }
  return undefined;
}

/** A JSON object, not a list and not null. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(code: ErrorCode): ShapeFault {
  return { code, path: '' };
}

function under(prefix: string, inner: ShapeFault): ShapeFault {
  return { ...inner, path: prefix + inner.path };
}
