/** The age of arrears: which season's dues are still open, if payments and returns settle the oldest dues first. */

/**
 * How many of the heads that fell due in each season are still open, oldest season first.
 *
 * @param due what had fallen due by the end of each season; later reductions lower the oldest debt
 * @param settled everything settled by the end of the last season
 * @example ageHeads([20, 40, 60], 25) // [0, 15, 20]
 */
export function ageHeads(due: readonly number[], settled: number): number[] {
  const open: number[] = [];
  let least = due.at(-1) ?? 0;
  for (let i = due.length - 1; i >= 0; i--) {
    least = Math.min(least, due[i] as number);
    open[i] = Math.max(0, least - settled);
  }
  return open.map((heads, i) => heads - (open[i - 1] ?? 0));
}

/**
 * How much of what was charged in each season is still open, in fen, oldest season first: the balance consists of the latest charges.
 *
 * @param charged what was charged in each season
 * @param balance what the household owes at the end of the last season
 * @example ageCash([10000, 5000, 3000], 7000) // [0, 4000, 3000]
 */
export function ageCash(charged: readonly number[], balance: number): number[] {
  let left = Math.max(0, balance);
  const open: number[] = [];
  for (let i = charged.length - 1; i >= 0; i--) {
    open[i] = i === 0 ? left : Math.min(left, charged[i] as number);
    left -= open[i] as number;
  }
  return open;
}
