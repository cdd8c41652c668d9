/**
 * Phone and ID numbers stay where they were put: nobody meets them who did not ask, and asking is written down.
 *
 * @runs sqlite
 */
import { EXPORT_FORMATS, type ExportWhat } from '../../src/exports/list';
import { buildHttpApp } from '../../src/server/server';
import { openApi, WRYT, type Answer, type Api } from '../support/api';
import { herder, person, type Person } from '../support/people';
import { routesOf } from '../support/routes';
import { exportedBytes } from '../support/services';

const PLANTED = Array.from({ length: 50 }, (_, i) => ({
  code: `P${i}`,
  phone: `139${String(10_000_000 + i * 7_919)}`,
  idNumber: `15252719${String(8_000_000_000 + i * 104_729)}`,
}));
const NUMBERS = PLANTED.flatMap(({ phone, idNumber }) => [phone, idNumber]);

function found(text: string): string[] {
  return NUMBERS.filter((number) => text.includes(number));
}

describe('fifty phone and ID numbers', () => {
  let api: Api;
  const logged: string[] = [];
  let logging: Api['app'];

  beforeAll(async () => {
    api = await openApi();
    jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => logged.push(String(chunk)) > 0);
    logging = await buildHttpApp(api.database, { clock: api.clock, log: 'info' });
    for (const household of PLANTED) {
      const sent = { method: 'POST', headers: { ...api.me.headers } } as const;
      const payload = { ...household, name: `户${household.code}` };
      expect((await logging.inject({ ...sent, url: `${WRYT}/households`, payload })).statusCode).toBe(201);
      // Refusals are where careless logs quote what came in.
      for (const bad of [{ ...payload, code: '' }, { ...payload, extra: payload.phone }, payload.idNumber])
        expect([400, 415]).toContain(
          (await logging.inject({ ...sent, url: `${WRYT}/households`, payload: bad })).statusCode,
        );
      const patched = { ...sent, method: 'PATCH' as const, headers: { ...api.me.headers, 'if-match': '"9"' } };
      await logging.inject({ ...patched, url: `${WRYT}/households/${household.code}`, payload: { phone: payload.phone } }); // prettier-ignore
      await logging.inject({ ...sent, url: `${WRYT}/households/${household.code}/reveal` });
    }
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await logging.close();
    await api.close();
  });

  it('are in no line of the log', () => {
    expect(logged.length).toBeGreaterThan(250);
    expect(found(logged.join(''))).toEqual([]);
    expect(logged.join('')).not.toMatch(/x-csrf|cookie|sureg=/i);
  });

  it('are in no answer and no address of any route, for any role', async () => {
    const people: Person[] = [
      await person(api, 'pd-administrator', 'WRYT', 'administrator'),
      await person(api, 'pd-clerk', 'WRYT', 'clerk'),
      await person(api, 'pd-branch', 'WRYT', 'branch'),
      await person(api, 'pd-auditor', 'WRYT', 'auditor'),
      await herder(api, 'WRYT', 'P0'),
      await herder(api, 'WRYT', 'H003'),
    ];
    const answers: Answer[] = [];
    for (const route of routesOf(api.app).filter((r) => r.method === 'GET')) {
      const url = route.path.replace(':cooperative', 'WRYT').replace(':contract', 'WRYT-2022-002').replace(':season', '2025-winter'); // prettier-ignore
      const urls = url.includes(':household')
        ? PLANTED.slice(0, 3).map((p) => url.replace(':household', p.code))
        : [url];
      for (const each of urls)
        for (const who of people) answers.push(await api.get(each.replaceAll(/:(\w+)/g, '1'), who.headers));
    }
    expect(answers.length).toBeGreaterThan(150);
    expect(answers.filter((a) => a.status === 200).length).toBeGreaterThan(50);
    expect(found(JSON.stringify(answers))).toEqual([]);
  });

  it('are in no export, unless they are asked for', async () => {
    const of = { module: api.app } as never;
    for (const [what, formats] of Object.entries(EXPORT_FORMATS))
      for (const format of formats) {
        const options = { what: what as ExportWhat, format, cooperative: 'WRYT', season: '2025-summer' };
        expect([what, format, found((await exportedBytes(of, options)).toString('latin1'))]).toEqual([
          what,
          format,
          [],
        ]);
      }
    const asked = await exportedBytes(of, {
      what: 'book',
      format: 'jsonl',
      cooperative: 'WRYT',
      withPersonalData: true,
    });
    expect(found(asked.toString()).length).toBe(NUMBERS.length);
  });

  it('are shown in full on asking, which the trail keeps without them', async () => {
    const [first] = PLANTED;
    const masked = await api.get(`${WRYT}/households/P0`);
    expect(masked.body).toMatchObject({ phone: '139****0000', idNumber: '152***********0000' });
    const answer = await api.send('POST', `${WRYT}/households/P0/reveal`);
    expect(answer.body).toEqual({ code: 'P0', phone: first?.phone, idNumber: first?.idNumber });
    const trail = await api.database.reads.all<{ action: string }>(`select * from audit_event where subject = 'P0'`);
    expect(trail.map((t) => t.action)).toEqual(expect.arrayContaining(['household_added', 'personal_data_revealed']));
    expect(found(JSON.stringify(trail))).toEqual([]);
    const auditor = await person(api, 'pd-curious', 'WRYT', 'auditor');
    expect((await api.send('POST', `${WRYT}/households/P0/reveal`, undefined, auditor.headers)).status).toBe(403);
  });
});
