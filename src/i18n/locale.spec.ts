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
    ['mn;q=0.9, en;q=0.2, zh;q=0.1', 'en'],
    ['zh-TW, en', 'zh-CN'],
    ['en-US, zh', 'en'],
    [`${'fr,'.repeat(1000)}en`, 'zh-CN'],
    ['english', 'zh-CN'],
  ])('Accept-Language %j gives %s', (header, locale) => {
    expect(localeOfHeader(header)).toBe(locale);
  });

  it.each([
    [undefined, 'zh-CN'],
    ['', 'zh-CN'],
    ['en_US.UTF-8', 'en'],
    ['en', 'en'],
    ['zh_CN.UTF-8', 'zh-CN'],
    ['zh-CN', 'zh-CN'],
    ['C.UTF-8', 'zh-CN'],
    ['POSIX', 'zh-CN'],
    ['mn_MN@latin', 'zh-CN'],
  ])('a terminal with the locale %j gives %s', (name, locale) => {
    expect(localeOfTerminal(name)).toBe(locale);
  });
});
