import { CLI_ORIGIN } from '../../src/audit/audit';
import { readEnvironment } from '../../src/config/environment';
import { servicesOf } from '../../src/cli/connect';
import { quietRun } from '../../src/common/progress';
import { RegistrationService } from '../../src/contracts/registration.service';
import { NoticeSettingsService } from '../../src/parties/notice-names.service';
import { MappingService } from '../../src/mapping/mapping.service';
import { PROPOSALS } from '../../src/mapping/proposals';
import { SettlementService } from '../../src/seasons/settlement.service';
import { CooperativesService } from '../../src/contracts/cooperatives.service';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { HEADER } from '../support/life';
import { cashIn } from '../support/recording';
import { importLines, refusals, verify } from '../support/services';

const NOW = '2026-06-01T00:00:00.000Z';
const AHEAD = '2096-06-01T00:00:00.000Z';
const wrong = { code: 'clock_wrong' };

describe('the clock of the machine', () => {
  let app: TestApp;
  let households = 0;
  beforeEach(async () => {
    app = await openTestApp();
    await importLines(app, makeBook(71, { contracts: 2, seasons: 4, closed: 2, events: 2 }));
  });
  afterEach(() => app.close());

  const add = (): Promise<unknown> =>
    app.module
      .get(RegistrationService)
      .addHousehold('COOP71', { code: `N${(households += 1)}`, name: '新户' }, CLI_ORIGIN);
  const accept = (today: string): Promise<readonly string[]> =>
    servicesOf(app.database, readEnvironment({}), app.clock).acceptClock({ today });
  const headAt = async (): Promise<string | undefined> =>
    (await app.database.reads.get<{ at: string }>('select head_at as at from cooperative'))?.at;

  it.each([
    ['before the last record', '2026-05-31T23:49:59.999Z', false],
    ['a little before it, as two servers may be', '2026-05-31T23:50:00.000Z', true],
    ['a year after it', '2027-06-02T00:00:00.000Z', true],
    ['more than a year after it', '2027-06-02T00:00:00.001Z', false],
    ['seventy years after it', AHEAD, false],
    ['where a machine without a battery begins', '1970-01-01T00:00:00.000Z', false],
  ])('%s (%s): recorded is %s', async (_, now, isRecorded) => {
    app.clock.set(now);
    if (isRecorded) await add();
    else await expect(add()).rejects.toMatchObject(wrong);
    expect(await headAt()).toBe(isRecorded && now > NOW ? now : NOW);
  });

  it('must be right for whatever is kept with its time', async () => {
    app.clock.set(AHEAD);
    const { module } = app;
    await expect(module.get(NoticeSettingsService).change('COOP71', 0, { names: 'code' }, CLI_ORIGIN)).rejects.toMatchObject(wrong); // prettier-ignore
    await expect(module.get(MappingService).change('COOP71', { ...PROPOSALS['CN-COOP-2021'], proposal: false }, CLI_ORIGIN)).rejects.toMatchObject(wrong); // prettier-ignore
    await expect(module.get(SettlementService).close('COOP71', 'S3')).rejects.toMatchObject(wrong);
    const line = { type: 'cooperative', code: 'NEW', name: '新', accounting: 'CN-COOP-2021' } as const;
    await expect(module.get(CooperativesService).create(line, CLI_ORIGIN)).rejects.toMatchObject(wrong);
    const slip = JSON.stringify(cashIn('COOP71', 'C-1', 'n1', '2021-07-01'));
    expect((await refusals(app, [HEADER, slip])).errors).toEqual(['2: : clock_wrong']);
    expect(await headAt()).toBe(NOW);
  });

  it('is believed after a long sleep when the operator answers for it, naming the day', async () => {
    app.clock.set('2029-01-01T00:00:00.000Z');
    await expect(accept('2029-01-02')).rejects.toMatchObject(wrong);
    await expect(add()).rejects.toMatchObject(wrong);
    expect(await accept('2029-01-01')).toEqual(['COOP71']);
    expect(await accept('2029-01-01')).toEqual([]);
    await add();
    expect(await headAt()).toBe('2029-01-01T00:00:00.000Z');
  });

  it('may go on behind a record from the future once the operator has answered for it, and the auditor sees it', async () => {
    await app.database.writer.write('installation', (tx) => tx.run('update cooperative set head_at = ?', [AHEAD]));
    app.clock.set('2026-07-01T00:00:00.000Z');
    await expect(add()).rejects.toMatchObject(wrong);
    expect(await accept('2026-07-01')).toEqual(['COOP71']);
    await add();
    app.clock.set('2026-07-20T00:00:00.000Z');
    await add();
    expect(await headAt()).toBe(AHEAD);
    app.clock.set('2026-06-30T00:00:00.000Z');
    await expect(add()).rejects.toMatchObject(wrong);
    app.clock.set('2028-07-20T00:00:00.000Z');
    await expect(add()).rejects.toMatchObject(wrong);
    const [row] = await app.database.reads.all<{ actor: string; after: string }>(
      `select actor, "after" from audit_event where action = 'clock_accepted'`,
    );
    expect(row?.actor).toBe('operator');
    expect(JSON.parse(row?.after ?? '')).toMatchObject({ headAt: AHEAD, now: '2026-07-01T00:00:00.000Z' });
    expect((await verify(app)).notes).toContainEqual(expect.stringContaining(AHEAD));
  });

  it('is what “as known” is asked by: nothing is known yet that comes later', async () => {
    const services = servicesOf(app.database, readEnvironment({}), app.clock);
    const asKnown = '2026-06-01T00:00:00.001Z';
    const refused = { code: 'future_instant', field: 'as-known' };
    await expect(services.owes({ contract: 'C-1', asKnown })).rejects.toMatchObject(refused);
    const request = { what: 'lines', format: 'csv', bom: false, withPersonalData: false, locale: 'en' } as const;
    await expect(services.export({ ...request, asKnown }, () => Promise.resolve(), quietRun())).rejects.toMatchObject(refused); // prettier-ignore
    await expect(services.owes({ contract: 'C-1', asKnown: NOW })).resolves.toBeDefined();
  });
});
