import { mappingChanges } from './changes';
import type { MappingContent } from './mapping';
import { PROPOSALS } from './proposals';

const before = PROPOSALS['CN-COOP-2021'];
const [first, second, ...rest] = before.rules as [MappingContent['rules'][0], MappingContent['rules'][0]];

describe('what a version of a mapping changed', () => {
  it('is nothing when nothing was changed', () => {
    expect(mappingChanges(before, structuredClone(before))).toEqual([]);
  });

  it('names accounts that are new, gone, or called otherwise', () => {
    const [cash, ...others] = before.accounts as [MappingContent['accounts'][0]];
    const renamed = { ...cash, name: '往来' };
    const added = { code: '1001', name: '现金', certainty: 'verified' } as const;
    expect(mappingChanges(before, { ...before, accounts: [renamed, ...others, added] })).toEqual([
      { what: 'account', before: cash, after: renamed },
      { what: 'account', after: added },
    ]);
    expect(mappingChanges(before, { ...before, accounts: others })).toEqual([{ what: 'account', before: cash }]);
  });

  it('names rules by what they are about, and whether their order was changed', () => {
    const booked = { ...first, credit: '128' };
    expect(mappingChanges(before, { ...before, rules: [booked, second, ...rest] })).toEqual([
      { what: 'rule', before: first, after: booked },
    ]);
    expect(mappingChanges(before, { ...before, rules: [second, first, ...rest] })).toEqual([{ what: 'order' }]);
    expect(mappingChanges(before, { ...before, rules: [first, second, first, ...rest] })).toEqual([
      { what: 'rule', after: first },
    ]);
  });

  it('names the rest by its text', () => {
    const after = { ...before, proposal: false, standard: 'X', household: { ...before.household, other: '114' } };
    expect(mappingChanges(before, after)).toEqual([
      { what: 'standard', before: '财会〔2021〕37号', after: 'X' },
      { what: 'proposal', before: 'true', after: 'false' },
      { what: 'other', before: '113', after: '114' },
    ]);
  });
});
