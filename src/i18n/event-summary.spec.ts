import { eventSummary } from './event-summary';
import { speakerOf } from './speaker';

const summary = (locale: 'zh-CN' | 'en' | 'mn', event: Record<string, unknown>): string =>
  eventSummary(speakerOf(locale), event);

describe('an event in one line', () => {
  const slip = { kind: 'feed_issue', item: '精补料', quantity: '28', unit: 'bag', kgPerUnit: '40', unitPrice: '125.00', householdShare: '70' }; // prettier-ignore
  const sale = { kind: 'sale', heads: [{ class: 'ram_lamb', count: 12 }], price: '13.20', per: 'jin', weightKg: '371.25' }; // prettier-ignore

  it('says a unit once: beside the value, or in the name of what has none', () => {
    expect(summary('zh-CN', slip)).toBe('精补料 · 28 袋 · 单价 125.00 元 · 牧户承担 70 %');
    expect(summary('en', slip)).toBe("精补料 · 28 bags · Price a unit CNY 125.00 · Household's share 70 %");
    expect(summary('mn', slip)).not.toMatch(/[()]/);
    expect(summary('zh-CN', sale)).toBe('公羔 12 · 单价 13.20 元 · 计价单位 斤 · 总重 371.25 公斤');
    expect(summary('en', { kind: 'conversion', pricePerHead: '800.00' })).toBe('Price a head CNY 800.00');
  });
});
