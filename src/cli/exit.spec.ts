import { Writable } from 'node:stream';
import { LineErrors } from '../common/line-errors';
import { DomainError, DomainErrors } from '../domain/errors';
import { Interrupted, tellError, UsageError } from './exit';
import { Output, OutputClosed } from './output';

interface Told {
  exit: number;
  out: string;
  err: string;
}

async function tell(error: unknown, json = false): Promise<Told> {
  const streams = { out: '', err: '' };
  const sink = (name: 'out' | 'err'): Writable =>
    new Writable({ write: (chunk: Buffer, _e, done) => ((streams[name] += chunk.toString()), done()) });
  const output = new Output(sink('out'), sink('err'));
  const exit = await tellError(error, { output, locale: 'en', json, file: 'book.jsonl' });
  await output.flush();
  return { exit, ...streams };
}

describe('an error is told, and ends the command with its exit code', () => {
  it.each([
    [
      new DomainError('cooperative_unknown', { cooperative: 'X' }, 'cooperative'),
      1,
      'cooperative: cooperative_unknown: There is no such cooperative: X\n',
    ],
    [
      new DomainErrors([new DomainError('field_required', {}, 'item')]),
      1,
      'item: field_required: This must be filled in\n',
    ],
    [new DomainError('chain_broken'), 3, 'chain_broken: The chain is broken: a record does not match its hash\n'],
    [new DomainError('database_busy'), 75, 'database_busy: The book is busy; try again in a moment\n'],
    [new UsageError('unknown option: --x', 'sureg import'), 2, 'usage: unknown option: --x\nsee sureg import --help\n'],
    [new Interrupted('SIGINT'), 130, 'interrupted: Interrupted; what was unfinished has been undone\n'],
    [new OutputClosed(), 0, ''],
  ] as const)('%s', async (error, exit, err) => {
    expect(await tell(error)).toEqual({ exit, out: '', err });
  });

  it('with the line and field of every bad line, on stderr', async () => {
    const errors = [
      { line: 3, error: new DomainError('json_invalid', { position: 9 }) },
      { line: 7, error: new DomainError('money_invalid', {}, 'unit\u001bPrice') },
    ];
    const told = await tell(new LineErrors(errors, 12));
    expect(told).toMatchObject({ exit: 1, out: '' });
    expect(told.err.split('\n')).toEqual([
      'book.jsonl:3: json_invalid: Not valid JSON: something is wrong at character 9',
      expect.stringMatching(/^book\.jsonl:7: unit�Price: money_invalid: An amount/),
      '12 more errors are not listed',
      '',
    ]);
  });

  it('as one JSON object on stdout with --json', async () => {
    const told = await tell(
      new LineErrors([{ line: 3, error: new DomainError('field_required', {}, 'item') }], 2),
      true,
    );
    expect(told).toMatchObject({ exit: 1, err: '' });
    expect(JSON.parse(told.out)).toEqual({
      errors: [{ line: 3, field: 'item', code: 'field_required', message: 'This must be filled in' }],
      more: 2,
    });
  });

  it('with its stack when it is nobody’s refusal', async () => {
    const told = await tell(new TypeError('boom'));
    expect(told).toMatchObject({ exit: 70, out: '' });
    expect(told.err).toMatch(/^internal: .*\nTypeError: boom\n {4}at /);
    expect(await tell(undefined)).toMatchObject({ exit: 70 });
  });
});
