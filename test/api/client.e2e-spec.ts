/** A client that is made from the document knows what it is answered: a program that uses the answers compiles. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { openApi, type Api } from '../support/api';

const ROOT = join(__dirname, '../..');
const GENERATOR = join(dirname(require.resolve('openapi-typescript/package.json')), 'bin/cli.js');

const program = (wrong: string): string => `
import createClient from 'openapi-fetch';
import type { paths } from './sureg';
const client = createClient<paths>({ baseUrl: '/' });
export async function names(): Promise<string[]> {
  const path = { cooperative: 'WRYT' };
  const { data: one } = await client.GET('/api/v1/cooperatives/{cooperative}', { params: { path } });
  const { data: page } = await client.GET('/api/v1/cooperatives/{cooperative}/contracts', { params: { path, query: { limit: 10 } } });
  const { data: run } = await client.GET('/api/v1/cooperatives/{cooperative}/settlements/{run}', { params: { path: { ...path, run: '1' } } });
  const seq: number = one?.chain.seq ?? 0;
  const done: number = run?.done ?? 0;
  ${wrong}
  return [one?.name ?? '', page?.items[0]?.number ?? '', page?.next ?? '', String(seq + done)];
}
`;

describe('a client from the document', () => {
  let api: Api;
  let folder: string;
  beforeAll(async () => {
    api = await openApi();
    folder = mkdtempSync(join(ROOT, 'test/.client-'));
    writeFileSync(join(folder, 'api.json'), JSON.stringify((await api.get('/api/docs.json')).body));
    execFileSync(process.execPath, [GENERATOR, join(folder, 'api.json'), '-o', join(folder, 'sureg.ts')]);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await api.close();
  });

  const faultsOf = (wrong: string): readonly string[] => {
    const file = join(folder, 'program.ts');
    writeFileSync(file, program(wrong));
    const options: ts.CompilerOptions = { strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [] }; // prettier-ignore
    return ts
      .getPreEmitDiagnostics(ts.createProgram([file], options))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  };

  it('compiles with the fields of answers, and not with others', () => {
    expect(faultsOf('')).toEqual([]);
    expect(faultsOf('one?.nothing;').join()).toContain('nothing');
  });
});
