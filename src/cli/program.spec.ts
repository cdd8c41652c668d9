import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import stringWidth from 'string-width';
import { LineErrors } from '../common/line-errors';
import type { Locale } from '../i18n/locale';
import { DomainError } from '../domain/errors';
import type { StatementLine } from '../domain/statement/statement-lines';
import { Output } from './output';
import { runCli } from './program';
import type { CliServices, VerifyReport } from './services';

const HEAD = { cooperative: 'WRYT', seq: 48, hash: 'ab'.repeat(32) };
const CLAIMED = { steps: 0, signatures: 0, approvals: 0, approvers: [], approversPassedOver: 0 };
const NOTHING = {
  cooperatives: 0,
  households: 0,
  contracts: 0,
  seasons: 0,
  events: 0,
  closed: 0,
  replayed: 0,
  ...CLAIMED,
};
const never = (): Promise<never> => Promise.reject(new Error('not expected'));

function servicesWith(some: Partial<CliServices>): CliServices {
  const others = {
    import: never,
    settle: never,
    export: never,
    verify: never,
    owes: never,
    mapping: never,
    acceptClock: never,
    backup: never,
    people: never,
    serve: never,
  };
  return { ...others, close: () => Promise.resolve(), ...some };
}

interface Ran {
  exit: number;
  out: string;
  err: string;
  opened: number;
}
interface World {
  services?: Partial<CliServices>;
  restore?: () => Promise<VerifyReport>;
  dialect?: 'sqlite' | 'postgres';
  locale?: Locale;
  stdin?: string;
  stop?: 'SIGINT' | 'SIGTERM';
  stdout?: Writable;
}

async function sureg(args: string[], world: World = {}): Promise<Ran> {
  const ran: Ran = { exit: -1, out: '', err: '', opened: 0 };
  const sink = (name: 'out' | 'err'): Writable =>
    new Writable({ write: (chunk: Buffer, _e, done) => ((ran[name] += chunk.toString()), done()) });
  const open = (): Promise<CliServices> => ((ran.opened += 1), Promise.resolve(servicesWith(world.services ?? {})));
  ran.exit = await runCli(args, {
    output: new Output(world.stdout ?? sink('out'), sink('err')),
    stdin: Readable.from([Buffer.from(world.stdin ?? '')]),
    locale: world.locale ?? 'en',
    version: '0.1.0',
    connection: () => ({ dialect: world.dialect ?? 'sqlite', open, restore: world.restore ?? never }),
    onStop: (stop) => {
      if (world.stop) setImmediate(stop, world.stop);
      return () => undefined;
    },
  });
  return ran;
}

const folder = mkdtempSync(join(tmpdir(), 'sureg-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('sureg user', () => {
  it.each([['add'], ['list'], ['disable'], ['enable'], ['invite'], ['unlock'], ['role']])(
    '%s --help explains itself and opens nothing',
    async (name) => {
      for (const locale of ['en', 'zh-CN'] as const) {
        const ran = await sureg(['user', name, '--help'], { locale });
        expect(ran).toMatchObject({ exit: 0, err: '', opened: 0 });
        expect(ran.out).toMatch(locale === 'en' ? /^Usage: sureg user / : /^用法: sureg user /);
      }
    },
  );

  it('add wants a login and a name', async () => {
    expect(await sureg(['user', 'add', '--name', 'x'])).toMatchObject({ exit: 2, opened: 0 });
    expect(await sureg(['user', 'add', 'x'])).toMatchObject({ exit: 2, opened: 0 });
    expect(await sureg(['user'])).toMatchObject({ exit: 2, opened: 0 });
  });
});

describe('the command line', () => {
  it.each(['import', 'settle', 'export', 'verify', 'owes', 'mapping', 'clock', 'backup', 'restore', 'serve'])(
    '%s --help explains itself and opens nothing',
    async (name) => {
      for (const locale of ['en', 'zh-CN'] as const) {
        const ran = await sureg([name, '--help'], { locale });
        expect(ran).toMatchObject({ exit: 0, err: '', opened: 0 });
        expect(ran.out).toMatch(locale === 'en' ? /^Usage: sureg / : /^用法: sureg /);
        for (const option of ['--cooperative <code>', '--json', '--quiet', '--help']) expect(ran.out).toContain(option);
      }
    },
  );

  it('aligns the Chinese help', async () => {
    const { out } = await sureg(['settle', '--help'], { locale: 'zh-CN' });
    const starts = out
      .split('\n')
      .filter((l) => /^ {2}-/.test(l))
      .map((l) => stringWidth(/^(.*? {2,})\S+$/.exec(l)?.[1] ?? l.replace(/ {2,}(?=\S)(?!.* {2}\S).*/, '')));
    expect(starts.length).toBeGreaterThan(4);
  });

  it('alone prints its help and exits 2; --help and --version exit 0', async () => {
    expect(await sureg([])).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('Exit codes:') });
    expect(await sureg(['--help'])).toMatchObject({ exit: 0, err: '' });
    expect(await sureg(['help', 'settle'])).toMatchObject({ exit: 0 });
    expect(await sureg(['--version'])).toMatchObject({ exit: 0, out: '0.1.0\n' });
  });

  it.each([
    [['imprt'], 'unknown command: imprt (import?)', 'sureg'],
    [['import'], 'missing argument: file', 'sureg import'],
    [['import', 'a', 'b'], 'too many arguments', 'sureg import'],
    [['settle'], 'missing option: --season <code>', 'sureg settle'],
    [['settle', '--season'], 'the option needs a value: --season <code>', 'sureg settle'],
    [['verify', '--x'], 'unknown option: --x', 'sureg verify'],
    [['export', 'lambs'], 'wrong value: lambs', 'sureg export'],
    [['export', 'toString'], 'wrong value: toString', 'sureg export'],
    [['export', 'lines', '--format', 'pdf'], 'wrong value: --format pdf', 'sureg export'],
    [['export', 'lines', '--format', 'jsonl', '--bom'], 'wrong value: --bom', 'sureg export'],
    [['export', 'lines', '--force'], 'wrong value: --force', 'sureg export'],
  ])('%j is a usage error', async (args, complaint, command) => {
    expect(await sureg(args)).toEqual({
      exit: 2,
      out: '',
      err: `usage: ${complaint}\nsee ${command} --help\n`,
      opened: 0,
    });
  });

  it('tells a usage error as JSON too', async () => {
    const { exit, out } = await sureg(['verify', '--json', '--x']);
    expect([exit, JSON.parse(out)]).toEqual([
      2,
      { errors: [{ line: null, field: null, code: 'usage', message: 'unknown option: --x' }], more: 0 },
    ]);
  });

  it('names pg_dump when a PostgreSQL book is to be backed up or restored', async () => {
    for (const name of ['backup', 'restore']) {
      expect(await sureg([name, 'x'], { dialect: 'postgres' })).toMatchObject({
        exit: 2,
        out: '',
        err: expect.stringContaining('pg_dump'),
        opened: 0,
      });
    }
  });
});

describe('sureg import', () => {
  const reads = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
    let text = '';
    for await (const chunk of stream) text += Buffer.from(chunk).toString();
    return text;
  };

  it('reads a file, or standard input, and prints its summary', async () => {
    const file = join(folder, 'book.jsonl');
    writeFileSync(file, '{"a":1}\n');
    const seen: string[] = [];
    const services = {
      import: async ({ stream }: { stream: AsyncIterable<Uint8Array> }) => (
        seen.push(await reads(stream)),
        { ...NOTHING, events: 3 }
      ),
    };
    const summary =
      '{"cooperatives":0,"households":0,"contracts":0,"seasons":0,"events":3,"closed":0,"replayed":0,"steps":0,"signatures":0,"approvals":0,"approvers":[]}\n';
    expect(await sureg(['import', file], { services })).toMatchObject({ exit: 0, out: summary, err: '' });
    expect(await sureg(['import', '-'], { services, stdin: 'x\n' })).toMatchObject({ exit: 0, out: summary });
    expect(seen).toEqual(['{"a":1}\n', 'x\n']);
  });

  it('lists the bad lines with the name of the file', async () => {
    const file = join(folder, 'bad.jsonl');
    writeFileSync(file, '');
    const services = {
      import: () =>
        Promise.reject(new LineErrors([{ line: 2, error: new DomainError('count_invalid', {}, 'heads[0].count') }])),
    };
    const ran = await sureg(['import', file], { services });
    expect(ran).toMatchObject({ exit: 1, out: '' });
    expect(ran.err).toMatch(`${file}:2: heads[0].count: count_invalid: `);
  });

  it.each([
    ['nowhere.jsonl', 'file_unknown'],
    ['.', 'file_unreadable'],
  ])('refuses %s plainly', async (file, code) => {
    expect(await sureg(['import', join(folder, file)])).toMatchObject({
      exit: 1,
      err: expect.stringMatching(`^${code}: `),
    });
  });

  it('ends with 130 when it is stopped', async () => {
    const services: Partial<CliServices> = {
      import: async (_request, { signal }) => {
        await new Promise((resolve) => (signal.aborted ? resolve(0) : signal.addEventListener('abort', resolve)));
        signal.throwIfAborted();
        return NOTHING;
      },
    };
    expect(await sureg(['import', '-'], { services, stop: 'SIGINT' })).toMatchObject({
      exit: 130,
      out: '',
      err: expect.stringMatching(/^interrupted: /),
    });
  });
});

describe('sureg settle', () => {
  const result = {
    cooperative: 'WRYT',
    season: '2022-summer',
    contracts: 2,
    closed: true,
    failures: [],
  };

  it('prints what was settled', async () => {
    const services = { settle: () => Promise.resolve([result]) };
    expect(await sureg(['settle', '--season', '2022-summer', '--close'], { services })).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/WRYT .* closed\n$/),
    });
    const { out } = await sureg(['settle', '--season', '2022-summer', '--json'], { services });
    expect(JSON.parse(out)).toEqual([{ cooperative: 'WRYT', season: '2022-summer', contracts: 2, closed: true }]);
  });

  it('exits 1 with each contract that failed', async () => {
    const failures = [{ contract: 'C-1', code: 'amount_too_large' as const }];
    const ran = await sureg(['settle', '--season', 's'], {
      services: { settle: () => Promise.resolve([{ ...result, closed: false, failures }]) },
    });
    expect(ran).toMatchObject({
      exit: 1,
      out: expect.stringContaining('not closed'),
      err: expect.stringMatching(/^C-1: amount_too_large: /),
    });
  });
});

describe('sureg export', () => {
  const services: Partial<CliServices> = {
    export: async (_request, write) => {
      await write('a\r\n');
      await write('b\r\n');
    },
  };

  it('writes to standard output or a whole file, and an existing file only with --force', async () => {
    expect(await sureg(['export', 'lines'], { services })).toMatchObject({ exit: 0, out: 'a\r\nb\r\n', err: '' });
    const file = join(folder, 'lines.csv');
    expect(await sureg(['export', 'lines', '--out', file], { services })).toMatchObject({ exit: 0, out: '' });
    expect(readFileSync(file, 'utf8')).toBe('a\r\nb\r\n');
    expect(await sureg(['export', 'lines', '--out', file], { services })).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/^file_exists: /),
    });
    expect(await sureg(['export', 'lines', '--out', file, '--force'], { services })).toMatchObject({ exit: 0 });
  });

  it('leaves no part of a file when it fails', async () => {
    const failing: Partial<CliServices> = {
      export: async (_request, write) => {
        await write('half');
        throw new DomainError('database_busy');
      },
    };
    const before = readdirSync(folder);
    expect(await sureg(['export', 'book', '--out', join(folder, 'half.jsonl')], { services: failing })).toMatchObject({
      exit: 75,
    });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('passes its options on', async () => {
    const seen: unknown[] = [];
    const args = [
      'export',
      'book',
      '--format',
      'jsonl',
      '--season',
      's',
      '--as-known',
      'i',
      '--with-personal-data',
      '--cooperative',
      'WRYT',
      '--quiet',
    ];
    expect(await sureg(args, { services: { export: async (request) => void seen.push(request) } })).toMatchObject({
      exit: 0,
      err: '',
    });
    expect(seen).toEqual([
      {
        what: 'book',
        format: 'jsonl',
        season: 's',
        asKnown: 'i',
        withPersonalData: true,
        locale: 'en',
        bom: false,
        cooperative: 'WRYT',
      },
    ]);
  });

  it('ends quietly when nobody reads on', async () => {
    const stdout = new Writable({
      write: (_chunk, _e, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    expect(await sureg(['export', 'lines'], { services, stdout })).toMatchObject({ exit: 0, err: '' });
  });
});

describe('sureg verify', () => {
  it('prints the heads, and exits 3 with the first fault', async () => {
    const heads = [HEAD];
    expect(await sureg(['verify'], { services: { verify: () => Promise.resolve({ heads }) } })).toMatchObject({
      exit: 0,
      out: `WRYT 48 ${HEAD.hash}\n`,
      err: '',
    });
    const fault = { cooperative: 'B', seq: 7, code: 'chain_broken' as const, what: 'hash of record 7' };
    const broken = { verify: () => Promise.resolve({ heads, fault }) };
    expect(await sureg(['verify'], { services: broken })).toMatchObject({
      exit: 3,
      err: 'B seq 7: chain_broken: hash of record 7\n',
    });
    const { exit, out } = await sureg(['verify', '--json'], { services: broken });
    expect([exit, JSON.parse(out)]).toMatchObject([3, { errors: [{ code: 'chain_broken' }] }]);
  });

  it('takes earlier heads as an anchor', async () => {
    const file = join(folder, 'heads.txt');
    writeFileSync(file, `WRYT 48 ${HEAD.hash}\r\n\n`);
    const seen: unknown[] = [];
    await sureg(['verify', '--anchor', file], {
      services: { verify: async (request) => (seen.push(request), { heads: [] }) },
    });
    expect(seen).toEqual([{ anchors: [HEAD] }]);
    const ofTrail = { ...HEAD, isTrail: true };
    const people = { ...ofTrail, cooperative: '#people' };
    const trails = [people, ofTrail];
    const verify = async (request: unknown) => (seen.push(request), { heads: [HEAD], trails });
    const { out } = await sureg(['verify', '--trails'], { services: { verify } });
    expect(out).toBe(`WRYT 48 ${HEAD.hash}\n#people/trail 48 ${HEAD.hash}\nWRYT/trail 48 ${HEAD.hash}\n`);
    expect((await sureg(['verify'], { services: { verify } })).out).toBe(`WRYT 48 ${HEAD.hash}\n`);
    writeFileSync(file, out);
    await sureg(['verify', '--anchor', file], { services: { verify } });
    expect(seen.at(-1)).toEqual({ anchors: [HEAD, ...trails] });
    writeFileSync(file, 'WRYT 48 ABC\n');
    expect(await sureg(['verify', '--anchor', file])).toMatchObject({
      exit: 1,
      err: expect.stringMatching(`^${file}:1: hash_invalid`),
    });
  });

  it('takes the manifest of an audit pack as an anchor', async () => {
    const file = join(folder, 'manifest.json');
    const manifest = {
      format: 'sureg-audit-pack',
      asKnown: '2026-06-01T00:00:00.000Z',
      season: { code: 'S1' },
      head: { ...HEAD, recordedAt: '2026-06-01T00:00:00.000Z' },
      trailHeads: [0, 7].map((chain) => ({ chain, seq: HEAD.seq, hash: HEAD.hash })),
      files: [],
    };
    writeFileSync(file, JSON.stringify(manifest, null, 2));
    const seen: unknown[] = [];
    const services = { verify: async (request: unknown) => (seen.push(request), { heads: [] }) };
    await sureg(['verify', '--anchor', file], { services });
    const trails = ['#people', 'WRYT'].map((cooperative) => ({ ...HEAD, cooperative, isTrail: true }));
    expect(seen).toEqual([{ anchors: [{ ...HEAD, pack: manifest }, ...trails] }]);
    // As the page of the chain gives it out.
    const { seq, hash } = HEAD;
    writeFileSync(file, JSON.stringify({ ...HEAD, trail: { seq: seq + 1, hash } }));
    await sureg(['verify', '--anchor', file], { services });
    expect(seen.at(-1)).toEqual({ anchors: [HEAD, { ...HEAD, seq: seq + 1, isTrail: true }] });
    writeFileSync(file, JSON.stringify(HEAD));
    await sureg(['verify', '--anchor', file], { services });
    expect(seen.at(-1)).toEqual({ anchors: [HEAD] });
    for (const [text, code] of [
      ['{"head":{"cooperative":"WRYT","seq":"48"}}', 'hash_invalid'],
      ['{}', 'hash_invalid'],
      ['{"head"', 'json_invalid'],
    ]) {
      writeFileSync(file, text as string);
      expect(await sureg(['verify', '--anchor', file])).toMatchObject({
        exit: 1,
        err: expect.stringContaining(code as string),
      });
    }
  });
});

describe('sureg owes', () => {
  const line = (section: StatementLine['section'], subject: string, name: string, quantity: string): StatementLine => ({
    cooperative: 'WRYT', season: 's', statement: 's/C', contract: 'C', household: 'H001', section, subject, line: name, quantity, unit: subject === 'CNY' ? 'CNY' : 'head',
  }); // prettier-ignore
  const lines = [
    line('owed', 'lambs', 'opening', '0'),
    line('owed', 'lambs', 'closing', '160'),
    line('cash', 'CNY', 'opening', '0.00'),
    line('cash', 'CNY', 'feed', '0.00'),
    line('cash', 'CNY', 'closing', '-16720.00'),
    line('stock', 'leased:ewe', 'closing', '95'),
  ];
  const services: Partial<CliServices> = {
    owes: () => Promise.resolve({ household: { code: 'H001', name: '王燕' }, on: '2022-11-30', head: HEAD, lines }),
  };

  it('prints a table, aligned, in words', async () => {
    const { exit, out } = await sureg(['owes', '--contract', 'C'], { services, locale: 'zh-CN' });
    expect(exit).toBe(0);
    expect(out.split('\n').slice(0, 12)).toEqual([
      '王燕 H001 · 合同 C · 截至 2022-11-30',
      '',
      '项目                   数量  单位',
      '────────────────  ─────────  ────',
      '应还牲畜 · lambs',
      '  期初尚欠                0  只',
      '  期末尚欠              160  只',
      '往来款',
      '  期初余额             0.00  元',
      '  期末余额        -16720.00  元',
      '存栏 · 代养 母羊',
      '  期末存栏               95  只',
    ]);
  });

  it('prints the statement lines as JSON', async () => {
    const { out } = await sureg(['owes', '--contract', 'C', '--json'], { services });
    expect(JSON.parse(out)).toEqual(lines);
  });
});

describe('sureg backup, restore and serve', () => {
  it('say what they did', async () => {
    expect(await sureg(['backup', 'b.db'], { services: { backup: () => Promise.resolve() } })).toMatchObject({
      exit: 0,
      out: '',
      err: 'Backed up to b.db\n',
    });
    const restore = (): Promise<VerifyReport> => Promise.resolve({ heads: [HEAD] });
    expect(await sureg(['restore', 'b.db'], { restore })).toMatchObject({
      exit: 0,
      out: `WRYT 48 ${HEAD.hash}\n`,
      opened: 0,
    });
  });

  it.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ] as const)('serve ends on %s with %d', async (stop, exit) => {
    const serve: CliServices['serve'] = async (onReady, { signal }) => {
      onReady('http://127.0.0.1:3000');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    };
    expect(await sureg(['serve'], { services: { serve }, stop })).toEqual({
      exit,
      out: 'ready http://127.0.0.1:3000\n',
      err: '',
      opened: 1,
    });
  });
});
