/** Statement lines in the form in which they are exported and hashed, and the compact form in which they are stored. */
import { sha256 } from '../ledger/chain';
import { formatMoney } from '../quantity/money';
import { SECTION_LINES, SECTIONS, type Section, type SubjectLines } from './statement';
import { Choice, Code } from '../shape/field';
import { Amount, Words } from '../shape/view';

/** One line of a statement, with the columns of the `lines` export except the status (docs/book-format.md section 2). */
export class StatementLine {
  @Code() readonly cooperative: string;
  @Code() readonly season: string;
  /** The statement's number, `<season>/<contract>`. */
  @Words() readonly statement: string;
  @Code() readonly contract: string;
  @Code() readonly household: string;
  @Choice(SECTIONS) readonly section: Section;
  @Words() readonly subject: string;
  @Words() readonly line: string;
  /** Heads as an integer, CNY with two decimals. */
  @Amount() readonly quantity: string;
  @Choice(['head', 'CNY']) readonly unit: 'head' | 'CNY';
}

/** Which statement it is, and of which household. */
export interface StatementHead {
  readonly cooperative: string;
  readonly season: string;
  readonly contract: string;
  readonly household: string;
}

export function statementHead(
  cooperative: { readonly code: string },
  season: { readonly code: string },
  { number, household }: { readonly number: string; readonly household: string },
): StatementHead {
  return { cooperative: cooperative.code, season: season.code, contract: number, household };
}

/** The number of a statement: `2022-summer/WRYT-2022-001`. */
export function statementNumber(season: string, contract: string): string {
  return `${season}/${contract}`;
}

/** The lines of a statement, in the order of docs/rules.md section 9. */
export function statementLines(head: StatementHead, subjects: readonly SubjectLines[]): StatementLine[] {
  const { cooperative, season, contract, household } = head;
  const statement = statementNumber(season, contract);
  const lines: StatementLine[] = [];
  for (const s of subjects) {
    const names = SECTION_LINES[s.section];
    const unit = s.section === 'cash' || s.section === 'deposit' ? 'CNY' : 'head';
    s.values.forEach((value, i) => {
      const quantity = unit === 'CNY' ? formatMoney(value) : String(value);
      lines.push({
        cooperative,
        season,
        statement,
        contract,
        household,
        section: s.section,
        subject: s.subject,
        line: names[i] as string,
        quantity,
        unit,
      });
    });
  }
  return lines;
}

/** SHA-256 over the canonical JSON of the statement's lines, the status left out (docs/rules.md section 12). */
export function statementHash(head: StatementHead, subjects: readonly SubjectLines[]): string {
  return sha256(canonicalLines(head, subjects));
}

/**
 * The canonical JSON of `statementLines`, written key by key in order. Settling a large season hashes a million lines, so that text which
 * repeats from line to line is made only once.
 */
export function canonicalLines(head: StatementHead, subjects: readonly SubjectLines[]): string {
  const text = JSON.stringify;
  const { cooperative, season, contract, household } = head;
  const before = `{"contract":${text(contract)},"cooperative":${text(cooperative)},"household":${text(household)},"line":"`;
  const between = `","season":${text(season)},"section":"`;
  const statement = `","statement":${text(statementNumber(season, contract))},"subject":`;
  let json = '';
  for (const s of subjects) {
    const names = SECTION_LINES[s.section];
    const isMoney = s.section === 'cash' || s.section === 'deposit';
    const after = `${between}${s.section}${statement}${text(s.subject)},"unit":"${isMoney ? 'CNY' : 'head'}"}`;
    for (let i = 0; i < s.values.length; i++) {
      const value = s.values[i] as number;
      json += `${json === '' ? '' : ','}${before}${names[i] as string}","quantity":"${isMoney ? formatMoney(value) : value}${after}`;
    }
  }
  return `[${json}]`;
}

type Stored = [Section, string, string, number[]];

/** The compact form in which a statement is stored: `[section, subject, commodity, values]` per subject. */
export function encodeSubjects(subjects: readonly SubjectLines[]): string {
  return JSON.stringify(subjects.map((s): Stored => [s.section, s.subject, s.commodity, [...s.values]]));
}

/** The inverse of `encodeSubjects`. */
export function decodeSubjects(stored: string): SubjectLines[] {
  return (JSON.parse(stored) as Stored[]).map(([section, subject, commodity, values]) => ({
    section,
    subject,
    commodity,
    values,
  }));
}
