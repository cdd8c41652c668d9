/** What a field accepts, as data, and the registry of the fields of every shape. */

/** A class whose decorated fields describe one JSON object. */
export type Shape<T = object> = abstract new () => T;

/** Which sign a money field may have. */
export type MoneySign = 'positive' | 'zero' | 'signed';

/** What one field accepts; `optional` fields may be absent, but never null. */
export type FieldSpec = { readonly optional?: boolean } & (
  | { readonly is: 'code'; readonly max: number }
  | {
      readonly is: 'text';
      readonly max: number;
      readonly multiline: boolean;
      readonly quotes: boolean;
      /** A password: it may contain characters that no other text may. */
      readonly secret?: boolean;
    }
  | { readonly is: 'money'; readonly sign: MoneySign /** Fen, whatever the sign. */; readonly max: number }
  | { readonly is: 'quantity'; readonly positive: boolean /** Thousandths. */; readonly max: number }
  | { readonly is: 'ratio'; readonly max?: number }
  | { readonly is: 'percent' }
  | { readonly is: 'count'; readonly min: number; readonly max: number }
  | { readonly is: 'boolean' }
  | { readonly is: 'date' }
  | { readonly is: 'instant' }
  | { readonly is: 'hash' }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  | {
      readonly is: 'list';
      readonly item: FieldSpec;
      readonly min: number;
      readonly max: number;
      readonly unique: readonly string[];
    }
  | { readonly is: 'object'; readonly shape: () => Shape }
  | {
      readonly is: 'variant';
      readonly by: string;
      readonly shapes: () => ReadonlyMap<string, Shape>;
      readonly unknown: 'rule_unknown' | 'kind_unknown';
    }
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

/** Puts one field into the registry; the decorators of field.ts call it. */
export function declareField(shape: object, name: string, spec: FieldSpec): void {
  const fields = registry.get(shape) ?? new Map<string, FieldSpec>();
  fields.set(name, spec);
  registry.set(shape, fields);
}

/**
 * One shape of the fields of several, in that order.
 *
 * @param required fields that are optional in their own shape and required in this one
 */
export function combine(shapes: readonly Shape[], required: readonly string[] = []): Shape {
  const fields = new Map<string, FieldSpec>();
  for (const shape of shapes) {
    for (const [name, spec] of fieldsOf(shape))
      fields.set(name, required.includes(name) ? { ...spec, optional: false } : spec);
  }
  class Combined {}
  resolved.set(Combined, fields);
  return Combined;
}

export type JsonSchema = Readonly<Record<string, unknown>>;
