import { Body, Controller, Get, NotFoundException, Param, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DomainError, DomainErrors, type ErrorCode } from '../domain/errors';
import { acceptStrictJson } from '../common/json-body';
import { LineErrors } from '../common/line-errors';
import { problemOf } from './problem';
import { answerProblem, ProblemFilter } from './problem.filter';

describe('a refusal is told as problem details', () => {
  it('with code, field and a message in the reader’s language', () => {
    const error = new DomainError('over_settled', { owed: 180, settled: 181 }, 'accepted');
    expect(problemOf(error, 'zh-CN', 'r1')).toEqual({
      type: 'urn:sureg:error:over_settled',
      title: '不符合账本规则',
      status: 422,
      code: 'over_settled',
      detail: '超过了应还的数：共应还 180，这样会变成已还 181',
      errors: [{ code: 'over_settled', field: 'accepted', message: '超过了应还的数：共应还 180，这样会变成已还 181' }],
      requestId: 'r1',
    });
  });

  it('with every fault of an input', () => {
    const errors = [new DomainError('field_required', {}, 'item'), new DomainError('money_invalid', {}, 'unitPrice')];
    expect(problemOf(new DomainErrors(errors), 'en', 'r1')).toMatchObject({
      status: 400,
      code: 'field_required',
      detail: '2 things must be put right',
      errors: [{ field: 'item' }, { field: 'unitPrice' }],
    });
  });

  it('with the lines of a file', () => {
    const error = new LineErrors([{ line: 7, error: new DomainError('json_invalid', { position: 3 }) }], 5);
    expect(problemOf(error, 'en', 'r1')).toMatchObject({
      detail: '6 things must be put right',
      more: 5,
      errors: [{ line: 7 }],
    });
  });
});

@Controller()
class Probe {
  @Get('refuse/:code') refuse(@Param('code') code: ErrorCode): never {
    throw new DomainError(code, {}, 'field');
  }
  @Get('crash') crash(): never {
    throw Object.assign(new Error('SELECT secret FROM household'), { statusCode: 404, status: 404 });
  }
  @Get('throws') throws(): never {
    throw undefined as unknown as Error;
  }
  @Get('nest') nest(): never {
    throw new NotFoundException('private words');
  }
  @Post('echo') echo(@Body() body: unknown): unknown {
    return body;
  }
}

describe('whatever a request throws is answered with a problem', () => {
  let app: NestFastifyApplication;
  const logged: string[] = [];

  beforeAll(async () => {
    const module = await Test.createTestingModule({ controllers: [Probe] }).compile();
    const logger = { level: 'info', stream: { write: (line: string) => void logged.push(line) } };
    app = module.createNestApplication<NestFastifyApplication>(
      new FastifyAdapter({ logger, bodyLimit: 1000, frameworkErrors: answerProblem }),
      { bodyParser: false },
    );
    app.useGlobalFilters(new ProblemFilter());
    acceptStrictJson(app.getHttpAdapter().getInstance());
    await app.init();
  });
  afterAll(async () => app.close());

  const get = (url: string): Promise<Answer> => ask({ method: 'GET', url });
  interface Answer {
    status: number;
    headers: Record<string, unknown>;
    body: Record<string, unknown>;
    raw: string;
  }
  async function ask(options: Parameters<NestFastifyApplication['inject']>[0]): Promise<Answer> {
    const answer = await app.inject(options);
    return { status: answer.statusCode, headers: answer.headers, body: answer.json(), raw: answer.payload };
  }

  it.each([
    ['over_settled', 422],
    ['version_required', 428],
    ['event_conflict', 409],
    ['database_busy', 503],
    ['chain_broken', 500],
  ])('%s with %d', async (code, status) => {
    const answer = await get(`/refuse/${code}`);
    expect(answer).toMatchObject({ status, body: { code, status, errors: [{ field: 'field' }] } });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['retry-after']).toBe(status === 503 ? '1' : undefined);
  });

  it('in the language asked for', async () => {
    const answer = await ask({ method: 'GET', url: '/refuse/over_settled', headers: { 'accept-language': 'en-GB' } });
    expect(answer.body['title']).toBe('Against the rules of the book');
    expect(answer.headers['content-language']).toBe('en');
  });

  it.each(['/crash', '/throws'])(
    'an unknown error of %s without any of its words, but logged with the request id',
    async (url) => {
      logged.length = 0;
      const answer = await get(url);
      expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
      expect(answer.raw).not.toMatch(/SELECT|stack|Error:/);
      const line = logged
        .map((l) => JSON.parse(l) as Record<string, unknown>)
        .find((l) => l['msg'] === 'request failed');
      expect(line?.['reqId']).toBe(answer.body['requestId']);
      if (url === '/crash') expect(JSON.stringify(line?.['err'])).toContain('SELECT secret');
    },
  );

  const post = (payload: string | Buffer, type = 'application/json'): Promise<Answer> =>
    ask({ method: 'POST', url: '/echo', payload, headers: { 'content-type': type } });

  it('what Nest and Fastify refuse themselves', async () => {
    expect(await get('/nowhere')).toMatchObject({ status: 404, body: { code: 'route_unknown' } });
    expect(await get('/nest')).toMatchObject({ status: 404, body: { code: 'route_unknown' } });
    expect((await get('/nest')).raw).not.toContain('private');
    expect(await get('/refuse/%zz')).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
    expect(await post('{"a":')).toMatchObject({ status: 400, body: { code: 'json_invalid' } });
    expect(await post('')).toMatchObject({ status: 400, body: { code: 'json_invalid' } });
    expect(await post('{"a":1,"a":2}')).toMatchObject({
      status: 400,
      body: { code: 'json_duplicate_key', errors: [{ field: 'a' }] },
    });
    expect(await post(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ status: 400, body: { code: 'utf8_invalid' } });
    expect(await post('{"羊":1}')).toMatchObject({ status: 201, body: { 羊: 1 } });
    expect(await post(`"${'x'.repeat(2000)}"`)).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    expect(await post('<a/>', 'application/xml')).toMatchObject({
      status: 415,
      body: { code: 'media_type_unsupported' },
    });
  });
});
