import { createHash } from 'node:crypto';
import { requireCooperative } from '../../src/parties/cooperatives';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import {
  chained,
  HEADER,
  importLife,
  signatureLine,
  statementAt,
  stepLine,
  wholeLife,
  type Address,
} from '../support/life';
import { cashIn, recordEvent } from '../support/recording';
import { bookOf, importLines, refusals, verify } from '../support/services';

const to: Address = { cooperative: 'COOP71', season: 'S3', contract: 'C-1' };
const book = (): string[] => makeBook(71, { contracts: 3, seasons: 4, closed: 2, events: 5 });
const linesOf = (text: string): string[] => text.trimEnd().split('\n');
const LATER = '2026-06-01T00:00:00.001Z';

interface Told {
  readonly actor: string;
  readonly subject: string;
  readonly after: string;
}

const told = ({ database }: TestApp): Promise<Told[]> =>
  database.reads.all<Told>(
    `select actor, subject, "after" from audit_event where action = 'book_imported' order by seq`,
  );

/** What somebody may have put behind an exported book: a slip with the right hash, and an approver of his own making. */
async function forged(app: TestApp): Promise<string> {
  const other = await openTestApp();
  await importLines(other, book());
  const now = app.clock.now();
  const approval = { approvedBy: 'brn-wryt', approvedAt: now };
  await recordEvent(other.database.writer, cashIn('COOP71', 'C-1', 'f1', '2021-07-01'), now, { now, approval, isApproved: true }); // prettier-ignore
  const line = linesOf(await bookOf(other)).at(-1) as string;
  await other.close();
  return line;
}

describe('what others have done, in a book that is imported', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await openTestApp();
    await importLines(app, book());
  });
  afterEach(() => app.close());

  it('is counted, its approvers are named, and the trail says from which file it came', async () => {
    await importLife(app, await wholeLife(app, to));
    const text = linesOf(await bookOf(app));
    const other = await openTestApp();
    const summary = await importLines(other, text);
    const approved = text.map((line) => JSON.parse(line) as { approvedBy?: string }).filter((l) => l.approvedBy);
    expect(summary).toMatchObject({ steps: 5, signatures: 2, approvals: approved.length, approvers: ['operator'] });
    const sha256 = createHash('sha256').update(text.map((l) => `${l}\n`).join('')).digest('hex'); // prettier-ignore
    const [row, ...more] = await told(other);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ actor: 'operator', subject: 'COOP71' });
    expect(JSON.parse(row?.after ?? '')).toEqual({
      sha256, first: 1, last: text.length - 1, steps: 5, signatures: 2, approvals: approved.length, approvers: ['operator'],
    }); // prettier-ignore
    await other.close();
  });

  it('leaves no second row when everything was there already', async () => {
    const before = await told(app);
    expect(before).toHaveLength(1);
    await importLines(app, linesOf(await bookOf(app)));
    expect(await told(app)).toEqual(before);
  });

  it('shows an approver whom nobody here knows', async () => {
    const summary = await importLines(app, [HEADER, await forged(app)]);
    expect(summary).toMatchObject({ events: 1, approvals: 1, approvers: ['brn-wryt'] });
    const { after } = (await told(app)).at(-1) as Told;
    expect(JSON.parse(after)).toMatchObject({ approvals: 1, approvers: ['brn-wryt'] });
    expect((await verify(app)).fault).toBeUndefined();
  });

  it('is not believed of a line without the hash of its record', async () => {
    const { sha256 } = await statementAt(app, to);
    const lines = [stepLine(to, 'presented', 'clerk'), signatureLine(to, sha256)];
    expect((await refusals(app, [HEADER, ...lines])).errors).toEqual([
      '2: hash: hash_required',
      '3: hash: hash_required',
    ]);
    expect(await importLines(app, [HEADER, ...(await chained(app, lines))])).toMatchObject({ steps: 1, signatures: 1 });
    const claimed = {
      ...cashIn('COOP71', 'C-1', 'n1', '2021-07-01'),
      approvedBy: 'brn-wryt',
      approvedAt: app.clock.now(),
    };
    const penalty = { ...claimed, id: 'n2', kind: 'penalty', amount: '5.00', reason: '迟交', method: undefined };
    const summary = await importLines(app, [HEADER, ...[claimed, penalty].map((l) => JSON.stringify(l))]);
    expect(summary).toMatchObject({ events: 2, approvals: 0, approvers: [], approversPassedOver: 2 });
    const last = linesOf(await bookOf(app)).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(last.at(-2)).not.toHaveProperty('approvedBy');
    expect(last.at(-1)).toMatchObject({ id: 'n2', approvedBy: 'operator' });
  });

  it('is refused where it was recorded, approved or signed later than now', async () => {
    const cash = cashIn('COOP71', 'C-1', 'n1', '2021-07-01');
    const { sha256 } = await statementAt(app, to);
    const [hashed] = (await chained(app, [
      stepLine({ ...to, contract: 'C-2' }, 'presented', 'clerk', { at: LATER }),
    ])) as [string];
    const lines = [
      { ...cash, recordedAt: LATER },
      { ...cash, approvedBy: 'x', approvedAt: '2199-12-31T00:00:00.000Z' },
    ];
    const refused = await refusals(app, [HEADER, ...lines.map((l) => JSON.stringify(l)), hashed, signatureLine({ ...to, contract: 'C-3' }, sha256, { at: LATER, hash: 'a'.repeat(64) })]); // prettier-ignore
    expect(refused.errors).toEqual([
      '2: recordedAt: future_instant',
      '3: approvedAt: future_instant',
      '4: at: future_instant',
      '5: at: future_instant',
    ]);
  });

  it('is recorded now, whatever an unchained line says of its time', async () => {
    const cash = {
      ...cashIn('COOP71', 'C-1', 'n1', '2021-07-01'),
      recordedAt: '2021-07-01T00:00:00.000Z',
    };
    app.clock.set('2026-06-02T00:00:00.000Z');
    await importLines(app, [HEADER, JSON.stringify(cash)]);
    expect((await requireCooperative(app.database.reads, to.cooperative)).head_at).toBe('2026-06-02T00:00:00.000Z');
  });
});

describe('an approval that the chain tells of', () => {
  it('is looked for among proposals, unless it was imported', async () => {
    const app = await openTestApp();
    await importLines(app, book());
    const now = app.clock.now();
    expect(await verify(app)).toMatchObject({
      notes: [expect.stringMatching(/^COOP71 seq 1 to \d+: imported at .* 0 approvals/)],
    });
    const approval = { approvedBy: 'brn-wryt', approvedAt: now };
    const slip = cashIn('COOP71', 'C-1', 'f1', '2021-07-01');
    const { seq } = await recordEvent(app.database.writer, slip, now, { now, approval, isApproved: true });
    expect((await verify(app)).fault).toMatchObject({
      seq,
      code: 'record_missing',
      what: expect.stringContaining('brn-wryt'),
    });
    await app.close();
  });
});
