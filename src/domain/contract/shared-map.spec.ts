import { SharedMap } from './shared-map';

describe('a copy shares its content until one of them changes', () => {
  it('neither sees what the other sets afterwards', () => {
    const original = new SharedMap([['ewe', 1]]);
    const copy = original.clone();
    const copyOfCopy = copy.clone();
    original.set('ewe', 2);
    copy.set('ram', 3);
    expect([...original]).toEqual([['ewe', 2]]);
    expect([...copy]).toEqual([['ewe', 1], ['ram', 3]]); // prettier-ignore
    expect([...copyOfCopy]).toEqual([['ewe', 1]]);
  });

  it('maps that start empty have nothing in common', () => {
    const [a, b] = [new SharedMap<string, number>(), new SharedMap<string, number>()];
    a.set('ewe', 1);
    expect(b.size).toBe(0);
    expect(new SharedMap<string, number>().get('ewe')).toBeUndefined();
  });
});
