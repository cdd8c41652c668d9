/** The chain: every record of a cooperative carries the hash of the one before it (docs/rules.md section 11). */
import { hash } from 'node:crypto';
import { formatMoney } from '../quantity/money';
import { canonicalJson } from './canonical';
import type { Entry } from './posting';

/** `prev` of a cooperative's first record. */
export const GENESIS = '0'.repeat(64);

/** What a record's hash is computed over. */
export interface ChainRecord {
  readonly prev: string;
  readonly seq: number;
  readonly recordedAt: string;
  readonly approvedBy?: string;
  readonly approvedAt?: string;
  /** The book line in normal form. */
  readonly line: object;
  readonly bookedOn?: string;
  readonly entries: readonly Entry[];
}

/** SHA-256 of a text in UTF-8, hex. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** The hash of a record: SHA-256 over its canonical JSON. */
export function recordHash(record: ChainRecord): string {
  return sha256(recordJson(record, canonicalJson(record.line)));
}

/**
 * The canonical JSON of a record whose line is canonical JSON already. Written key by key for speed: every event comes through here.
 */
export function recordJson(record: Omit<ChainRecord, 'line'>, line: string): string {
  const { approvedBy, approvedAt, bookedOn, entries, prev, recordedAt, seq } = record;
  const text = JSON.stringify;
  const approval = approvedBy === undefined ? '' : `"approvedAt":${text(approvedAt)},"approvedBy":${text(approvedBy)},`;
  const booked = bookedOn === undefined ? '' : `"bookedOn":"${bookedOn}",`;
  return `{${approval}${booked}"entries":[${entries.map(entryJson).join(',')}],"line":${line},"prev":"${prev}","recordedAt":"${recordedAt}","seq":${seq}}`;
}

function entryJson(entry: Entry): string {
  const postings = entry.postings.map(
    (p) =>
      `{"account":${JSON.stringify(p.account)},"commodity":${JSON.stringify(p.commodity)},"quantity":"${quantityText(p.commodity, p.quantity)}"}`,
  );
  return `{"bookedOn":"${entry.bookedOn}","contract":${JSON.stringify(entry.contract)},"postings":[${postings.join(',')}]}`;
}

/** Money with two decimals; heads and grams as integers. */
export function quantityText(commodity: string, quantity: number): string {
  return commodity === 'CNY' ? formatMoney(quantity) : String(quantity);
}
