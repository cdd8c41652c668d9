import { EVENT_SHAPES, readEvent } from '../../../domain/book/lines';
import type { Shape } from '../../../domain/shape/spec';
import { ContractInput } from '../../../api/dto/inputs.dto';
import { compacted, numeral, objectTyped, rowAbove, rowsTyped, typedOf, type Typed } from './typed';

const shape = (kind: string): Shape => EVENT_SHAPES.get(kind) as Shape;

describe('what is typed into a form', () => {
  it('becomes the object its shape reads, empty fields and rows left out', () => {
    const typed = {
      id: 'e-1', kind: 'lamb_return', on: '2026/3/1', note: '', obligation: ' lambs ',
      'accepted[0].class': '', 'accepted[0].count': '', 'accepted[3].class': 'lamb', 'accepted[3].count': '１,０20', 'accepted[3].weightKg': '37.5',
      _csrf: 'x',
    }; // prettier-ignore
    expect(objectTyped(shape('lamb_return'), typed)).toEqual({
      id: 'e-1',
      kind: 'lamb_return',
      on: '2026-03-01',
      obligation: 'lambs',
      accepted: [{ class: 'lamb', count: 1020, weightKg: '37.5' }],
    });
    expect(compacted(shape('lamb_return'), typed)).toMatchObject({ 'accepted[0].count': '１,０20', _csrf: 'x' });
  });

  it('that is no number stays what it is, for the shape to refuse where it stands', () => {
    const typed = { id: 'e', kind: 'handover', on: '2026-03-01', 'heads[0].class': 'ewe', 'heads[0].count': '十二' };
    expect(() => readEvent(objectTyped(shape('handover'), typed))).toThrow('heads[0].count: count_invalid');
    expect(objectTyped(shape('handover'), {})).toEqual({});
  });

  it('leaves out what may be empty but not absent as an empty list', () => {
    const typed = { id: 'e', kind: 'lambing', on: '2026-03-01', live: '0' };
    expect(readEvent(objectTyped(shape('lambing'), typed))).toMatchObject({ live: 0, heads: [] });
  });

  it('makes room for a row above another', () => {
    const typed = { 'heads[0].count': '1', 'heads[1].count': '2', 'heads[10].count': '3', note: 'x' };
    const moved = { 'heads[0].count': '1', 'heads[2].count': '2', 'heads[11].count': '3', note: 'x' };
    expect(rowAbove(typed, 'heads[1]')).toEqual(moved);
    for (const none of ['heads', 'heads[x]', 'note', '']) expect(rowAbove(typed, none)).toEqual(typed);
  });

  it('comes back from an object as it was', () => {
    const event = {
      id: 'e',
      kind: 'count',
      on: '2026-03-01',
      heads: [{ book: 'own', class: 'ewe', count: 0 }],
      evidence: ['一.jpg', '二.jpg'],
    };
    expect(objectTyped(shape('count'), typedOf(event))).toEqual(event);
  });

  it('keeps texts whole: markup, quotes, rare characters, lines', () => {
    const note = '</script><b>"𠮷" \'Ө Ү\' 🐑';
    const typed = { id: 'e', kind: 'count', on: '2026-03-01', note: `${note}\r\n二` };
    expect(objectTyped(shape('count'), typed)['note']).toBe(`${note}\n二`);
  });
});

describe('a form of many rows', () => {
  const contract = { number: 'A', household: 'H', from: '2026-01-01', 'terms.handout[0].class': 'ewe' };
  const filled = (rows: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: rows }, (_, i) => [`terms.obligations[${i}].rule`, 'per_year']));

  it('is refused when a list has more rows than it may, before anything is made of them', () => {
    for (const read of [objectTyped, compacted]) {
      expect(() => read(ContractInput, { ...contract, ...filled(50) })).not.toThrow();
      expect(() => read(ContractInput, { ...contract, ...filled(51) })).toThrow('terms.obligations: list_invalid');
      expect(() => read(ContractInput, { ...contract, ...filled(9_000) })).toThrow('terms.obligations: list_invalid');
      expect(() =>
        read(ContractInput, { ...contract, ...filled(1), 'terms.obligations[7000].rule': 'x' }),
      ).not.toThrow();
    }
    const inner = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`terms.obligations[0].schedule.tranches[${i}].on`, 'x'])); // prettier-ignore
    expect(() => objectTyped(ContractInput, { ...contract, 'terms.obligations[0].rule': 'cash', ...inner })).toThrow(
      'terms.obligations[0].schedule.tranches: list_invalid',
    );
  });

  it('has the names of its fields looked through once, however many rows and lists there are', () => {
    let looks = 0;
    const typed = new Proxy<Typed>(
      { ...contract, ...filled(50), ...Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`x[${i}]`, 'y'])) },
      {
        ownKeys: (target) => {
          looks += 1;
          return Reflect.ownKeys(target);
        },
      },
    );
    objectTyped(ContractInput, typed);
    rowsTyped(typed, 'x');
    rowsTyped(typed, 'terms.obligations');
    expect(looks).toBe(1);
  });

  it('has no field of an endless name', () => {
    const name = '[1]'.repeat(300_000);
    expect(rowsTyped({ [name]: '', 'heads[2].count': '' }, '[1]')).toBe(0);
    expect(rowsTyped({ [name]: '', 'heads[2].count': '' }, 'heads')).toBe(3);
  });
});

describe('numbers as people write them', () => {
  it.each([
    ['1,250', '1250'],
    ['１２．５', '12.5'],
    ['12,5', '12,5'],
    ['−3', '-3'],
    [' 1 000 ', '1000'],
    ['1,2,3', '1,2,3'],
  ])('%s is %s', (text, number) => {
    expect(numeral(text)).toBe(number);
  });
});
