/** JSON Schema (2020-12, as OpenAPI 3.1 uses it) of a shape, from the same declarations that check it. */
import { fieldsOf, type FieldSpec, type Shape } from './spec';

export type JsonSchema = Readonly<Record<string, unknown>>;

const MONEY = { positive: '', zero: '', signed: '-?' } as const;
const NUMBER = '(0|[1-9][0-9]*)';

/**
 * The schema of a shape; unknown keys are refused there too.
 *
 * @example schemaOf(CashIn) // { type: 'object', properties: { amount: { type: 'string', pattern: … } }, required: ['amount'], … }
 */
export function schemaOf(shape: Shape): JsonSchema {
  const fields = [...fieldsOf(shape)];
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, spec]) => [name, fieldSchema(spec)])),
    required: fields.filter(([, spec]) => !spec.optional).map(([name]) => name),
    additionalProperties: false,
  };
}

/** The schema of one field. */
export function fieldSchema(spec: FieldSpec): JsonSchema {
  switch (spec.is) {
    case 'code':
      return {
        type: 'string',
        minLength: 1,
        maxLength: spec.max,
        description: 'Begins with a letter or digit, then letters, digits, . _ -',
      };
    case 'text':
      return { type: 'string', minLength: 1, maxLength: spec.max };
    case 'money':
      return {
        type: 'string',
        pattern: `^${MONEY[spec.sign]}${NUMBER}(\\.[0-9]{1,2})?$`,
        description: moneyNote(spec.sign),
      };
    case 'quantity':
      return {
        type: 'string',
        pattern: `^${NUMBER}(\\.[0-9]{1,3})?$`,
        description: 'At most three decimals, above zero',
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
      return { type: 'string', format: 'date' };
    case 'instant':
      return { type: 'string', format: 'date-time' };
    case 'choice':
      return { type: 'string', enum: [...spec.of] };
    default:
      return nestedSchema(spec);
  }
}

function nestedSchema(spec: Extract<FieldSpec, { is: 'list' | 'object' | 'variant' }>): JsonSchema {
  switch (spec.is) {
    case 'list':
      return { type: 'array', items: fieldSchema(spec.item), minItems: spec.min, maxItems: spec.max };
    case 'object':
      return schemaOf(spec.shape());
    case 'variant':
      return { oneOf: [...spec.shapes().values()].map(schemaOf) };
  }
}

function moneyNote(sign: keyof typeof MONEY): string {
  return sign === 'positive' ? 'Yuan, above zero' : sign === 'zero' ? 'Yuan, zero or more' : 'Yuan, + or -, not zero';
}
