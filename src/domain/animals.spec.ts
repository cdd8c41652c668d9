import { acceptsOneForOne, CLASSES, classOrder } from './animals';

describe('animal classes', () => {
  it('stand in one order, species by species', () => {
    expect(CLASSES.join(' ')).toBe(
      'ewe ram wether lamb ewe_lamb ram_lamb ewe_hogget ram_hogget doe buck goat_wether kid doe_kid buck_kid ' +
        'cow bull steer calf camel_cow camel_bull camel_calf mare stallion foal',
    );
    expect(CLASSES.map(classOrder)).toEqual(CLASSES.map((_, index) => index));
    expect(classOrder('yak')).toBe(CLASSES.length);
  });

  it('lambs and kids are taken of either sex, all others only as themselves', () => {
    const accepted = (wanted: string): string[] => CLASSES.filter((cls) => acceptsOneForOne(wanted, cls));
    expect(accepted('lamb')).toEqual(['lamb', 'ewe_lamb', 'ram_lamb']);
    expect(accepted('kid')).toEqual(['kid', 'doe_kid', 'buck_kid']);
    for (const cls of CLASSES.filter((c) => c !== 'lamb' && c !== 'kid')) expect(accepted(cls)).toEqual([cls]);
  });
});
