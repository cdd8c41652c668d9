import { createHash } from 'node:crypto';
import { readLine } from '../../src/domain/book/lines';
import { canonicalJson } from '../../src/domain/ledger/canonical';
import { recordHash, type ChainRecord } from '../../src/domain/ledger/chain';
import { parseMoney } from '../../src/domain/quantity/money';
import { example } from '../support/chain-doc';

interface DocumentedRecord {
  readonly line: object;
  readonly entries: {
    bookedOn: string;
    contract: string;
    postings: { account: string; commodity: string; quantity: string }[];
  }[];
}

describe('the record worked out in docs/chain.md', () => {
  const record = example('record');
  const parsed = JSON.parse(record) as DocumentedRecord;

  it('has the hash it says, with nothing but SHA-256', () => {
    expect(createHash('sha256').update(record, 'utf8').digest('hex')).toBe(example('sha256'));
  });

  it('is canonical, and its line is the normal form of the line a clerk wrote', () => {
    expect(canonicalJson(parsed)).toBe(record);
    expect(canonicalJson(parsed.line)).toBe(example('normal-form'));
    expect(canonicalJson(readLine(JSON.parse(example('book-line'))))).toBe(example('normal-form'));
  });

  it('is what the program would chain', () => {
    const entries = parsed.entries.map((e) => ({
      ...e,
      postings: e.postings.map((p) => ({
        ...p,
        quantity: p.commodity === 'CNY' ? parseMoney(p.quantity) : Number.parseInt(p.quantity, 10),
      })),
    }));
    expect(recordHash({ ...(parsed as unknown as ChainRecord), entries })).toBe(example('sha256'));
  });

  it('adds up to zero in every commodity', () => {
    const sums = new Map<string, number>();
    for (const p of parsed.entries.flatMap((e) => e.postings))
      sums.set(p.commodity, (sums.get(p.commodity) ?? 0) + Number(p.quantity));
    expect([...sums.values()]).toEqual([0, 0]);
  });
});
