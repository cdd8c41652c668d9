/** @runs sqlite */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AttachmentsService } from '../../src/attachments/attachments.service';
import { FileStore } from '../../src/attachments/file-store';
import type { PackedAttachment } from '../../src/exports/pack/pack-attachments';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { importLife, HEADER, stepLine, wholeLife, type Address } from '../support/life';
import { Auditor, packOf, relisted, unzipped, zipOf, type Files } from '../support/packs';
import { importLines } from '../support/services';
import { fileOf, hashOf } from '../support/upload';

const to: Address = { cooperative: 'COOP73', season: 'S3', contract: 'C-1' };
const ORIGIN = { actor: 'clerk', address: 'test', requestId: 'test' };

describe('the life of statements, and photos and papers, in an audit pack', () => {
  let app: TestApp;
  let auditor: Auditor;
  let files: Files;
  const hashes: Record<string, string> = {};
  const add = async (what: string, contract: string, event?: string): Promise<string> => {
    const bytes = fileOf(what === 'paper' ? 'pdf' : 'jpg', 300);
    const address = { cooperative: to.cooperative, contract, scope: { cooperativeId: 1 } };
    const more = event === undefined ? {} : { event };
    const { row } = await app.module
      .get(AttachmentsService)
      .add(address, { bytes, name: `${what}.x`, ...more }, ORIGIN);
    return (hashes[what] = row.sha256);
  };
  const cash = (id: string, on: string, evidence: readonly string[] = []): string =>
    JSON.stringify({ type: 'event', ...to, season: undefined, id, kind: 'cash_in', on, amount: '10.00', evidence });
  const rows = (from: Files): PackedAttachment[] =>
    String(from.get('attachments.jsonl')).split('\n').filter(Boolean).map((line) => JSON.parse(line)); // prettier-ignore
  const rowOf = (what: string): PackedAttachment | undefined => rows(files).find((row) => row.sha256 === hashes[what]);
  const pathOf = (what: string): string => rowOf(what)?.file as string;

  beforeAll(async () => {
    app = await openTestApp();
    auditor = new Auditor();
    await importLines(app, makeBook(73, { contracts: 2, seasons: 4, closed: 2, events: 4 }));
    await add('paper', 'C-1');
    await add('named', 'C-1');
    await add('added', 'C-1', 'p1');
    await add('later season', 'C-1', 'p2');
    await add('neighbour', 'C-2');
    await add('lost', 'C-2');
    const named = hashes['named'] as string;
    await importLines(app, [HEADER, cash('p1', '2021-06-10', ['IMG_7.jpg', named]), cash('p2', '2021-12-10'), cash('p3', '2021-12-11', ['b2'.repeat(32)])]); // prettier-ignore
    await importLife(app, await wholeLife(app, to));
    await importLife(app, [HEADER, stepLine({ ...to, contract: 'C-2' }, 'presented', 'clerk')]);
    const { folder } = app.module.get(FileStore);
    rmSync(join(folder, (hashes['lost'] as string).slice(0, 2), hashes['lost'] as string));
    files = await unzipped(await packOf(app, { season: 'S3' }));
  });
  afterAll(async () => {
    auditor.close();
    await app.close();
  });

  it('stand in it with who added them, the event they show and the records that name them; those of another season do not', async () => {
    expect(rowOf('paper')).toEqual({
      contract: 'C-1',
      sha256: hashes['paper'],
      file: `attachments/${hashes['paper']}.pdf`,
      type: 'application/pdf',
      bytes: 300,
      name: 'paper.x',
      addedAt: '2026-06-01T00:00:00.000Z',
      addedBy: 'clerk',
    });
    expect(rowOf('added')).toMatchObject({ event: 'p1', file: `attachments/${hashes['added']}.jpg` });
    const seqOf = (id: string): number =>
      JSON.parse(String(files.get('book.jsonl')).split('\n').find((line) => line.includes(`"id":"${id}"`)) as string).seq; // prettier-ignore
    expect(rowOf('named')?.named).toEqual([seqOf('p1')]);
    expect(rowOf('neighbour')).toMatchObject({ contract: 'C-2' });
    expect(rowOf('later season')).toBeUndefined();
    for (const what of ['paper', 'named', 'added', 'neighbour'])
      expect(hashOf(files.get(pathOf(what)) as Buffer)).toBe(hashes[what]);
    expect([...files.keys()].filter((path) => path.startsWith('attachments/'))).toHaveLength(4);
  });

  it('are listed as absent when they were lost, or were never kept here; the checker says so and finds everything else in order', async () => {
    expect(rowOf('lost')).toMatchObject({ absent: 'missing' });
    const unknown = rows(files).filter((row) => row.absent === 'unknown');
    // Named by the dispute and by the signed paper of a book from elsewhere.
    expect(unknown.map((row) => row.sha256).sort()).toEqual(['a1'.repeat(32), 'b2'.repeat(32)]);
    const { code, stdout } = await auditor.check(await zipOf(files));
    expect(code).toBe(0);
    for (const hash of [hashes['lost'], 'a1'.repeat(32), 'b2'.repeat(32)])
      expect(stdout).toMatch(new RegExp(`not in the pack: C-\\d ${hash}`));
  });

  it('steps and signatures are a file of their own, as the chain has them', async () => {
    const steps = String(files.get('signatures.jsonl')).trimEnd().split('\n').map((line) => JSON.parse(line)); // prettier-ignore
    expect(steps.map((s) => `${s.contract} ${s.state ?? `${s.role} ${s.how}`}`)).toEqual([
      'C-1 presented',
      'C-1 disputed',
      'C-1 disputed',
      'C-1 presented',
      'C-1 household paper',
      'C-1 confirmed',
      'C-1 branch screen',
      'C-2 presented',
    ]);
    const other = await unzipped(await packOf(app, { season: 'S4' }));
    expect(String(other.get('signatures.jsonl'))).toBe('');
    expect(rows(other).map((row) => row.sha256)).toContain(hashes['later season']);
    expect(await auditor.check(await zipOf(other))).toMatchObject({ code: 0 });
  });

  const CHANGES: readonly (readonly [what: string, change: (files: Files) => void, says: string])[] = [
    ['another photo under the name of one', (f) => f.set(pathOf('named'), fileOf('jpg', 300)), 'is not the file'],
    ['a photo that is gone', (f) => f.delete(pathOf('added')), 'is not the file'],
    ['one photo more', (f) => f.set(`attachments/${'c'.repeat(64)}.jpg`, fileOf('jpg')), 'is not listed'],
    ['the row of what a record names', (f) => without(f, 'named'), 'is not listed'],
    ['the records that name it', (f) => edit(f, /"named":\[\d+\]/, '"named":[1]'), 'names it otherwise'],
    ['when the newest was added', (f) => edit(f, /2026-06-01T00/g, '2026-07-01T00'), 'manifest.json'],
    ['who signed', (f) => edit(f, /"role":"branch"/, '"role":"clerk"', 'signatures.jsonl'), 'signatures.jsonl'],
    ['a signature', (f) => edit(f, /.*"role":"branch".*\n/, '', 'signatures.jsonl'), 'signatures.jsonl'],
  ];
  it.each(CHANGES)('the checker finds %s, though the manifest was made to fit', async (_what, change, says) => {
    const changed = new Map(files);
    change(changed);
    const { code, stdout } = await auditor.check(await zipOf(relisted(changed)));
    expect(stdout).toContain(says);
    expect(code).toBe(1);
  });

  it('an older manifest of the season finds signatures that were changed since it was closed', async () => {
    const pack = async (by: string): Promise<Files> => {
      const app = await openTestApp();
      await importLines(app, makeBook(73, { contracts: 2, seasons: 4, closed: 2, events: 4 }));
      await importLife(app, [HEADER, stepLine(to, 'presented', by), JSON.stringify({ type: 'close', ...to, contract: undefined })]); // prettier-ignore
      const made = await unzipped(await packOf(app, { season: 'S3' }));
      await app.close();
      return made;
    };
    const kept = auditor.put('kept.json', String((await pack('clerk')).get('manifest.json')));
    const { stdout } = await auditor.check(await zipOf(await pack('somebody')), kept);
    expect(stdout).toContain('signatures.jsonl: 与旧包不同');
  });

  it('the same bytes come for the same instant when more was added later', async () => {
    const before = await packOf(app, { season: 'S3' });
    app.clock.set('2026-06-05T00:00:00.000Z');
    await add('one more', 'C-1');
    expect((await packOf(app, { season: 'S3', asKnown: '2026-06-02T00:00:00.000Z' })).equals(before)).toBe(true);
    const after = await unzipped(await packOf(app, { season: 'S3' }));
    expect(JSON.parse(String(after.get('manifest.json'))).asKnown).toBe('2026-06-05T00:00:00.000Z');
    expect(rows(after).map((row) => row.name)).toContain('one more.x');
    expect(await auditor.check(await zipOf(after))).toMatchObject({ code: 0 });
  });

  function edit(f: Files, what: RegExp, by: string, path = 'attachments.jsonl'): void {
    const text = String(f.get(path));
    const changed = text.replace(what, by);
    if (changed === text) throw new Error(`nothing like ${what} in ${path}`);
    f.set(path, Buffer.from(changed));
  }
  function without(f: Files, what: string): void {
    edit(f, new RegExp(`.*${hashes[what]}.*\n`), '');
    f.delete(pathOf(what));
  }
});
