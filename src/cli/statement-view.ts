/** Statement lines as a table that can be read at a terminal. */
import type { Locale } from '../i18n/locale';
import type { StatementLine } from '../domain/statement/statement-lines';
import { label, labelOr } from '../i18n/messages';
import { renderTable } from './table';

const ALWAYS_SHOWN = new Set(['opening', 'closing', 'counted', 'difference']);

/** The lines under a heading for each subject; movements of money and stock that are zero are left out. */
export function renderStatementLines(lines: readonly StatementLine[], locale: Locale): string {
  const rows: [string, string, string][] = [];
  let heading = '';
  for (const line of lines) {
    const own = headingOf(line, locale);
    if (own !== heading) rows.push([own, '', '']);
    heading = own;
    if (line.section !== 'owed' && !ALWAYS_SHOWN.has(line.line) && isZero(line.quantity)) continue;
    const name = labelOr(locale, `line.${line.section}.${line.line}`, line.line);
    rows.push([`  ${name}`, line.quantity, label(locale, `unit.${line.unit}`)]);
  }
  const columns = [
    { title: label(locale, 'column.line') },
    { title: label(locale, 'column.quantity'), align: 'right' as const },
    { title: label(locale, 'column.unit') },
  ];
  return renderTable(columns, rows);
}

function headingOf(line: StatementLine, locale: Locale): string {
  const section = label(locale, `section.${line.section}`);
  if (line.subject === 'CNY') return section;
  return `${section} · ${subjectInWords(line.subject, locale)}`;
}

/** `leased:ewe` is 代养 母羊, `dams:ewe` is dams 母羊. */
function subjectInWords(subject: string, locale: Locale): string {
  const [first = '', cls] = subject.split(':');
  if (cls === undefined) return first;
  return `${labelOr(locale, `book.${first}`, first)} ${labelOr(locale, `class.${cls}`, cls)}`;
}

function isZero(quantity: string): boolean {
  return /^-?0(?:\.0+)?$/.test(quantity);
}
