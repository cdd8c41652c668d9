import { localeOfHeader, localeOfTerminal } from './locale';

describe('the reader gets Chinese unless English is asked for', () => {
  it.each([
    [undefined, 'zh-CN'],
    ['', 'zh-CN'],
    ['en', 'en'],
    ['EN-us', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['en;q=0.3, zh;q=0.7', 'zh-CN'],
    ['mn, en-GB;q=0.8, zh;q=0.5', 'en'],
    ['fr, de', 'zh-CN'],
    ['*', 'zh-CN'],
    ['en;q=0', 'zh-CN'],
    ['en;q=9', 'zh-CN'],
    ['english', 'zh-CN'],
  ])('Accept-Language %j gives %s', (header, locale) => {
    expect(localeOfHeader(header)).toBe(locale);
  });

  it.each([
    [{}, 'zh-CN'],
    [{ lang: 'en_US.UTF-8' }, 'en'],
    [{ lang: 'zh_CN.UTF-8' }, 'zh-CN'],
    [{ lang: 'C.UTF-8' }, 'zh-CN'],
    [{ lcAll: 'en_GB', lang: 'zh_CN' }, 'en'],
    [{ lcAll: '', lang: 'en' }, 'en'],
    [{ sureg: 'zh-CN', lcAll: 'en_US.UTF-8' }, 'zh-CN'],
    [{ sureg: 'en', lang: 'zh_CN' }, 'en'],
  ] as const)('a terminal with %j gives %s', (settings, locale) => {
    expect(localeOfTerminal(settings)).toBe(locale);
  });
});
