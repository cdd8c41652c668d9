/** The README's glossary names kinds and rules as the Chinese pages do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUES } from '../../src/i18n/messages';

const LABELS: Readonly<Record<string, string>> = CATALOGUES['zh-CN'].labels;
/** The section of a statement, which has a row of its own beside the rule of this name. */
const SECTION = { name: 'cash', label: '往来款（成员往来）' };

it('the glossary has the labels of the catalogue beside the names of the code', () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  const pairs = readme.split('\n').flatMap((line) => {
    const [, chinese = '', , code = ''] = line.startsWith('| ') ? line.split('|') : [];
    const words = chinese.split(/[/：]/).map((word) => word.trim());
    return [...code.matchAll(/`(\w+)`/g)].map(([, name]) => ({ name: name as string, words }));
  });
  const known = pairs.flatMap(({ name, words }) => {
    const label = LABELS[`kind.${name}`] ?? LABELS[`rule.${name}`];
    const isSection = name === SECTION.name && words.includes(SECTION.label);
    return label === undefined || isSection ? [] : [{ name, label, words }];
  });
  expect(known.length).toBeGreaterThan(25);
  expect(known.filter(({ label, words }) => !words.includes(label))).toEqual([]);
});
