import { canonicalJson } from '../ledger/canonical';
import type { SubjectLines } from './statement';
import { canonicalLines, decodeSubjects, encodeSubjects, statementLines } from './statement-lines';

const head = { cooperative: '合作"社', season: 's-1', contract: 'C\u20281', household: 'H𠮷1' };
const subjects: SubjectLines[] = [
  { section: 'owed', subject: 'dams:ewe', commodity: 'ewe', values: [0, 180, 20, 0, 0, 160, 0, 20, 0, 20] },
  { section: 'cash', subject: 'CNY', commodity: 'CNY', values: [0, -1230, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1225] },
  { section: 'deposit', subject: 'CNY', commodity: 'CNY', values: [0, 500000, 0, 500000] },
  {
    section: 'stock',
    subject: 'own:ram_lamb',
    commodity: 'ram_lamb',
    values: [0, 0, 43, -2, -22, -8, 0, 0, 0, 11, 10, -1],
  },
  { section: 'stock', subject: 'leased:ewe', commodity: 'ewe', values: [0, 95, 0, 0, 0, 0, 0, 0, 0, 95] },
];

describe('a statement has one text, however it is written', () => {
  it('the quick canonical JSON is the canonical JSON of the lines', () => {
    expect(canonicalLines(head, subjects)).toBe(canonicalJson(statementLines(head, subjects)));
    expect(canonicalLines(head, [])).toBe('[]');
  });

  it('the stored form reads back to the same subjects', () => {
    expect(decodeSubjects(encodeSubjects(subjects))).toEqual(subjects);
  });
});
