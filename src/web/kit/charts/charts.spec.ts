import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { BarChart } from './bars';
import { LineChart } from './lines';

describe('the charts', () => {
  it('draw bars in proportion, with every figure also in words', () => {
    const bar = (name: string, value: number) => ({ name, tone: 'first' as const, value, text: `${value} 只` });
    const groups = [
      { name: '夏', bars: [bar('应交', 60), bar('已交', 20)] },
      { name: '冬', bars: [bar('应交', 0), bar('已交', 30)] },
    ];
    const html = render(h(BarChart, { title: '各季', groups }));
    expect([...html.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width))).toEqual([
      225, 75, 1, 112.5,
    ]);
    expect(html).toContain('aria-label="各季. 夏: 应交 60 只, 已交 20 只. 冬: 应交 0 只, 已交 30 只"');
  });

  it('draw lines that hold until the next day, below zero too', () => {
    const days = ['2026-01-01', '2026-01-11', '2026-01-21'];
    const lines = [{ name: '自有', tone: 'second' as const, values: [0, 100, -100] }];
    const html = render(h(LineChart, { title: '畜群', days, lines, text: String }));
    expect(html).toContain('d="M58.0 78.0H185.0V10.0H312.0V146.0"');
    expect(html).toContain('aria-label="畜群. 自有: 2026-01-01 0, 2026-01-11 100, 2026-01-21 -100"');
    expect(html).not.toContain('class="legend"');
  });

  it('measure animals in whole heads', () => {
    const lines = [{ name: '自有', tone: 'second' as const, values: [0, -1] }];
    const html = render(h(LineChart, { title: '畜群', days: ['2026-01-01', '2026-01-11'], lines, text: String }));
    const marks = [...html.matchAll(/text-anchor="end">([^<]*)</g)].flatMap(([, mark = '']) =>
      /^-?[\d.]+$/.test(mark) ? mark : [],
    );
    expect(marks).toEqual(['-1', '0', '1']);
  });

  it('draw nothing of no days, and do not fail when everything is zero', () => {
    expect(render(h(LineChart, { title: 'x', days: [], lines: [], text: String }))).toBe('');
    const flat = [{ name: 'x', tone: 'first' as const, values: [0, 0] }];
    expect(render(h(LineChart, { title: 'x', days: ['2026-01-01', '2026-01-01'], lines: flat, text: String }))).not.toMatch(/NaN|Infinity/); // prettier-ignore
    expect(render(h(BarChart, { title: 'x', groups: [{ name: 'x', bars: [] }] }))).not.toMatch(/NaN|Infinity/);
  });
});
