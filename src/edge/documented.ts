/** Describes a route for the OpenAPI document, from the shapes that read it. */
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse, type OpenAPIObject } from '@nestjs/swagger';
import { fieldSchema, schemaOf } from '../domain/shape/json-schema';
import { fieldsOf, type Shape } from '../domain/shape/spec';
import { QUERY_SHAPE } from './known-queries.guard';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type SchemaObject = Exclude<Schemas[string], { $ref: string }>;

/** What a reader of the documentation needs to know of a route. */
export interface RouteDocs {
  readonly summary: string;
  readonly body?: Shape | { readonly $ref: string };
  readonly query?: Shape;
  /** Status and meaning of each success. */
  readonly ok: Readonly<Record<number, string>>;
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
    ...Object.entries(docs.ok).map(([status, description]) =>
      ApiResponse({
        status: Number.parseInt(status, 10),
        description,
        ...(headers ? { headers } : {}),
        content: { 'application/json': { schema: { type: 'object' } } },
      }),
    ),
    ...problems.map((status) => ApiResponse({ status, description: MEANINGS[status] ?? '', content: PROBLEM })),
  );
}

function bodySchema(body: NonNullable<RouteDocs['body']>): SchemaObject {
  return (typeof body === 'function' ? schemaOf(body) : body) as SchemaObject;
}

function queryDocs(shape: Shape): MethodDecorator[] {
  return [...fieldsOf(shape)].map(([name, spec]) =>
    ApiQuery({ name, required: !spec.optional, schema: fieldSchema(spec) as SchemaObject }),
  );
}
