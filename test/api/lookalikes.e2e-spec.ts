/**
 * Codes and logins that look like others are not made; a book may hold them all the same.
 *
 * @runs sqlite
 */
import { Readable } from 'node:stream';
import { ImportService } from '../../src/import/import.service';
import { quietRun } from '../../src/common/progress';
import { openApi, WRYT, type Answer, type Api } from '../support/api';

const CYRILLIC = 'Н001';
const WIDE = 'Ｈ001';

describe('what looks like something else', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => api.close());

  const refusalOf = ({ body }: Answer): unknown => {
    const { code, errors } = body as { code: string; errors?: { field: string; message: string }[] };
    return [code, errors?.[0]?.field];
  };

  it('is no code of a new household, season, contract or cooperative', async () => {
    for (const code of [CYRILLIC, WIDE, 'h001']) {
      const answer = await api.send('POST', `${WRYT}/households`, { code, name: '王燕' });
      expect([answer.status, refusalOf(answer)]).toEqual([409, ['code_confusable', 'code']]);
      expect(JSON.stringify(answer.body)).toContain('H001');
    }
    const season = { code: '2025-WΙNTER', from: '2026-06-01', to: '2026-11-30' };
    expect(refusalOf(await api.send('POST', `${WRYT}/seasons`, season))).toEqual(['code_confusable', 'code']);
    const terms = { handout: [{ class: 'ewe', count: 1 }], obligations: [] };
    const contract = { number: 'WRУT-2022-002', household: 'H001', from: '2026-01-01', to: '2026-12-31', terms };
    expect(refusalOf(await api.send('POST', `${WRYT}/contracts`, contract))).toEqual(['code_confusable', 'number']);
    const cooperative = { code: 'WRΥT', name: '假', accounting: 'CN-COOP-2021' };
    expect(refusalOf(await api.send('POST', '/api/v1/cooperatives', cooperative))).toEqual(['code_confusable', 'code']);
    // What is there already is itself.
    expect((await api.send('POST', `${WRYT}/households`, { code: 'H003', name: '别名' })).body.code).toBe(
      'line_conflict',
    );
  });

  it('is no login of a new user, and the other one is not named', async () => {
    const add = (login: string): Promise<Answer> => api.send('POST', `${WRYT}/users`, { login, name: '新', roles: ['clerk'] }); // prettier-ignore
    expect((await add('brn-wryt')).status).toBe(201);
    expect(refusalOf(await add('brn-wrуt'))).toEqual(['login_mixed', 'login']);
    expect(refusalOf(await add('ｂrn'))).toEqual(['login_mixed', 'login']);
    expect((await add('МОРЕ')).status).toBe(201);
    const answer = await add('mope');
    expect([answer.status, refusalOf(answer)]).toEqual([409, ['login_confusable', 'login']]);
    expect(JSON.stringify(answer.body)).not.toContain('море');
    expect(refusalOf(await add('ΟΡΕRATOR'))).toEqual(['login_mixed', 'login']);
    expect(refusalOf(await add('operator'))).toEqual(['login_taken', 'login']);
  });

  it('is read from a book as it stands there', async () => {
    const line = { type: 'household', cooperative: 'WRYT', code: CYRILLIC, name: '另一户' };
    const book = ['{"type":"book","format":1}', JSON.stringify(line), ''].join('\n');
    await api.app.get(ImportService).import(Readable.from([book]), 'operator', quietRun());
    expect((await api.get(`${WRYT}/households/${encodeURIComponent(CYRILLIC)}`)).status).toBe(200);
    expect((await api.get(`${WRYT}/households/H001`)).status).toBe(200);
    expect(await api.fault()).toBeUndefined();
  });
});
