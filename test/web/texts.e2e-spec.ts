/**
 * Whatever is typed into whichever form: it is kept and shown whole, or refused with the field named and the text still there.
 *
 * @runs sqlite
 */
import { payloadOf } from '../../src/web/kit/forms/entry-form';
import { CLI_ORIGIN } from '../../src/audit/audit';
import { EVENT_KINDS } from '../../src/domain/events/registry';
import { fieldsOf } from '../../src/domain/shape/spec';
import { Passwords } from '../../src/identity/passwords.service';
import { Cards } from '../../src/parties/cards.service';
import { requireCooperative } from '../../src/parties/cooperatives';
import { requireHousehold } from '../../src/parties/households';
import { wholeOf } from '../../src/parties/scope';
import { formWith, type FormField } from '../support/forms';
import { PASSWORD } from '../support/identity';
import { expectNoneMissing } from '../support/missing';
import { addUser, signIn } from '../support/people';
import { openSite, textOf, type Got, type Reader, type Site } from '../support/site';

const TEXTS = {
  hostile: `</script><img src=x onerror=alert(1)>"'𠮷 Өвөр Үйлс 🐑`,
  'ten thousand characters long': '蒙'.repeat(10_000),
};
const CONTRACT = '/c/WRYT/contracts/WRYT-2022-002';
/** Of a contract under which nothing else is written. */
const STATEMENT = '/c/WRYT/statements/2025-winter/WRYT-2023-003';
const MINE = '/my/statements/2025-winter/WRYT-2023-003';
/** Stands for the text, in fields that the form does not show at first. */
const TYPED = '\0';
const TABLES = ['book_record', 'proposal', 'contract', 'household', 'app_user', 'herder_card', 'api_token', 'cooperative']; // prettier-ignore
/** What may be typed where a number of a kind is asked for. */
const PLAIN: Readonly<Record<string, string>> = { count: '1', money: '1', quantity: '1', percent: '1', ratio: '1/2', date: '2026-02-20' }; // prettier-ignore

interface Case {
  readonly path: string;
  /** A field of the form. */
  readonly field: string;
  /** Where what was written is read, when that is not the page it leads to. */
  readonly shown?: string;
  readonly who?: 'herder' | 'operator';
  readonly with?: Readonly<Record<string, string>>;
}

/** Kinds of events with texts of their own, and what else their forms need. */
const KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  death: { 'heads[0].class': 'lamb', from: 'own', cause: 'disease' },
  lamb_return: { 'rejected[0].count': '1', 'rejected[0].class': 'lamb', obligation: 'lambs', 'accepted[0].class': '', 'accepted[0].count': '', 'accepted[0].weightKg': '', 'rejected[0].reason': TYPED }, // prettier-ignore
  feed_issue: { unit: 'kg', kgPerUnit: '' },
  feed_return: { unit: 'kg', kgPerUnit: '' },
  service: {},
  sale: { 'heads[0].class': 'lamb', per: 'head' },
  cash_in: {},
  cash_out: {},
  penalty: {},
  adjustment: {},
  waiver: { obligation: 'lambs' },
  conversion: { obligation: 'lambs' },
  termination: {},
};
const event = (kind: string): string => `${CONTRACT}/events/new?kind=${kind}`;

const CASES: Readonly<Record<string, Case>> = {
  household: { path: '/c/WRYT/households/new', field: 'idNumber' },
  season: { path: '/c/WRYT/seasons/new', field: 'from' },
  contract: { path: '/c/WRYT/contracts/new', field: 'witness', with: { household: 'H001', to: '2029-02-28', 'terms.handout[0].count': '9', 'terms.obligations[0].quantity': '3', _do: 'save' } }, // prettier-ignore
  ...Object.fromEntries(
    Object.entries(KINDS).map(([kind, others]) => [
      kind,
      { path: event(kind), field: 'on', shown: EVENT_KINDS.get(kind)?.approval ? '/c/WRYT/proposals' : CONTRACT, with: { ...others, _again: 'yes' } }, // prettier-ignore
    ]),
  ),
  correction: { path: `${event('feed_issue')}&corrects=e-0011`, field: '_reason', shown: '/c/WRYT/proposals', with: { _late: '2022-09-10' } }, // prettier-ignore
  reversal: { path: `${event('reversal')}&of=e-0009`, field: 'reason', shown: '/c/WRYT/proposals', with: { _late: '2022-08-01' } }, // prettier-ignore
  dispute: { path: MINE, field: 'reason', shown: MINE, who: 'herder', with: { line: 'cash|CNY|closing' } },
  answer: { path: STATEMENT, field: 'text', shown: STATEMENT },
  card: { path: '/c/WRYT/households/H002/cards', field: 'holder', shown: '/c/WRYT/households/H002/cards', with: { as: 'link' } }, // prettier-ignore
  invitation: { path: '/c/WRYT/users', field: 'login', shown: '/c/WRYT/users', with: { roles: 'clerk' } },
  profile: { path: '/account', field: 'name', shown: '/account' },
  token: {
    path: '/account/tokens',
    field: 'days',
    shown: '/account/tokens',
    with: { scopes: 'read', days: '9', password: PASSWORD },
  },
  cooperative: { path: '/cooperatives/new', field: 'gacha', who: 'operator' },
};

describe('any text', () => {
  let site: Site;
  let people: Record<'staff' | 'herder' | 'operator', Reader>;
  let taken = 0;
  beforeAll(async () => {
    site = await openSite();
    const { reads } = site.database;
    const staff = await site.reader('娜仁', 'clerk', 'branch', 'administrator', 'auditor');
    const hash = await site.app.get(Passwords).hash(PASSWORD);
    await site.database.writer.write('people', (tx) => tx.run('update app_user set password_hash = ? where login = ?', [hash, '娜仁'])); // prettier-ignore
    const cooperative = await requireCooperative(reads, 'WRYT');
    const household = await requireHousehold(reads, wholeOf(cooperative), 'H003');
    const cards = site.app.get(Cards);
    const secret = await cards.issue(cooperative, household, '巴特尔', CLI_ORIGIN, (card) => card.secret);
    const herder = site.visitor();
    await herder.post(`/h/${secret}`, { newPin: '280417', again: '280417' });
    const operator = site.visitor();
    const { headers } = await signIn(site.database, await addUser(site.database, '操作员', true), '操作员', site.clock);
    operator.cookies.set('sureg', (headers['cookie'] ?? '').replace('sureg=', ''));
    people = { staff, herder, operator };
  });
  afterAll(() => site.close());

  /** How often a text is kept. */
  const kept = async (text: string): Promise<number> => {
    const rows = await Promise.all(TABLES.map((table) => site.database.reads.all(`select * from ${table}`)));
    const quoted = JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1);
    const all = JSON.stringify(rows);
    return all.split(JSON.stringify(text).slice(1, -1)).length + all.split(quoted).length - 2;
  };
  const filled = (field: FormField, text: string): string => {
    if (field.isFree) return text;
    if (field.options) return field.value || (field.isRequired ? (field.options.find((o) => o !== '') ?? '') : '');
    return field.value || (field.isRequired ? (PLAIN[field.kind ?? ''] ?? '') : '');
  };
  const hiddenFree = (others: object): FormField[] =>
    Object.entries(others).flatMap(([name, value]) => (value === TYPED ? [{ name, value: '', isFree: true, kind: 'text', isRequired: true }] : [])); // prettier-ignore
  /** Sends a form again without what was refused. */
  const mended = (field: FormField): string =>
    field.isRequired || field.kind === 'code' || field.kind === undefined ? `Z-${(taken += 1)}` : '';

  it('is asked for in every form with texts that there is', () => {
    const withTexts = [...EVENT_KINDS.keys()].filter((kind) =>
      [...fieldsOf(payloadOf(kind))].some(([name, spec]) => spec.is === 'text' && name !== 'obligation'),
    );
    expectNoneMissing(withTexts.filter((kind) => kind !== 'reversal' && !(kind in KINDS)), 'a case in KINDS of test/web/texts.e2e-spec.ts'); // prettier-ignore
  });

  describe.each(Object.entries(TEXTS))('that is %s', (_name, text) => {
    beforeAll(async () => {
      const { fields } = formWith((await people.staff.get(STATEMENT)).html, 'seen');
      await people.staff.post(`${STATEMENT}/present`, Object.fromEntries(fields.map((f) => [f.name, f.value])));
    });
    it.each(Object.entries(CASES))('%s', async (_form, { path, field, shown, who, with: others = {} }) => {
      const reader = people[who ?? 'staff'];
      const form = formWith((await reader.get(path)).html, field);
      const free = [...form.fields.filter((f) => f.isFree && !(f.name in others)), ...hiddenFree(others)];
      const sent: Record<string, string> = { ...Object.fromEntries(form.fields.map((f) => [f.name, filled(f, text)])), ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name, value === TYPED ? text : value])) }; // prettier-ignore
      const before = await kept(text);
      const address = form.action?.startsWith('/') ? form.action : path;
      let got: Got = await reader.post(address, sent);
      // What is beside the event itself is looked at once the event is right.
      for (let round = 0; got.status === 422 && round < 2; round++) {
        const again = formWith(got.html, field).fields;
        expect(free.map(({ name }) => [name, again.find((f) => f.name === name)?.value])).toEqual(free.map(({ name }) => [name, sent[name]])); // prettier-ignore
        const refused = free.filter(({ name }) => got.html.includes(`id="f-${name}-fault"`));
        expect(refused).not.toEqual([]);
        for (const f of refused) sent[f.name] = mended(f);
        got = await reader.post(address, sent);
      }
      const faults = /<(?:div class="faults"|article class="problem").*?<\/(?:div|article)>/s.exec(got.html)?.[0] ?? '';
      expect([got.status < 400, textOf(faults)]).toEqual([true, '']);
      const accepted = free.filter(({ name }) => sent[name] === text).length;
      expect((await kept(text)) - before).toBeGreaterThanOrEqual(accepted);
      if (accepted > 0)
        expect(textOf((await reader.get(shown ?? String(got.headers['location']))).html)).toContain(text);
    });
  });
});
