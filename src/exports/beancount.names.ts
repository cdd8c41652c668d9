/** Names for beancount, which knows only a few characters: readable, never the same for two, and kept when the book grows. */

const ROOTS: Readonly<Record<string, string>> = {
  members: 'Assets:Members',
  owed: 'Assets:Owed',
  stock: 'Assets:Stock',
  coop: 'Equity:Coop',
};

/**
 * Gives names in the order in which it is asked, so that those given once stay when more accounts come.
 *
 * @example account('members:C-1:current') // 'Assets:Members:C-1:Current'
 * @example account('owed:C.1:lambs') // 'Assets:Owed:C-1:Lambs', or 'Assets:Owed:C-1:Lambs-2' after `owed:C-1:lambs`
 * @example commodity('ewe_lamb') // 'EWE_LAMB'; commodity('feed:玉米') // 'FEED-1'
 */
export class BeancountNames {
  private readonly accounts = new Map<string, string>();
  private readonly commodities = new Map<string, string>();
  private readonly taken = new Set<string>();
  private feeds = 0;

  account(name: string): string {
    const known = this.accounts.get(name);
    if (known !== undefined) return known;
    const [root = '', ...parts] = name.split(':');
    const wanted = [ROOTS[root] ?? `Equity:${component(root)}`, ...parts.map(component)].join(':');
    let given = wanted;
    for (let n = 2; this.taken.has(given); n++) given = `${wanted}-${n}`;
    this.taken.add(given);
    this.accounts.set(name, given);
    return given;
  }

  /** Whether a name was given to the account. */
  has(account: string): boolean {
    return this.accounts.has(account);
  }

  commodity(name: string): string {
    const known = this.commodities.get(name);
    if (known !== undefined) return known;
    const given = name.startsWith('feed:') ? `FEED-${(this.feeds += 1)}` : name.toUpperCase();
    this.commodities.set(name, given);
    return given;
  }
}

/** Letters, digits and hyphens, beginning with a capital or a digit. */
function component(part: string): string {
  const text = part.replaceAll(/[^\p{L}\p{Nd}-]/gu, '-');
  const first = String.fromCodePoint(text.codePointAt(0) as number);
  const capital = first.toUpperCase();
  return /^[\p{Lu}\p{Nd}]$/u.test(capital) ? capital + text.slice(first.length) : `X${text}`;
}
