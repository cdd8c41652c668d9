/** What one version of a posting mapping changed in the one before it. */
import { canonicalJson } from '../../domain/ledger/canonical';
import type { MappedAccount, MappingContent, MappingRule } from './mapping';

/** One thing that was changed; without `before` it is new, without `after` it is gone. */
export type MappingChange =
  | { readonly what: 'standard' | 'proposal' | 'member' | 'other'; readonly before: string; readonly after: string }
  | { readonly what: 'account'; readonly before?: MappedAccount; readonly after?: MappedAccount }
  | { readonly what: 'rule'; readonly before?: MappingRule; readonly after?: MappingRule }
  /** The rules stand in another order; the first one that fits decides. */
  | { readonly what: 'order' };

export function mappingChanges(before: MappingContent, after: MappingContent): MappingChange[] {
  const texts = ([['standard'], ['proposal'], ['household', 'member'], ['household', 'other']] as const).flatMap(
    (path): MappingChange[] => {
      const [a, b] = [before, after].map((content) => textAt(content, path)) as [string, string];
      return a === b ? [] : [{ what: path[1] ?? path[0], before: a, after: b }];
    },
  );
  const rules = [before, after].map((content) => keyed(content.rules, ruleKey)) as [Keyed<MappingRule>, Keyed<MappingRule>];
  const [old, now] = [[...rules[0].keys()].filter((k) => rules[1].has(k)), [...rules[1].keys()].filter((k) => rules[0].has(k))];
  return [
    ...texts,
    ...differences(keyed(before.accounts, (a) => a.code), keyed(after.accounts, (a) => a.code)).map((d): MappingChange => ({ what: 'account', ...d })),
    ...differences(...rules).map((d): MappingChange => ({ what: 'rule', ...d })),
    ...(old.join() === now.join() ? [] : [{ what: 'order' } as const]),
  ];
} // prettier-ignore

function textAt(content: MappingContent, [name, inner]: readonly [keyof MappingContent, string?]): string {
  const value: unknown = content[name];
  return String(inner === undefined ? value : (value as Record<string, unknown>)[inner]);
}

type Keyed<T> = ReadonlyMap<string, T>;

/** Several with one key are told apart by their order. */
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

/** What a rule is about; which accounts it names may change. */
function ruleKey({ of, against, title, sign }: MappingRule): string {
  return canonicalJson([of, against, title ?? '', sign ?? '']);
}

function differences<T>(before: Keyed<T>, after: Keyed<T>): { readonly before?: T; readonly after?: T }[] {
  const found: { before?: T; after?: T }[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [a, b] = [before.get(key), after.get(key)];
    if (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b)) continue;
    found.push({ ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) });
  }
  return found;
}
