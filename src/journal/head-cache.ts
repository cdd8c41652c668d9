/** Keeps what was computed from the book of a cooperative while its chain has the same head. */
import type { Reader } from '../database/tx';

/** Cooperatives of which something is kept; the one not asked for longest goes first. */
const COOPERATIVES = 20;

export class HeadCache<T> {
  private readonly kept = new Map<number, { readonly headSeq: number; readonly value: T }>();

  /**
   * @param reader of one snapshot
   * @param make is given what was kept until now, from which some of it can be taken over
   * @param fits whether what is kept is what is asked for, where that depends on more than the book
   */
  async of(
    reader: Reader,
    cooperativeId: number,
    make: (before: T | undefined) => Promise<T>,
    fits: (kept: T) => boolean = () => true,
  ): Promise<T> {
    const before = this.kept.get(cooperativeId);
    const head = await reader.get<{ head_seq: number }>('select head_seq from cooperative where id = ?', [
      cooperativeId,
    ]);
    const headSeq = Number(head?.head_seq ?? 0);
    const isCurrent = before?.headSeq === headSeq && fits(before.value);
    const value = isCurrent ? before.value : await make(before?.value);
    this.kept.delete(cooperativeId);
    this.kept.set(cooperativeId, { headSeq, value });
    const [oldest] = this.kept.keys();
    if (this.kept.size > COOPERATIVES && oldest !== undefined) this.kept.delete(oldest);
    return value;
  }
}
