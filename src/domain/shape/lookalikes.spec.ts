import { appearanceOf, isOfOneScript, lookalikeOf } from './lookalikes';

describe('what looks alike', () => {
  it.each([
    ['Н001', 'H001'],
    ['Ｈ001', 'H001'],
    ['h001', 'H001'],
    ['WRΥT-2022-001', 'WRYT-2022-001'],
    ['МОТОР', 'MOTOP'],
    ['brn-wrуt', 'brn-wryt'],
    ['ﬁn', 'fin'],
  ])('%s is not told from %s', (code, known) => {
    expect(lookalikeOf(code, ['Z9', known])).toBe(known);
  });

  it.each([
    ['H001', 'H002'],
    ['H0O1', 'H001'],
    ['王1', '玉1'],
    ['ӨВӨР', 'OBOP'],
    ['H1', 'HI'],
  ])('%s is told from %s', (code, known) => {
    expect(lookalikeOf(code, [known])).toBeUndefined();
  });

  it('a code that is there is no lookalike of another that is there too', () => {
    expect(lookalikeOf('Н001', ['H001', 'Н001'])).toBeUndefined();
    expect(appearanceOf('Н001')).toBe(appearanceOf('H001'));
  });

  it.each([
    ['wangyan', true],
    ['李娜a', true],
    ['сүрэг-1', true],
    ['ᠰᠦᠷᠦᠭ', true],
    ['0-1', true],
    ['brn-wrуt', false],
    ['ｌｉｎａ', false],
    ['李娜а', false],
  ])('%s is of one script: %s', (login, expected) => {
    expect(isOfOneScript(login)).toBe(expected);
  });
});
