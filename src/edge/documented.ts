/** Describes a route for the OpenAPI document, from the shapes that read it and the views that it answers with. */
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse, type OpenAPIObject } from '@nestjs/swagger';
import { propertiesOf, schemaOf } from '../domain/shape/json-schema';
import type { JsonSchema } from '../domain/shape/spec';
import type { Shape } from '../domain/shape/spec';
import { oneOf } from '../domain/shape/view';
import { QUERY_SHAPE } from './known-queries.guard';

export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type SchemaObject = Exclude<Schemas[string], { $ref: string }>;

/** An answer that is a file of one of these types. */
export interface FileAnswer {
  readonly types: readonly string[];
}

/** What a success means, after what it is answered with: a view, one of several, a file; without any content the meaning stands alone. */
export type Success = string | readonly [Shape | readonly Shape[] | FileAnswer, string];

/** What a reader of the documentation needs to know of a route. */
export interface RouteDocs {
  readonly summary: string;
  readonly body?: Shape | { readonly $ref: string };
  readonly query?: Shape;
  readonly ok: Readonly<Record<number, Success>>;
  /** The answer carries an ETag. */
  readonly etag?: boolean;
  /** The request must carry If-Match. */
  readonly ifMatch?: boolean;
  /** Statuses of problems beside 400 (form), which every route can answer. */
  readonly problems?: readonly number[];
}

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The input is not of its form',
  401: 'Not signed in, or what was typed is wrong',
  403: 'Not permitted',
  404: 'It names something that is not there',
  409: 'It contradicts what is recorded',
  412: 'It was made from an outdated version',
  413: 'The body is too large',
  415: 'The body is not application/json',
  422: 'The rules of the book forbid it',
  428: 'If-Match is missing',
  429: 'Too many attempts; wait',
  503: 'The book is busy; try again',
};

export function Documented(docs: RouteDocs): MethodDecorator {
  const hasBody = docs.body !== undefined;
  const problems = [
    400,
    ...(docs.problems ?? []),
    ...(docs.ifMatch ? [412, 428] : []),
    ...(hasBody ? [413, 415, 503] : []),
  ];
  const headers = docs.etag
    ? { ETag: { description: 'The version, for If-Match', schema: { type: 'string' as const } } }
    : undefined;
  return applyDecorators(
    SetMetadata(QUERY_SHAPE, docs.query ?? null),
    ApiOperation({ summary: docs.summary }),
    ...(docs.body ? [ApiBody({ schema: bodySchema(docs.body), required: true })] : []),
    ...(docs.query ? queryDocs(docs.query) : []),
    ...(docs.ifMatch
      ? [ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of the version that is changed' })]
      : []),
    ...Object.entries(docs.ok).map(([status, success]) =>
      ApiResponse({
        status: Number.parseInt(status, 10),
        description: typeof success === 'string' ? success : success[1],
        ...(headers ? { headers } : {}),
        ...(typeof success === 'string' ? {} : { content: contentOf(success[0]) }),
      }),
    ),
    ...problems.map((status) => ApiResponse({ status, description: MEANINGS[status] ?? '', content: PROBLEM })),
  );
}

function bodySchema(body: NonNullable<RouteDocs['body']>): SchemaObject {
  return (typeof body === 'function' ? refer(body) : body) as SchemaObject;
}

function queryDocs(shape: Shape): MethodDecorator[] {
  return propertiesOf(shape).map(({ name, schema, optional }) =>
    ApiQuery({ name, required: !optional, schema: schema as SchemaObject }),
  );
}

function contentOf(answer: Exclude<Success, string>[0]): Record<string, { schema: SchemaObject }> {
  if ('types' in answer)
    return Object.fromEntries(answer.types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
  return { 'application/json': { schema: oneOf(answer, refer) } };
}

const named = new Map<string, Shape>();

/** A reference to the schema of a shape, which stands in the document once; shapes that were put together without a name are written out. */
export function refer(shape: Shape): JsonSchema {
  const { name } = shape;
  if (name === 'Combined') return schemaOf(shape, refer);
  if ((named.get(name) ?? shape) !== shape) throw new Error(`two shapes of the API are called ${name}`);
  named.set(name, shape);
  return { $ref: `#/components/schemas/${name}` };
}

/** The schemas of all shapes that something refers to, by name. */
export function namedSchemas(): Schemas {
  const schemas: Record<string, JsonSchema> = {};
  // What stands in one of them refers to others, which are in the map by the time it is their turn.
  for (const [name, shape] of named) schemas[name] = schemaOf(shape, refer);
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
}
