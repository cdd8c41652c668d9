/** A browser of a test: it keeps its cookies, and shows the token of its session with everything it sends. */
import { type InjectOptions } from 'fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Answer } from './api';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export class Browser {
  readonly cookies = new Map<string, string>();
  /** What the last answer said about each cookie. */
  setCookies: readonly string[] = [];
  private csrf: string | undefined;

  constructor(
    private readonly app: NestFastifyApplication,
    readonly address = '10.0.0.1',
  ) {}

  get session(): string | undefined {
    return this.cookies.get('sureg');
  }

  async ask(method: Method, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const options: InjectOptions = {
      method,
      url: `/api/v1/${path}`,
      remoteAddress: this.address,
      headers: {
        ...(cookie ? { cookie } : {}),
        ...(this.csrf === undefined ? {} : { 'x-csrf-token': this.csrf }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    };
    const response = await this.app.inject(options);
    this.keep(response.headers['set-cookie'] ?? []);
    const text = response.body;
    return {
      status: response.statusCode,
      headers: response.headers as Record<string, string>,
      body: text.startsWith('{') ? JSON.parse(text) : text,
    };
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  post(path: string, body?: object): Promise<Answer> {
    return this.ask('POST', path, body);
  }

  /** Signs in, and learns the token that forms carry. */
  async signIn(login: string, password: string, code?: string): Promise<Answer> {
    const answer = await this.post('sign-in', { login, password, ...(code === undefined ? {} : { code }) });
    if (answer.status === 204) await this.learn();
    return answer;
  }

  /** Reads the token of the session. */
  async learn(): Promise<void> {
    this.csrf = ((await this.get('me')).body as { csrf?: string }).csrf;
  }

  private keep(headers: string | readonly string[]): void {
    this.setCookies = typeof headers === 'string' ? [headers] : headers;
    for (const header of this.setCookies) {
      const [pair = ''] = header.split(';');
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
