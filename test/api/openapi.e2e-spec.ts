/** @runs sqlite */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RequestMethod } from '@nestjs/common';
import Ajv, { type ValidateFunction } from 'ajv/dist/2020';
import { EVENT_KINDS } from '../../src/domain/events/registry';
import { ApiModule } from '../../src/api/api.module';
import { openApi, type Api } from '../support/api';

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** Every `method path` that the controllers answer, as the document writes it. */
function routes(): string[] {
  const controllers = Reflect.getMetadata('controllers', ApiModule) as (new () => object)[];
  return controllers.flatMap((controller) => {
    const base = Reflect.getMetadata('path', controller) as string;
    const prototype = controller.prototype as Record<string, object>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = prototype[name] as object;
      const path = Reflect.getMetadata('path', handler) as string | undefined;
      if (name === 'constructor' || path === undefined) return [];
      const method = RequestMethod[Reflect.getMetadata('method', handler) as number] as string;
      const url = `/${base}/${path}`
        .replace(/\/+/g, '/')
        .replace(/(.)\/$/, '$1')
        .replace(/:(\w+)/g, '{$1}');
      return [`${method.toLowerCase()} ${url}`];
    });
  });
}

/** Every `$ref` and discriminator target in a document. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' || (typeof inner === 'string' && inner.startsWith('#/')) ? [String(inner)] : references(inner),
  );
}

const resolve = (doc: Json, ref: string): unknown =>
  ref.slice(2).split('/').reduce((at: unknown, key) => (at as Json | undefined)?.[key], doc); // prettier-ignore

describe('the API describes itself', () => {
  let api: Api;
  let doc: Json;
  let isEvent: ValidateFunction;
  beforeAll(async () => {
    api = await openApi();
    doc = (await api.get('/api/docs.json')).body as Json;
    const ajv = new Ajv({ strict: true, validateFormats: false });
    ajv.addVocabulary(['components', 'discriminator']);
    isEvent = ajv.compile({ $ref: '#/components/schemas/Event', components: doc['components'] as object });
  });
  afterAll(() => api.close());

  const operations = (): [string, Json][] =>
    Object.entries(doc['paths'] as Json).flatMap(([path, methods]) =>
      Object.entries(methods as Json).map(([method, operation]): [string, Json] => [`${method} ${path}`, operation]),
    );

  it('in OpenAPI 3.1, with every reference leading somewhere', () => {
    expect(doc['openapi']).toMatch(/^3\.1\./);
    const found = references(doc);
    expect(found.length).toBeGreaterThan(100);
    expect(found.filter((ref) => resolve(doc, ref) === undefined)).toEqual([]);
  });

  it('names every route, and no other', () => {
    expect(operations().map(([route]) => route).sort()).toEqual(routes().sort()); // prettier-ignore
    expect(routes().length).toBeGreaterThan(25);
  });

  it('gives every route a sentence, its path parameters, and its problems', () => {
    const ids = operations().map(([, o]) => o['operationId'] as string);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [route, operation] of operations()) {
      const parameters = (operation['parameters'] ?? []) as { name: string; in: string }[];
      const inPath = [...route.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      expect([route, parameters.filter((p) => p.in === 'path').map((p) => p.name).sort()]).toEqual([route, inPath.sort()]); // prettier-ignore
      expect([route, typeof operation['summary']]).toEqual([route, 'string']);
      const refusals = Object.entries(operation['responses'] as Json).filter(([status]) => Number(status) >= 400);
      expect([route, refusals.length > 0]).toEqual([route, true]);
      for (const [, response] of refusals)
        expect((response as Json)['content']['application/problem+json'].schema.$ref).toBe(
          '#/components/schemas/Problem',
        );
      const takesVersion = parameters.some((p) => p.name === 'If-Match');
      expect([route, '428' in (operation['responses'] as Json)]).toEqual([route, takesVersion]);
    }
  });

  it('has one schema for each kind of event', () => {
    const { discriminator, oneOf } = doc['components'].schemas.Event as Json;
    expect(Object.keys(discriminator.mapping as Json).sort()).toEqual([...EVENT_KINDS.keys()].sort());
    expect(oneOf).toHaveLength(EVENT_KINDS.size);
  });

  it('so that every event of the example book conforms', () => {
    const book = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trim().split('\n');
    const events = book.map((line) => JSON.parse(line) as Json).filter((line) => line['type'] === 'event');
    expect(events.length).toBeGreaterThan(100);
    for (const { type: _type, cooperative: _cooperative, contract: _contract, ...event } of events) {
      expect([event['id'], isEvent(event), isEvent.errors]).toEqual([event['id'], true, null]);
    }
  });

  it.each([
    ['an unknown key', { status: 'approved' }],
    ['full-width digits', { quantity: '１２' }],
    ['a number', { quantity: 12 }],
    ['NaN', { quantity: 'NaN' }],
    ['an exponent', { unitPrice: '1e400' }],
    ['three decimals of money', { unitPrice: '1.001' }],
    ['a code with a slash', { id: 'a/b' }],
    ['an unknown unit', { unit: 'pound' }],
    ['an unknown kind', { kind: 'gift' }],
    ['a missing field', { item: undefined }],
  ])('and %s does not', (_name, change) => {
    const event = {
      id: 'x',
      kind: 'feed_issue',
      on: '2026-02-01',
      item: '玉米',
      quantity: '1',
      unit: 'kg',
      unitPrice: '1',
    };
    expect(isEvent(event)).toBe(true);
    expect(isEvent(JSON.parse(JSON.stringify({ ...event, ...change })))).toBe(false);
  });

  it('on pages that ask nobody else for anything', async () => {
    const page = await api.get('/api/docs');
    expect(page.status).toBe(200);
    const html = page.body as string;
    expect([...html.matchAll(/(?:src|href)="(?:https?:)?\/\/[^"]*"/g)]).toEqual([]);
    const scripts = [...html.matchAll(/src="(\.?\/?[^"]+\.js)"/g)].map((m) => m[1] as string);
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts) {
      const url = new URL(script, 'http://localhost/api/docs').pathname;
      expect([url, (await api.get(url)).status]).toEqual([url, 200]);
    }
    const settings = (await api.get('/api/docs/swagger-ui-init.js')).body as string;
    expect(settings).not.toMatch(/validatorUrl"?: *"http|https?:\/\/(?!localhost)/);
  });
});
