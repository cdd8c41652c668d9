/** Whether answers are what the API's own document says of them. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import Ajv, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** An answer as it came. */
export interface RawAnswer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
type Operations = Readonly<Record<string, { readonly responses: Readonly<Record<string, Response>> }>>;

/** Judges answers by the document of an application; schemas are compiled when they are needed first. */
export class DocumentJudge {
  private readonly ajv = addFormats(new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }));
  private readonly compiled = new Map<object, ValidateFunction>();

  constructor(private readonly document: OpenAPIObject) {
    this.ajv.addVocabulary(['components', 'discriminator']);
    this.ajv.addFormat('binary', true);
    this.ajv.addSchema({ $id: 'api', components: this.document.components });
  }

  /** What is wrong with an answer; undefined for what the document says, and for addresses that are none of the API's. */
  fault({ method, url, status, type, text }: RawAnswer): string | undefined {
    const [path = ''] = url.split('?');
    const operation = this.operation(method.toLowerCase(), path);
    if (!operation || status >= 400) return undefined;
    const response = operation.responses[status];
    if (!response) return `${method} ${path} answers ${status}, which the document does not know`;
    const [media = ''] = type.split(';');
    const content = response.content;
    if (!content) return text === '' ? undefined : `${method} ${path} answers ${status} with content`;
    const schema = content[media]?.schema ?? (media === 'application/json' ? undefined : content['application/octet-stream']?.schema); // prettier-ignore
    if (!schema) return `${method} ${path} answers ${status} as ${media}`;
    if (media !== 'application/json') return undefined;
    const isValid = this.validator(schema);
    if (isValid(JSON.parse(text))) return undefined;
    return `${method} ${path} ${status}: ${this.ajv.errorsText(isValid.errors)}\n${text.slice(0, 2000)}`;
  }

  private operation(method: string, path: string): Operations[string] | undefined {
    const paths = Object.entries(this.document.paths) as unknown as [string, Operations][];
    const fitting = paths.filter(([pattern]) => new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
    const [, exact] = fitting.sort(([a], [b]) => parametersIn(a) - parametersIn(b)).find(([, o]) => method in o) ?? [];
    return exact?.[method];
  }

  private validator(schema: object): ValidateFunction {
    const known = this.compiled.get(schema);
    if (known) return known;
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as object;
    const compiled = this.ajv.compile(absolute);
    this.compiled.set(schema, compiled);
    return compiled;
  }
}

function parametersIn(pattern: string): number {
  return pattern.split('{').length;
}

/** From now on every answer that the application gives to `inject` is held against its document. */
export function holdToDocument(app: NestFastifyApplication, document: OpenAPIObject): void {
  const judge = new DocumentJudge(document);
  const server = app.getHttpAdapter().getInstance();
  const inject = server.inject.bind(server) as unknown as (options: {
    method?: string;
    url: string;
  }) => ReturnType<typeof app.inject>;
  const judged = async (options: { method?: string; url: string }): Promise<unknown> => {
    const response = await inject(options);
    const { statusCode: status, headers, body: text } = response;
    const type = String(headers['content-type'] ?? '');
    const fault = judge.fault({ method: options.method ?? 'GET', url: options.url, status, type, text });
    if (fault !== undefined) throw new Error(fault);
    return response;
  };
  server.inject = judged as typeof server.inject;
}
