/** JSON Schema (2020-12, as in OpenAPI 3.1) of a shape, made from the declarations that check it. */
import { formatMoney } from '../quantity/money';
import { formatQuantity } from '../quantity/quantity';
import { fieldsOf, type FieldSpec, type Shape, JsonSchema } from './spec';
import { viewFieldsOf, type Refer } from './view';

const MONEY = { positive: '', zero: '', signed: '-?' } as const;
const NUMBER = '(0|[1-9][0-9]*)';
/** The form that check.ts accepts, without the letters that are invisible; patterns of JSON Schema have the `u` flag. */
const CODE = '^(?!.*[\\u115f\\u1160\\u3164\\uffa0])[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*$';
const INSTANT = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$';

/**
 * The schema of a shape, without further keys.
 *
 * @param refer how shapes inside it are named; written out by default
 * @example schemaOf(CashIn) // { type: 'object', properties: { amount: { type: 'string', pattern: … } }, required: ['amount'], … }
 */
export function schemaOf(shape: Shape, refer: Refer = schemaOf): JsonSchema {
  const fields = propertiesOf(shape, refer);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
    required: fields.filter(({ optional }) => !optional).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** What each key of a shape may hold, and whether it may be absent. */
export function propertiesOf(
  shape: Shape,
  refer: Refer = schemaOf,
): { readonly name: string; readonly schema: JsonSchema; readonly optional: boolean }[] {
  const fields = new Map([...fieldsOf(shape)].map(([name, spec]) => [name, { name, schema: fieldSchema(spec, refer), optional: spec.optional === true }])); // prettier-ignore
  for (const [name, field] of viewFieldsOf(shape)) fields.set(name, { name, schema: field.schema(refer), optional: field.optional }); // prettier-ignore
  return [...fields.values()];
}

function fieldSchema(spec: FieldSpec, refer: Refer): JsonSchema {
  switch (spec.is) {
    case 'code':
      return {
        type: 'string',
        minLength: 1,
        maxLength: spec.max,
        pattern: CODE,
        description: 'Begins with a letter or digit, then letters, digits, . _ -',
      };
    case 'text':
      return { type: 'string', minLength: 1, maxLength: spec.max };
    case 'money':
      return {
        type: 'string',
        pattern: `^${MONEY[spec.sign]}${NUMBER}(\\.[0-9]{1,2})?$`,
        description: `${moneyNote(spec.sign)}; at most ${formatMoney(spec.max)}`,
      };
    case 'quantity':
      return {
        type: 'string',
        pattern: `^${NUMBER}(\\.[0-9]{1,3})?$`,
        description: `At most three decimals, above zero; at most ${formatQuantity(spec.max)}`,
      };
    case 'ratio':
      return {
        type: 'string',
        pattern: `^${NUMBER}(/[1-9][0-9]*|\\.[0-9]+)?$`,
        description: 'An exact ratio: "9/5", "1.8", "3"',
      };
    case 'percent':
      return { type: 'string', pattern: `^${NUMBER}(\\.[0-9]{1,3})?$`, description: 'Percent, 0 to 100' };
    case 'count':
      return { type: 'integer', minimum: spec.min, maximum: spec.max };
    case 'boolean':
      return { type: 'boolean' };
    case 'date':
      return { type: 'string', format: 'date', description: 'A civil date in Asia/Shanghai, YYYY-MM-DD' };
    case 'instant':
      return { type: 'string', format: 'date-time', pattern: INSTANT, description: 'UTC, with milliseconds' };
    case 'hash':
      return { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'SHA-256' };
    case 'choice':
      return { type: 'string', enum: [...spec.of] };
    default:
      return nestedSchema(spec, refer);
  }
}

function nestedSchema(spec: Extract<FieldSpec, { is: 'list' | 'object' | 'variant' }>, refer: Refer): JsonSchema {
  switch (spec.is) {
    case 'list':
      return {
        type: 'array',
        items: fieldSchema(spec.item, refer),
        minItems: spec.min,
        maxItems: spec.max,
        ...(spec.unique.includes('') ? { uniqueItems: true } : {}),
        ...uniqueNote(spec.unique),
      };
    case 'object':
      return refer(spec.shape());
    case 'variant':
      return { oneOf: [...spec.shapes().values()].map((s) => refer(s)) };
  }
}

/** Said in words, since JSON Schema cannot ask for unique keys of items. */
function uniqueNote(unique: readonly string[]): JsonSchema {
  const keys = unique.filter((key) => key !== '');
  return keys.length === 0 ? {} : { description: `Each ${keys.join(' and ')} at most once` };
}

function moneyNote(sign: keyof typeof MONEY): string {
  return sign === 'positive' ? 'Yuan, above zero' : sign === 'zero' ? 'Yuan, zero or more' : 'Yuan, + or -, not zero';
}
