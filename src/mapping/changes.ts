/** The changes from one version of a posting mapping to the next. */
import { canonicalJson } from '../domain/ledger/canonical';
import {
  HOUSEHOLD_KEYS,
  type HouseholdAccounts,
  type MappedAccount,
  type MappingContent,
  type MappingRule,
} from './mapping';

/** One change; without `before` something was added, without `after` it was removed. */
export type MappingChange =
  | {
      readonly what: 'standard' | 'proposal' | keyof HouseholdAccounts;
      readonly before?: string;
      readonly after?: string;
    }
  | { readonly what: 'account'; readonly before?: MappedAccount; readonly after?: MappedAccount }
  | { readonly what: 'rule'; readonly before?: MappingRule; readonly after?: MappingRule }
  /** The order of the rules has changed, which matters since the first rule that fits decides. */
  | { readonly what: 'order' };

export function mappingChanges(before: MappingContent, after: MappingContent): MappingChange[] {
  const texts = [
    ...(['standard', 'proposal'] as const).map((what) => ({ what, values: [before, after].map((c) => String(c[what])) })),
    ...HOUSEHOLD_KEYS.map((what) => ({ what, values: [before, after].map((c) => c.household[what]) })),
  ].flatMap(({ what, values: [a, b] }): MappingChange[] => (a === b ? [] : [{ what, ...beforeAfter(a, b) }]));
  const rules = [before, after].map((content) => keyed(content.rules, ruleKey)) as [Keyed<MappingRule>, Keyed<MappingRule>];
  const [old, now] = [[...rules[0].keys()].filter((k) => rules[1].has(k)), [...rules[1].keys()].filter((k) => rules[0].has(k))];
  return [
    ...texts,
    ...differences(keyed(before.accounts, (a) => a.code), keyed(after.accounts, (a) => a.code)).map((d): MappingChange => ({ what: 'account', ...d })),
    ...differences(...rules).map((d): MappingChange => ({ what: 'rule', ...d })),
    ...(old.join() === now.join() ? [] : [{ what: 'order' } as const]),
  ];
} // prettier-ignore

/** What is absent on one side is left out there. */
function beforeAfter<T>(before: T | undefined, after: T | undefined): { readonly before?: T; readonly after?: T } {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

type Keyed<T> = ReadonlyMap<string, T>;

/** Entries with the same key are numbered. */
function keyed<T>(items: readonly T[], keyOf: (item: T) => string): Keyed<T> {
  const seen = new Map<string, number>();
  return new Map(
    items.map((item) => {
      const key = keyOf(item);
      const nth = (seen.get(key) ?? 0) + 1;
      seen.set(key, nth);
      return [`${key} #${nth}`, item];
    }),
  );
}

/** The key of a rule: what it applies to, without the accounts it names. */
function ruleKey({ of, against, title, sign, method }: MappingRule): string {
  return canonicalJson([of, against, title ?? '', sign ?? '', method ?? '']);
}

function differences<T>(before: Keyed<T>, after: Keyed<T>): { readonly before?: T; readonly after?: T }[] {
  const found: { before?: T; after?: T }[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [a, b] = [before.get(key), after.get(key)];
    if (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b)) continue;
    found.push(beforeAfter(a, b));
  }
  return found;
}
