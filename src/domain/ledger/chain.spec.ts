import fc from 'fast-check';
import { formatMoney } from '../quantity/money';
import { canonicalJson } from './canonical';
import { GENESIS, quantityText, recordHash, recordJson, sha256, type ChainRecord } from './chain';

const record: ChainRecord = {
  prev: GENESIS,
  seq: 7,
  recordedAt: '2026-01-01T00:00:00.000Z',
  approvedBy: 'branch',
  approvedAt: '2026-01-02T00:00:00.000Z',
  line: { type: 'event', kind: 'cash_in', amount: '100.00', note: '现金' },
  bookedOn: '2025-12-31',
  entries: [
    {
      contract: 'C-1',
      bookedOn: '2025-12-31',
      postings: [
        { account: 'members:C-1:current', commodity: 'CNY', quantity: -10_000 },
        { account: 'coop:cash', commodity: 'CNY', quantity: 10_000 },
      ],
    },
  ],
};

/** What docs/rules.md section 11 says is hashed, built without the fast path. */
function asObject({ entries, ...rest }: ChainRecord): object {
  const texts = entries.map((e) => ({
    ...e,
    postings: e.postings.map((p) => ({
      ...p,
      quantity: p.commodity === 'CNY' ? formatMoney(p.quantity) : String(p.quantity),
    })),
  }));
  return { ...rest, entries: texts };
}

describe('a chain record', () => {
  it('is hashed as SHA-256 over UTF-8', () => {
    expect(GENESIS).toMatch(/^0{64}$/);
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('羊')).toBe('58f7764311f430bbd0cdc1ea494eca4c09c0befdb3c6a302bc9a31ec59223405');
  });

  it('writes money with two decimals, heads and grams as whole numbers', () => {
    expect(quantityText('CNY', -1_672_000)).toBe('-16720.00');
    expect(quantityText('CNY', 5)).toBe('0.05');
    expect(quantityText('lamb', -22)).toBe('-22');
    expect(quantityText('feed:精补料', 1_600_000)).toBe('1600000');
  });

  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  const posting = fc.record({
    account: text,
    commodity: fc.oneof(fc.constant('CNY'), text),
    quantity: fc.maxSafeInteger(),
  });
  const day = fc.constantFrom('2025-12-31', '2026-01-01');
  const entry = fc.record({ contract: text, bookedOn: day, postings: fc.array(posting, { maxLength: 4 }) });
  const any: fc.Arbitrary<ChainRecord> = fc
    .record({
      prev: fc.constantFrom(GENESIS, sha256('x')),
      seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      recordedAt: fc.constant('2026-01-01T00:00:00.000Z'),
      line: fc.dictionary(text, fc.oneof(text, fc.maxSafeInteger(), fc.boolean())),
      entries: fc.array(entry, { maxLength: 3 }),
      approval: fc.option(fc.record({ approvedBy: text, approvedAt: text }), { nil: undefined }),
      booked: fc.option(fc.record({ bookedOn: day }), { nil: undefined }),
    })
    .map(({ approval, booked, ...rest }) => ({ ...rest, ...approval, ...booked }));

  it('written out by hand is the canonical JSON of the record', () => {
    fc.assert(
      fc.property(any, (r) => {
        expect(recordJson(r, canonicalJson(r.line))).toBe(canonicalJson(asObject(r)));
      }),
      { numRuns: 1_000 },
    );
  });

  const changes: [what: string, change: Partial<ChainRecord>][] = [
    ['prev', { prev: sha256('another') }],
    ['seq', { seq: 8 }],
    ['recordedAt', { recordedAt: '2026-01-01T00:00:00.001Z' }],
    ['approvedBy', { approvedBy: 'clerk' }],
    ['approvedAt', { approvedAt: '2026-01-02T00:00:00.001Z' }],
    ['line', { line: { ...record.line, amount: '100.01' } }],
    ['bookedOn', { bookedOn: '2026-01-01' }],
    ['entries', { entries: [] }],
    ['a posting', { entries: [...record.entries, ...record.entries] }],
  ];

  it.each(changes)('has another hash when %s is another', (_what, change) => {
    expect(recordHash({ ...record, ...change })).not.toBe(recordHash(record));
  });
});
