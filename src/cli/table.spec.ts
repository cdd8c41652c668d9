import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { renderTable } from './table';

describe('tables are aligned by what is seen', () => {
  it('with Chinese and numbers', () => {
    const table = renderTable(
      [{ title: '类别' }, { title: 'heads', align: 'right' }, { title: '备注' }],
      [
        ['母羊', 95, 'a'],
        ['ewe lambs', -5, ''],
        ['育成母羊', 180000, '见证'],
      ],
    );
    expect(table).toBe(
      [
        '类别        heads  备注',
        '─────────  ──────  ────',
        '母羊           95  a',
        'ewe lambs      -5',
        '育成母羊   180000  见证',
        '',
      ].join('\n'),
    );
  });

  it('whatever the words are', () => {
    const word = fc
      .array(fc.constantFrom('羊', 'a', '。', 'é', '𠮷', 'ᠮ', 'Б', '１'), { maxLength: 6 })
      .map((w) => w.join(''));
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.integer()), { minLength: 1 }), (rows) => {
        const [head, rule, ...body] = renderTable([{ title: 'x' }, { title: '数', align: 'right' }], rows)
          .trimEnd()
          .split('\n');
        expect(new Set([head, rule, ...body].map((l) => stringWidth(l ?? ''))).size).toBe(1);
      }),
    );
  });

  it.each([
    ['', 0],
    ['abc', 3],
    ['母羊 95', 7],
    ['e\u0301', 1],
    ['，。', 4],
    ['\u001b[31m羊\u001b[0m', 2],
    ['𠮷', 2],
  ])('%j takes %d columns', (text, width) => {
    expect(stringWidth(text)).toBe(width);
  });

  it('lets no name steer the terminal', () => {
    expect(renderTable([{ title: 'n' }], [['\u001b[2Jx\ny']])).toBe('n\n───────\n�[2Jx y\n');
  });
});
