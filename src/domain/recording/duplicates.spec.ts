import type { Fact } from '../contract/history';
import { readEvent } from '../book/lines';
import { possibleDuplicate } from './duplicates';

const heads = (count: number, more: object = {}): object => ({ kind: 'handover', on: '2026-02-01', heads: [{ class: 'ewe', count }], ...more }); // prettier-ignore
const fact = (id: string, event: object, more: Partial<Fact> = {}): Fact => {
  const read = readEvent({ id, ...event });
  return { seq: 1, id, kind: read.kind, on: '2026-02-01', bookedOn: '2026-02-01', event: read, ...more } as Fact;
};
const asked = (facts: readonly Fact[], event: object, corrects?: string): string | undefined =>
  possibleDuplicate(facts, readEvent({ id: 'new', ...event }), corrects)?.id;

describe('an entry may have been made before', () => {
  const [first, other] = [fact('e1', heads(95)), fact('e2', heads(94))];

  it('when another says the same of the same day, whatever was noted with it', () => {
    expect(asked([other, first], heads(95))).toBe('e1');
    expect(asked([other, first], heads(95, { note: '补记' }))).toBe('e1');
    expect(asked([fact('e1', heads(95, { note: '补记' }))], heads(95))).toBe('e1');
  });
  it('but not when the number, the day or the kind is another', () => {
    expect(asked([first], heads(96))).toBeUndefined();
    expect(asked([first], heads(95, { on: '2026-02-02' }))).toBeUndefined();
    const cash = { on: '2026-02-01', amount: '10.00' };
    expect(asked([fact('e1', { kind: 'cash_in', ...cash })], { kind: 'cash_out', ...cash })).toBeUndefined();
  });
  it('nor when the other was reversed, or is the one that it corrects', () => {
    expect(asked([fact('e1', heads(95), { reversedOn: '2026-02-03' })], heads(95))).toBeUndefined();
    expect(asked([first], heads(95), 'e1')).toBeUndefined();
    expect(asked([first, fact('e3', heads(95))], heads(95), 'e1')).toBe('e3');
  });
  it('nor when it is sent again', () => {
    expect(possibleDuplicate([first], readEvent({ id: 'e1', ...heads(95) }))).toBeUndefined();
  });
});
