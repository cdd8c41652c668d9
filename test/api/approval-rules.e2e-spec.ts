/**
 * Everything that decides about a second person, held together against the rule as people would say it: stars, limits, sums of a day, taking back, roles.
 *
 * @runs sqlite
 */
import { openApi, WRYT, type Answer, type Api } from '../support/api';
import { asker, type Asker } from '../support/several';
import { runs, timeout } from '../support/scale';

const CONTRACTS = ['WRYT-2022-002', 'WRYT-2023-003'];
const ON = '2026-02-01';
const DAY = 24 * 60 * 60_000;
// Each day makes the contracts longer, and every later one dearer.
const DAYS_OF_A_SETTING = Math.min(runs(24), 72);
const STEPS_OF_A_DAY = 7;

/** Who there is, and what for. */
const PEOPLE = {
  anna: ['clerk'],
  bilig: ['clerk', 'branch'],
  chief: ['branch'],
  dorji: ['administrator', 'clerk'],
  erdene: ['administrator'],
  fan: ['auditor'],
} as const;
type Login = keyof typeof PEOPLE;
const LOGINS = Object.keys(PEOPLE) as Login[];
const is = (who: Login, role: string): boolean => (PEOPLE[who] as readonly string[]).includes(role);

interface Limits {
  readonly always: readonly string[];
  /** Yuan. */
  readonly cashOver?: number;
  readonly headsOver?: number;
}

const SETTINGS: readonly Limits[] = [
  { always: [] },
  { always: ['count'], cashOver: 100 },
  { always: [], headsOver: 10 },
  { always: ['lambing'], cashOver: 100, headsOver: 10 },
  { always: [], cashOver: 0, headsOver: 0 },
  { always: ['reversal'], cashOver: 100 },
];

/** What each kind moves when `n` is entered of it, in whole yuan and heads; and whether it always needs a second person. */
const KINDS: Readonly<Record<string, { readonly star?: true; readonly yuan: number; readonly heads: number; readonly of: (n: number) => object }>> = {
  cash_in: { yuan: 10, heads: 0, of: (n) => ({ amount: `${10 * n}` }) },
  cash_out: { yuan: 10, heads: 0, of: (n) => ({ amount: `${10 * n}` }) },
  deposit_in: { yuan: 10, heads: 0, of: (n) => ({ amount: `${10 * n}` }) },
  // The cooperative bears some of it, and that counts.
  service: { yuan: 10, heads: 0, of: (n) => ({ item: '防疫', amount: `${10 * n}`, householdShare: '30' }) },
  lambing: { yuan: 0, heads: 1, of: (n) => ({ live: n, heads: [{ class: 'lamb', count: n }] }) },
  death: { yuan: 0, heads: 1, of: (n) => ({ from: 'own', cause: 'disease', heads: [{ class: 'lamb', count: n }] }) },
  // Each animal once, though it leaves one class and comes into another.
  class_change: { yuan: 0, heads: 1, of: (n) => ({ from: 'lamb', to: 'ewe_hogget', count: n }) },
  sale: { yuan: 10, heads: 1, of: (n) => ({ channel: '集市', heads: [{ class: 'lamb', count: n }], price: '10', per: 'head' }) },
  count: { yuan: 0, heads: 0, of: (n) => ({ heads: [{ book: 'own', class: 'lamb', count: n }] }) },
  penalty: { star: true, yuan: 10, heads: 0, of: (n) => ({ amount: `${10 * n}`, reason: '逾期' }) },
  adjustment: { star: true, yuan: 10, heads: 0, of: (n) => ({ amount: `-${10 * n}`, reason: '更正' }) },
}; // prettier-ignore

/** An event in the book, as far as the rule looks at it. */
interface Kept {
  readonly id: string;
  readonly kind: string;
  readonly maker: Login;
  readonly contract: string;
  readonly day: number;
  readonly yuan: number;
  readonly heads: number;
  readonly isApproved: boolean;
  isPrinted?: boolean;
  isPresented?: boolean;
  isUndone?: boolean;
}

/** Whether an event needs a second person, and why. */
function rule(limits: Limits, event: Omit<Kept, 'id' | 'isApproved'>, book: readonly Kept[]): string | undefined {
  if (KINDS[event.kind]?.star) return 'a star';
  if (limits.always.includes(event.kind)) return 'its kind';
  const same = book.filter((k) => k.maker === event.maker && k.contract === event.contract && k.day === event.day);
  const counted = same.filter((k) => !k.isApproved && !k.isUndone);
  for (const [what, over] of [['yuan', limits.cashOver], ['heads', limits.headsOver]] as const) {
    if (over === undefined || event[what] === 0) continue;
    if (event[what] > over) return `${what} alone`;
    if (counted.reduce((sum, k) => sum + k[what], event[what]) > over) return `${what} of the day`;
  }
  return undefined;
} // prettier-ignore

/** Why somebody does not take back an event alone. */
function ruleOfUndoing(limits: Limits, kept: Kept, who: Login, day: number): string | undefined {
  if (limits.always.includes('reversal')) return 'all reversals';
  if (kept.maker !== who) return 'another’s';
  if (kept.day !== day) return 'another day’s';
  if (KINDS[kept.kind]?.star) return 'taking back a star';
  if (kept.isApproved) return 'approved';
  if (limits.always.includes(kept.kind)) return 'taking back its kind';
  if (kept.isPrinted) return 'printed';
  return kept.isPresented ? 'presented' : undefined;
}

/** What an approver is answered. */
function ruleOfApproving(who: Login, maker: Login): { readonly status: number; readonly why: string } {
  if (!is(who, 'branch')) return { status: 403, why: 'not of the branch' };
  return who === maker ? { status: 422, why: 'his own' } : { status: 200, why: 'a second person' };
}

describe('whether a second person is needed', () => {
  let api: Api;
  let people: Record<Login, Asker>;
  const book: Kept[] = [];
  const seen = new Map<string, number>();
  let n = 0;
  let day = 0;
  let ofToday: { readonly maker: Login; readonly contract: string };
  let state = 20_260_301;

  /** The same numbers in every run. */
  const dice = (sides: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % sides;
  };
  const pick = <T>(from: readonly T[]): T => from[dice(from.length)] as T;
  const standing = (): readonly Kept[] => book.filter((k) => k.day === day && !k.isUndone);
  const events = (contract: string): string => `${WRYT}/contracts/${contract}/events`;
  const saw = (why: string): void => void seen.set(why, (seen.get(why) ?? 0) + 1);

  beforeAll(async () => {
    api = await openApi();
    const made: [string, Asker][] = [];
    for (const login of LOGINS) made.push([login, await asker(api, login, ...PEOPLE[login])]);
    people = Object.fromEntries(made) as Record<Login, Asker>;
  });
  afterAll(() => api.close());

  /** Somebody decides about what waits; whoever asked for it takes it back when it was not approved. */
  const decide = async (waiting: Answer, maker: Login): Promise<boolean> => {
    const at = waiting.headers['location'] as string;
    const who = pick<Login>([maker, 'bilig', 'chief', 'chief', pick(LOGINS)]);
    const { status, why } = ruleOfApproving(who, maker);
    saw(why);
    expect([who, maker, (await people[who].post(`${at}/approve`)).status]).toEqual([who, maker, status]);
    if (status !== 200) expect((await people[maker].post(`${at}/withdraw`)).status).toBe(200);
    return status === 200;
  };

  /** The answer must be what the rule says; gives whether it is in the book, and by whose word. */
  const settle = async (answer: Answer, who: Login, why: string | undefined, what: string): Promise<'not' | 'alone' | 'approved'> => {
    const expected = !is(who, 'clerk') ? 403 : why === undefined ? 201 : 202;
    saw(expected === 403 ? 'not a clerk' : (why ?? 'nobody'));
    expect([what, why, answer.status]).toEqual([what, why, expected]);
    if (expected === 403) return 'not';
    return expected === 201 ? 'alone' : (await decide(answer, who)) ? 'approved' : 'not';
  }; // prettier-ignore

  const enter = async (limits: Limits): Promise<void> => {
    const kind = pick(Object.keys(KINDS));
    // Mostly one person at one contract, or nothing would add up; and often little, so that it takes several.
    const who = dice(4) === 0 ? pick(LOGINS) : ofToday.maker;
    const contract = dice(4) === 0 ? pick(CONTRACTS) : ofToday.contract;
    const count = 1 + dice(dice(3) === 0 ? 12 : 6);
    const { yuan, heads, of } = KINDS[kind] as (typeof KINDS)[string];
    const event = { kind, maker: who, contract, day, yuan: yuan * count, heads: heads * count };
    const id = `m-${(n += 1)}`;
    const answer = await people[who].post(events(contract), { id, kind, on: ON, ...of(count) });
    const became = await settle(answer, who, rule(limits, event, book), JSON.stringify({ limits, ...event }));
    if (became !== 'not') book.push({ ...event, id, isApproved: became === 'approved' });
  };

  const undo = async (limits: Limits): Promise<void> => {
    const kept = pick(dice(3) === 0 ? book.slice(-8) : standing());
    if (!kept) return;
    const who = dice(4) === 0 ? pick(LOGINS) : kept.maker;
    const reversal = { id: `m-${(n += 1)}`, kind: 'reversal', of: kept.id, reason: '记错' };
    const answer = await people[who].post(events(kept.contract), reversal);
    if (kept.isUndone && is(who, 'clerk')) {
      saw('undone');
      expect(answer).toMatchObject({ status: 422, body: { code: 'already_reversed' } });
      return;
    }
    const why = ruleOfUndoing(limits, kept, who, day);
    const became = await settle(answer, who, why, JSON.stringify({ undo: kept, who, day }));
    if (became === 'alone') saw('taken back');
    if (became !== 'not') kept.isUndone = true;
  };

  const print = async (): Promise<void> => {
    const kept = pick(standing());
    if (!kept) return;
    expect((await people.anna.post(`${events(kept.contract)}/${kept.id}/slip/prints`)).status).toBe(201);
    kept.isPrinted = true;
  };

  const present = async (): Promise<void> => {
    const { contract } = ofToday;
    const statement = `${WRYT}/statements/2025-winter/${contract}`;
    const etag = (await people.anna.get(statement)).headers['etag'] as string;
    const { status } = await people.anna.post(`${statement}/present`, undefined, { 'if-match': etag });
    // It is presented already where nothing has changed since.
    if (status === 200) for (const kept of book) if (kept.contract === contract) kept.isPresented = true;
  };

  const step = async (limits: Limits): Promise<void> => {
    const what = dice(20);
    if (what < 11) await enter(limits);
    else if (what < 16) await undo(limits);
    else if (what < 18) await print();
    else await present();
  };

  it(
    'is as the rule says, whoever asks, approves or takes back whatever, from midnight to midnight',
    async () => {
      for (const [version, limits] of SETTINGS.entries()) {
        const settings = { ...limits, ...(limits.cashOver === undefined ? {} : { cashOver: `${limits.cashOver}` }), expiryDays: 14 }; // prettier-ignore
        const changed = await people.erdene.put(`${WRYT}/settings/approvals`, settings, { 'if-match': `"${version}"` });
        expect(changed.status).toBe(version === 0 ? 200 : 202);
        if (version > 0) expect((await people.chief.post(`${changed.headers['location']}/approve`)).status).toBe(200);
        for (let i = 0; i < DAYS_OF_A_SETTING; i++) {
          day += 1;
          ofToday = { maker: pick<Login>(['anna', 'bilig', 'dorji']), contract: pick(CONTRACTS) };
          // The days of Shanghai begin at 16:00 in Greenwich.
          const begins = Date.parse('2026-03-01T16:00:00.000Z') + day * DAY;
          for (let s = 0; s < STEPS_OF_A_DAY; s++) {
            const millis = s === STEPS_OF_A_DAY - 1 ? DAY - 1 : s * 60_000;
            api.clock.set(new Date(begins + millis).toISOString());
            await step(limits);
          }
        }
      }
      const reasons = ['nobody', 'a star', 'its kind', 'yuan alone', 'heads alone', 'yuan of the day', 'heads of the day',
        'taken back', 'undone', 'all reversals', 'another’s', 'another day’s', 'taking back a star', 'approved', 'printed', 'presented',
        'not a clerk', 'not of the branch', 'his own', 'a second person']; // prettier-ignore
      expect(reasons.filter((why) => (seen.get(why) ?? 0) < 2)).toEqual([]);
      expect(await api.fault()).toBeUndefined();
    },
    timeout(60_000),
  );
});
