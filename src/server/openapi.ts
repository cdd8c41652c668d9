/** The OpenAPI 3.1 document, generated from the controllers and the registry of event kinds. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { version } from '../../package.json';
import { DomainError, ERROR_KINDS } from '../domain/errors';
import { EVENT_SHAPES } from '../domain/book/lines';
import { EVENT_KINDS } from '../domain/events/registry';
import { schemaOf } from '../domain/shape/json-schema';
import { answerReader } from '../web/kit/page.filter';
import { Viewers } from '../edge/viewers.service';

const DESCRIPTION = `Money, weights, percentages and ratios are strings; counts are integers. Dates are civil dates in Asia/Shanghai.
Every list is paged by key: give \`next\` back as \`cursor\`. Problems are RFC 9457 problem details with a stable \`code\`.`;

const DOCS = '/api/docs';

/** Builds the document and serves it at /api/docs.json, with pages at /api/docs, to users and machines that are signed in. */
export function serveDocs(app: NestFastifyApplication): OpenAPIObject {
  guardDocs(app);
  const config = new DocumentBuilder()
    .setTitle('Sureg')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .addCookieAuth('__Host-sureg', { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'token')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...schemas() } };
  SwaggerModule.setup(DOCS, app, document, {
    jsonDocumentUrl: 'api/docs.json',
    yamlDocumentUrl: 'api/docs.yaml',
    customSiteTitle: 'Sureg API',
  });
  return document;
}

/** The pages of the document are no routes of ours: the guard that looks at every other one does not see them. */
function guardDocs(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url?.startsWith(DOCS) !== true) return undefined;
    const { kind, isStrong } = await app.get(Viewers, { strict: false }).of(request);
    const isStaff = kind === 'user' || kind === 'token';
    if (isStaff && isStrong) return undefined;
    const code = isStaff ? 'second_factor_required' : kind === 'anonymous' ? 'sign_in_required' : 'not_permitted';
    answerReader(new DomainError(code), request, reply);
    return reply;
  });
}

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** One schema per event kind, their union discriminated by `kind`, and the problem. */
function schemas(): Schemas {
  const kinds: Record<string, object> = {};
  const mapping: Record<string, string> = {};
  for (const [kind, shape] of EVENT_SHAPES) {
    const schema = schemaOf(shape) as { properties: Record<string, object> };
    const approval = EVENT_KINDS.get(kind)?.approval ? ' Needs the approval of a second person.' : '';
    kinds[`Event_${kind}`] = {
      ...schema,
      title: kind,
      description: `${kind}.${approval}`,
      properties: { ...schema.properties, kind: { const: kind } },
    };
    mapping[kind] = `#/components/schemas/Event_${kind}`;
  }
  const event = {
    oneOf: Object.values(mapping).map(($ref) => ({ $ref })),
    discriminator: { propertyName: 'kind', mapping },
  };
  return { ...kinds, Event: event, Problem: PROBLEM };
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', examples: ['urn:sureg:error:over_settled'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable', examples: Object.keys(ERROR_KINDS).slice(0, 5) },
    detail: { type: 'string', description: "In the reader's language (Accept-Language: zh-CN, en)" },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { code: { type: 'string' }, field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
