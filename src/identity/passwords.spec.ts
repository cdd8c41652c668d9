import common from './common-passwords.json';
import { checkPassword, checkPin } from './passwords';

describe('passwords that may be chosen', () => {
  it.each([
    ['a sentence of one’s own'],
    ['草原上的羊群有九百九十只'],
    ['correct pony battery clip'],
    ['xk7#Qp2!vLm9'],
    ['alllowercaseletterswithoutsense'],
    ['日'.repeat(3) + '月水火木金土天海'],
    ['zhonghua-no-7-willow-tree'],
  ])('%s', (password) => {
    expect(() => checkPassword(password, 'wangyan')).not.toThrow();
  });

  it('have no rules about kinds of characters, up to 128 of them', () => {
    const long = 'abcdefghjk mnpqrstuvw'.repeat(7).slice(0, 128);
    expect(() => checkPassword(`${long.slice(0, 127)}!`, 'wangyan')).not.toThrow();
    expect(() => checkPassword(`${long}!`, 'wangyan')).toThrow('password_weak');
  });
});

describe('passwords that are refused', () => {
  it.each([
    ['ninechars'],
    ['草原上的羊群有九百'],
    ['aaaaaaaaaaaaaaa'],
    ['abcabcabcabc'],
    ['12345678901'],
    ['qwertyuiop'],
    ['zyxwvutsrqponm'],
    ['1qaz2wsx3edc'],
    ['WoAiNi1314520'],
    ['P@ssw0rd2026'],
    ['admin@123456'],
    ['!!welcome2026'],
    ['neimenggu888'],
    ['I am wangyan!'],
    ['WANGYAN-the-first'],
  ])('%s', (password) => {
    expect(() => checkPassword(password, 'wangyan')).toThrow('password_weak');
  });

  it('are all of the list, in any case', () => {
    expect(common.passwords.length).toBeGreaterThanOrEqual(200);
    for (const password of common.passwords)
      for (const typed of [password, password.toUpperCase()])
        expect(() => checkPassword(typed, 'wangyan')).toThrow('password_weak');
  });
});

describe('PINs', () => {
  it.each([['274951'], ['860237'], ['918274'], ['050719']])('%s may be chosen', (pin) => {
    expect(() => checkPin(pin)).not.toThrow();
  });

  it.each([['123456'], ['987654'], ['012345'], ['777777'], ['121212'], ['454545'], ['112233'], ['123321'], ['258258'], ['520131'], ['27495'], ['2749510'], ['27495a'], ['２７４９５１']])(
    '%s is refused', (pin) => {
      expect(() => checkPin(pin)).toThrow('pin_weak');
    },
  ); // prettier-ignore
});
