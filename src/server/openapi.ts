/** The OpenAPI 3.1 document, generated from the controllers and the registry of event kinds. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { license, version } from '../../package.json';
import { DomainError, ERROR_KINDS } from '../domain/errors';
import { EVENT_SHAPES } from '../domain/book/lines';
import { EVENT_KINDS } from '../domain/events/registry';
import { schemaOf } from '../domain/shape/json-schema';
import type { JsonSchema } from '../domain/shape/spec';
import { namedSchemas, refer, type Schemas } from '../edge/documented';
import { answerReader } from '../web/kit/page.filter';
import { Viewers } from '../edge/viewers.service';

const DESCRIPTION = `Money, weights, percentages and ratios are strings; counts are integers. Dates are civil dates in Asia/Shanghai.
Every list is paged by key: give \`next\` back as \`cursor\`. Problems are RFC 9457 problem details with a stable \`code\`.`;

const DOCS = '/api/docs';

const TAGS = {
  'sign-in': 'Signing in and out, invitations, and the first operator.',
  me: 'Your own account: sessions, password, second factor, tokens, and what others offer you or did to it.',
  users: 'The users of a cooperative and of the installation, their roles, and who has to wait after failed sign-ins.',
  cooperatives: 'Cooperatives, the heads of their chains, and their settings.',
  seasons: 'The seasons that are settled and closed one after another.',
  households: 'Households, their personal data, and what each owes.',
  cards: "Herders' cards, with which a household signs in.",
  contracts: 'Contracts from draft to force, the versions of their terms, and what is owed under them.',
  events: 'Everything that happens under a contract, and the slips of it.',
  attachments: 'Photos and papers of a contract.',
  statements: 'What each contract comes to in a season, and how it is presented, disputed, confirmed and signed.',
  settlements: 'Settling and closing seasons.',
  proposals: 'What waits for a second person.',
  approvals: 'What needs a second person beyond what always does.',
  mapping: 'The accounts of an accounting system that entries are booked to.',
  jobs: 'Long work: exports, checks, presenting and settling a season.',
  health: 'Whether the server lives.',
} as const;

const CODE: JsonSchema = { type: 'string', minLength: 1, maxLength: 40 };
const ID: JsonSchema = { type: 'string', pattern: '^[1-9][0-9]{0,8}$' };
/** What stands in the paths of routes, by its name. */
const PATH_PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  ...Object.fromEntries(['cooperative', 'book', 'season', 'household', 'contract'].map((name) => [name, CODE])),
  ...Object.fromEntries(['job', 'run', 'proposal', 'card', 'token'].map((name) => [name, ID])),
  event: { type: 'string', minLength: 1, maxLength: 64 },
  login: { type: 'string', minLength: 1, maxLength: 60 },
  sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  version: { type: 'string', pattern: '^(0|[1-9][0-9]*)$' },
};

/** Builds the document and serves it at /api/docs.json, with pages at /api/docs, to users and machines that are signed in. */
export function serveDocs(app: NestFastifyApplication): OpenAPIObject {
  guardDocs(app);
  const builder = new DocumentBuilder()
    .setTitle('Sureg')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .addServer('/')
    .addCookieAuth('__Host-sureg', { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'token');
  for (const [name, sentence] of Object.entries(TAGS)) builder.addTag(name, sentence);
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: operationId });
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...schemas() } };
  document.info.license = { name: license, identifier: license } as NonNullable<OpenAPIObject['info']['license']>;
  for (const operation of operationsOf(document)) complete(operation);
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

/** @example operationId('HouseholdsController', 'create') // 'households.create' */
function operationId(controller: string, method: string): string {
  return `${controller.charAt(0).toLowerCase()}${controller.slice(1).replace(/Controller$/, '')}.${method}`;
}

interface Operation {
  parameters?: { readonly in: string; readonly name: string; schema: JsonSchema }[];
  security?: readonly object[];
}

function operationsOf({ paths }: OpenAPIObject): Operation[] {
  return Object.values(paths).flatMap((path) => Object.values(path as Record<string, Operation>));
}

/** Says of open routes that they are open, and of what stands in the path what it is. */
function complete(operation: Operation): void {
  operation.security ??= [];
  for (const parameter of operation.parameters ?? []) {
    const schema = parameter.in === 'path' ? PATH_PARAMETERS[parameter.name] : undefined;
    if (schema) parameter.schema = schema;
  }
}

/** One schema per event kind, their union discriminated by `kind`, the problem, and what the routes refer to. */
function schemas(): Schemas {
  const kinds: Record<string, object> = {};
  const mapping: Record<string, string> = {};
  for (const [kind, shape] of EVENT_SHAPES) {
    const schema = schemaOf(shape, refer) as { properties: Record<string, object> };
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
  return { ...namedSchemas(), ...kinds, Event: event, Problem: PROBLEM };
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
