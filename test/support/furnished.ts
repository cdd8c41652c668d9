/** A book with rows in every table that `verify` watches over: amendments, a statement's life, drafts, files, slips, versions of the mapping. */
import { randomBytes } from 'node:crypto';
import type { Origin } from '../../src/audit/audit';
import { AttachmentsService } from '../../src/attachments/attachments.service';
import { ReadPool } from '../../src/database/reader';
import { MappingService } from '../../src/exports/mapping/mapping.service';
import { PROPOSALS } from '../../src/exports/mapping/proposals';
import { requireCooperative } from '../../src/parties/cooperatives';
import { wholeOf } from '../../src/parties/scope';
import { SettlementService } from '../../src/settlement/settlement.service';
import { SlipService } from '../../src/settlement/slip.service';
import type { TestApp } from './app';
import { makeBook } from './books';
import { wholeLife } from './life';
import { importLines } from './services';

const BY: Origin = { actor: 'clerk', address: 'test', requestId: 'test' };

export async function furnishedBook(app: TestApp, seed: number): Promise<void> {
  const cooperative = `COOP${seed}`;
  await importLines(app, withAmendment(seed));
  await importLines(app, await wholeLife(app, { cooperative, season: 'S3', contract: 'C-1' }));
  await app.module.get(SettlementService).settle(cooperative, 'S3', { close: false });
  await addFiles(app, cooperative);
  await printSlips(app, cooperative);
  await changeMapping(app, cooperative);
}

/** A book with amendments, one of them reversed. */
function withAmendment(seed: number): string[] {
  const lines = makeBook(seed, { contracts: 3, seasons: 4, closed: 2, events: 6 });
  const { terms } = JSON.parse(lines.find((l) => l.includes('"type":"contract"')) ?? '{}');
  const event = { type: 'event', cooperative: `COOP${seed}`, contract: 'C-1' };
  lines.push(
    JSON.stringify({ ...event, id: 'a1', kind: 'amendment', on: '2021-06-05', terms }),
    JSON.stringify({ ...event, id: 'a2', kind: 'amendment', on: '2021-06-06', terms: { ...terms, feed: undefined } }),
    JSON.stringify({ ...event, id: 'a3', kind: 'reversal', of: 'a2', reason: '误' }),
  );
  return lines;
}

async function addFiles(app: TestApp, code: string): Promise<void> {
  const scope = wholeOf(await requireCooperative(app.module.get(ReadPool), code));
  for (const [contract, magic, more] of [
    ['C-1', 'ffd8ff', { name: '羊耳标.jpg', event: 'e1' }],
    ['C-1', '255044462d', { name: '合同.pdf' }],
    ['C-2', 'ffd8ff', { event: 'e2' }],
  ] as const) {
    const bytes = Buffer.concat([Buffer.from(magic, 'hex'), randomBytes(200)]);
    await app.module.get(AttachmentsService).add({ cooperative: code, contract, scope }, { bytes, ...more }, BY);
  }
}

async function printSlips(app: TestApp, code: string): Promise<void> {
  const cooperative = await requireCooperative(app.module.get(ReadPool), code);
  const slips = [{ contract: 'C-1', event: 'a1' }, { contract: 'C-1', event: 'a3' }]; // prettier-ignore
  for (const which of [slips, slips.slice(0, 1)])
    await app.module.get(SlipService).print({ cooperative, scope: wholeOf(cooperative) }, which, BY, () => undefined);
}

async function changeMapping(app: TestApp, code: string): Promise<void> {
  const { accounts, ...rest } = PROPOSALS['CN-COOP-2021'];
  for (const name of ['现金一', '现金二'])
    await app.module
      .get(MappingService)
      .change(
        code,
        { ...rest, proposal: false, accounts: accounts.map((a) => (a.code === '101' ? { ...a, name } : a)) },
        BY,
      );
}
