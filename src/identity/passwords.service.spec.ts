import common from './common-passwords.json';
import { CONCURRENT_MAX, checkPassword, checkPin, Passwords } from './passwords.service';

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

describe('hashing', () => {
  it('is done a few at a time; who comes when too many wait is sent away, and there is room again afterwards', async () => {
    const passwords = new Passwords();
    const tries = await Promise.allSettled(Array.from({ length: 60 }, () => passwords.verify(undefined, 'x')));
    expect(tries.filter((t) => t.status === 'fulfilled' && !t.value)).toHaveLength(CONCURRENT_MAX + 40);
    expect(tries.filter((t) => t.status === 'rejected').map((t) => (t.reason as Error).message)).toEqual(
      Array.from({ length: 20 - CONCURRENT_MAX }, () => 'sign_in_blocked'),
    );
    expect(await passwords.verify(await passwords.hash('a sentence'), 'a sentence')).toBe(true);
  });

  it('takes the same characters for the same, however they are composed', async () => {
    const passwords = new Passwords();
    expect(await passwords.verify(await passwords.hash('Schäfchen zählen'), 'Scha\u0308fchen za\u0308hlen')).toBe(true);
  });
});
