/**
 * Views: classes whose decorated fields describe what is given out. The fields that are read (`@Code()`, `@Money()`, …) serve views as well;
 * here are those that nothing reads.
 */
import { JsonSchema } from './spec';
import type { Shape } from './spec';

/** How one schema names the schema of a shape: by writing it out, or by a reference. */
export type Refer = (shape: Shape) => JsonSchema;

/** A field that is given out and never read. */
export interface ViewField {
  readonly schema: (refer: Refer) => JsonSchema;
  readonly optional: boolean;
}

interface Options {
  readonly optional?: boolean;
}

const registry = new WeakMap<object, Map<string, ViewField>>();

/** The fields of a view that are never read, its ancestors' first. */
export function viewFieldsOf(shape: Shape): ReadonlyMap<string, ViewField> {
  const parent: unknown = Object.getPrototypeOf(shape);
  const inherited = typeof parent === 'function' ? viewFieldsOf(parent as Shape) : [];
  return new Map([...inherited, ...(registry.get(shape) ?? [])]);
}

/** Declares a field by its JSON Schema; beside a decorator that reads the field, it is documented in this way instead. */
export function Shown(schema: JsonSchema | ViewField['schema'], o: Options = {}): PropertyDecorator {
  const field = { schema: typeof schema === 'function' ? schema : () => schema, optional: o.optional ?? false };
  return (target, key) => {
    const fields = registry.get(target.constructor) ?? new Map<string, ViewField>();
    registry.set(target.constructor, fields.set(String(key), field));
  };
}

/** Any text. */
export const Words = (o: Options = {}): PropertyDecorator => Shown({ type: 'string' }, o);

/** A whole number, zero or more. */
export const Whole = (o: Options = {}): PropertyDecorator => Shown({ type: 'integer', minimum: 0 }, o);

/** Heads as a plain integer or CNY with two decimals, of either sign. */
export const Amount = (o: Options = {}): PropertyDecorator =>
  Shown({ type: 'string', pattern: '^-?(0|[1-9][0-9]*)(\\.[0-9]{2})?$' }, o);

/** An instant in UTC, with milliseconds. */
export const Instant = (o: Options = {}): PropertyDecorator => Shown({ type: 'string', format: 'date-time' }, o);

/** A SHA-256. */
export const Hash = (o: Options = {}): PropertyDecorator => Shown({ type: 'string', pattern: '^[0-9a-f]{64}$' }, o);

/** A view, or one of several. */
export const View = (of: () => Shape | readonly Shape[], o: Options = {}): PropertyDecorator =>
  Shown((refer) => oneOf(of(), refer), o);

/** Any number of views. */
export const Views = (of: () => Shape | readonly Shape[], o: Options = {}): PropertyDecorator =>
  Shown((refer) => ({ type: 'array', items: oneOf(of(), refer) }), o);

/** Any number of texts, or of some words. */
export const ListOfWords = (of?: readonly string[], o: Options = {}): PropertyDecorator =>
  Shown({ type: 'array', items: { type: 'string', ...(of ? { enum: of } : {}) } }, o);

/** An object whose keys are not known beforehand; each has a value of `schema`, or any. */
export const Keyed = (schema: JsonSchema | true = true, o: Options = {}): PropertyDecorator =>
  Shown({ type: 'object', additionalProperties: schema }, o);

/** The schema of a shape or of one of several. */
export function oneOf(of: Shape | readonly Shape[], refer: Refer): JsonSchema {
  return typeof of === 'function' ? refer(of) : { oneOf: of.map((shape) => refer(shape)) };
}

const pages = new Map<Shape, Shape>();
const lists = new Map<Shape, Shape>();

/** A page of views: some `items`, and as `next` the cursor of the page after it. */
export function Paged(item: Shape): Shape {
  return collected(pages, item, 'Page', [['next', Words({ optional: true })]]);
}

/** All there are, as `items`. */
export function Listed(item: Shape): Shape {
  return collected(lists, item, 'List');
}

function collected(
  known: Map<Shape, Shape>,
  item: Shape,
  ending: string,
  more: [string, PropertyDecorator][] = [],
): Shape {
  const before = known.get(item);
  if (before) return before;
  class Collection {}
  Object.defineProperty(Collection, 'name', { value: `${item.name}${ending}` });
  for (const [name, declare] of [['items', Views(() => item)] as const, ...more]) declare(Collection.prototype, name);
  known.set(item, Collection);
  return Collection;
}
