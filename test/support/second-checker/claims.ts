/** What a pack says of itself and of its chains: each claim is checked by writing the file once more from what the docs say it is. */
import {
  canonical,
  inOrder,
  row,
  sha256,
  units,
  type ChainRecord,
  type Obj,
  type Pack,
  type TrailRow,
} from './reading';

export type Claim = (pack: Pack) => Generator<string>;

const ZEROS = '0'.repeat(64);

export const chainIsWhole: Claim = function* (pack) {
  let [prev, recordedAt] = [ZEROS, ''];
  for (const [i, text] of pack.lines('chain.jsonl').entries()) {
    const { hash, ...record } = pack.chain[i] as ChainRecord;
    const written = canonical(record as unknown as Obj);
    if (text !== `{"hash":"${hash}","record":${written}}` || sha256(written) !== hash) yield `record ${i + 1}: text or hash`;
    if (record.seq !== i + 1 || record.prev !== prev || record.recordedAt < recordedAt) yield `record ${i + 1}: its place`;
    for (const entry of record.entries) {
      const sums = new Map<string, bigint>();
      for (const p of entry.postings) sums.set(p.commodity, (sums.get(p.commodity) ?? 0n) + units(p.quantity));
      if ([...sums.values()].some((sum) => sum !== 0n)) yield `record ${i + 1}: does not balance`;
    }
    [prev, recordedAt] = [hash, record.recordedAt];
  }
}; // prettier-ignore

const KEYS = ['format', 'version', 'asKnown', 'cooperative', 'season', 'closed', 'head', 'mapping', 'mappingHead', 'trailHeads', 'files']; // prettier-ignore

export const manifestIsTrue: Claim = function* (pack) {
  const { manifest, chain, season } = pack;
  if (Object.keys(manifest).join() !== KEYS.join()) yield 'manifest: its keys';
  if (pack.text('manifest.json') !== `${JSON.stringify(manifest, null, 2)}\n`) yield 'manifest: its text';
  if (manifest['format'] !== 'sureg-audit-pack' || manifest['version'] !== 1) yield 'manifest: its format';
  const same = (key: string, value: unknown): string[] =>
    JSON.stringify(manifest[key]) === JSON.stringify(value) ? [] : [`manifest: ${key}`];
  const cooperative = chain.find(({ line }) => line['type'] === 'cooperative')?.line ?? {};
  const { seq, hash, recordedAt } = chain.at(-1) as ChainRecord;
  const close = chain.find(({ line }) => line['type'] === 'close' && line['season'] === season.code);
  yield* same('cooperative', inOrder(cooperative));
  yield* same('season', inOrder(chain.find(({ line }) => line['type'] === 'season' && line['code'] === season.code)?.line ?? {}));
  yield* same('head', { cooperative: cooperative['code'], seq, hash, recordedAt });
  yield* same('closed', close === undefined ? null : { seq: close.seq, recordedAt: close.recordedAt });
  const files = [...pack.files].filter(([path]) => path !== 'manifest.json');
  yield* same('files', files.map(([path, content]) => ({ path, bytes: content.length, sha256: sha256(content) })));
  if ([...pack.files.keys()].at(-1) !== 'manifest.json') yield 'manifest: its place';
  const heads = new Map<number, object>();
  for (const { hash: head, row: r } of pack.rows<{ hash: string; row?: TrailRow }>('trail.jsonl'))
    if (r) heads.set(r.chain, { chain: r.chain, seq: r.seq, hash: head });
  yield* same('trailHeads', [...heads.values()]);
  const instants = [
    recordedAt,
    ...pack.rows<{ mapping: Obj }>('mappings.jsonl').map(({ mapping }) => mapping['madeAt']),
    ...pack.rows('attachments.jsonl').map((a) => a['addedAt']),
    ...pack.rows<{ row?: TrailRow }>('trail.jsonl').map((t) => t.row?.at),
    ...pack.rows('cards.jsonl').flatMap((c) => [c['madeAt'], c['revokedAt']]),
  ].filter((at) => typeof at === 'string');
  yield* same('asKnown', instants.sort().at(-1));
}; // prettier-ignore

const NAMES = ['lines.csv', 'statements.jsonl', 'entries.jsonl', 'chain.jsonl', 'book.jsonl', 'terms.jsonl', 'approvals.jsonl', 'signatures.jsonl', 'trail.jsonl', 'makers.jsonl', 'cards.jsonl', 'attachments.jsonl']; // prettier-ignore
const LAST = ['mappings.jsonl', 'posting-mapping.json', 'verify-pack.mjs', 'manifest.json'];

export const filesAreThose: Claim = function* (pack) {
  const papers = new Set(pack.rows('attachments.jsonl').flatMap((a) => (a['file'] === undefined ? [] : [a['file']])));
  const expected = [...NAMES, ...papers, ...LAST].join();
  if ([...pack.files.keys()].join() !== expected) yield 'files: others, or in another order';
};

function* differs(pack: Pack, name: string, expected: string): Generator<string> {
  if (pack.text(name) !== expected) yield `${name}: not what the chain says`;
}

export const bookIsTheChain: Claim = function* (pack) {
  const lines = pack.chain.map(({ line, seq, recordedAt, bookedOn, approvedBy, approvedAt, hash }) => {
    const { type, cooperative, ...others } = inOrder(line);
    return row({ type, cooperative, ...others, seq, recordedAt, bookedOn, approvedBy, approvedAt, hash });
  });
  yield* differs(pack, 'book.jsonl', [row({ type: 'book', format: 1 }), ...lines].join(''));
};

export const entriesAreThoseOfTheSeason: Claim = function* (pack) {
  const events = pack.events();
  const cooperative = (pack.manifest['cooperative'] as Obj)['code'];
  const rows: string[] = [];
  for (const { seq, line, entries, recordedAt } of pack.chain)
    for (const [e, { bookedOn, contract, postings }] of entries.entries()) {
      if (!pack.isIn(bookedOn)) continue;
      const isClose = line['type'] === 'close';
      const on = isClose ? bookedOn : (line['on'] ?? events.get(line['of'] ?? '')?.line['on']);
      for (const [p, posting] of postings.entries()) {
        const whose = isClose && posting.account.startsWith('coop:') ? '' : contract;
        rows.push(row({
          cooperative, seq, entry: e + 1, line: p + 1, season: pack.season.code, bookedOn, on, event: isClose ? '' : line['id'],
          kind: isClose ? 'close' : line['kind'], contract: whose, ...inOrderOf(posting), recordedAt,
        })); // prettier-ignore
      }
    }
  yield* differs(pack, 'entries.jsonl', rows.join(''));
};

const inOrderOf = ({ account, commodity, quantity }: { account: string; commodity: string; quantity: string }): object => ({ account, commodity, quantity }); // prettier-ignore

export const termsAreThoseOfTheChain: Claim = function* (pack) {
  const amendments = new Set<unknown>();
  const rows: string[] = [];
  for (const { seq, line, bookedOn } of pack.chain) {
    const { type, kind, id: event, contract, number, from, terms, of } = line;
    if (type === 'contract') rows.push(row({ seq, contract: number, inForceFrom: from, terms }));
    if (kind === 'amendment') rows.push(row({ seq, contract, event, inForceFrom: bookedOn, terms }));
    if (kind === 'reversal' && amendments.has(of)) rows.push(row({ seq, contract, event, reverses: of, reversedFrom: bookedOn })); // prettier-ignore
    if (kind === 'amendment') amendments.add(event);
  }
  yield* differs(pack, 'terms.jsonl', rows.join(''));
};

export const approvalsAreThoseOfTheChain: Claim = function* (pack) {
  const rows = pack.chain.filter((r) => r.approvedBy !== undefined).map(({ seq, line, recordedAt, approvedBy, approvedAt }) => {
    const { type, kind, contract, number, season, id: event, by } = line;
    return row({ seq, type, kind, contract: contract ?? number, season, event, by, recordedAt, approvedBy, approvedAt });
  }); // prettier-ignore
  yield* differs(pack, 'approvals.jsonl', rows.join(''));
};

export const lifeIsThatOfTheChain: Claim = function* (pack) {
  const rows = pack.life().map(({ seq, recordedAt, line }) => row({ seq, recordedAt, ...inOrder(line) }));
  yield* differs(pack, 'signatures.jsonl', rows.join(''));
};

export const mappingsAreAChain: Claim = function* (pack) {
  let [prev, afterSeq, madeAt]: [string | undefined, number, string] = [undefined, 0, ''];
  let [own, last]: [Obj, Obj] = [{}, {}];
  for (const [version, text] of pack.lines('mappings.jsonl').entries()) {
    const { hash, mapping } = JSON.parse(text) as { hash: string; mapping: Obj };
    const written = canonical(mapping);
    if (text !== `{"hash":"${hash}","mapping":${written}}` || sha256(written) !== hash) yield `mapping ${version}: text or hash`;
    if (mapping['version'] !== version || mapping['prev'] !== prev) yield `mapping ${version}: its place`;
    const keys = version === 0 ? 'content,version' : 'afterSeq,content,cooperative,madeAt,madeBy,prev,version';
    if (Object.keys(mapping).join() !== keys) yield `mapping ${version}: its keys`;
    const [after, at] = [Number(mapping['afterSeq'] ?? 0), (mapping['madeAt'] as string | undefined) ?? ''];
    if (after < afterSeq || at < madeAt || after > pack.chain.length) yield `mapping ${version}: its time`;
    [prev, afterSeq, madeAt, last] = [hash, after, at, { version, hash }];
    if (pack.closed === null || version === 0 || after < pack.closed.seq) own = mapping;
  }
  const { version, madeAt: made, madeBy, content } = own as { version: number; madeAt: string; madeBy: string; content: Obj };
  if (pack.text('posting-mapping.json') !== `${JSON.stringify({ version, madeAt: made, madeBy, ...inOrder(content) }, null, 2)}\n`) yield 'posting-mapping.json';
  if (canonical(pack.manifest['mapping'] as Obj) !== canonical({ version, proposal: content['proposal'] as boolean })) yield 'manifest: mapping';
  if (canonical(pack.manifest['mappingHead'] as Obj) !== canonical(last)) yield 'manifest: mappingHead';
}; // prettier-ignore

const HASH = /^[0-9a-f]{64}$/;

export const papersAreThere: Claim = function* (pack) {
  const named = new Map<string, number[]>();
  for (const { seq, line, bookedOn } of pack.chain) {
    const isStep = line['type'] === 'statement' || line['type'] === 'signature';
    if (isStep ? line['season'] !== pack.season.code : !pack.isIn(bookedOn)) continue;
    const papers = isStep ? [line['attachment']] : ((line['evidence'] ?? []) as string[]);
    for (const paper of new Set(papers)) {
      const key = `${line['contract'] as string} ${paper as string}`;
      if (HASH.test(String(paper))) named.set(key, [...(named.get(key) ?? []), seq]);
    }
  }
  let before = '';
  for (const paper of pack.rows<Obj>('attachments.jsonl')) {
    const key = `${paper['contract'] as string} ${paper['sha256'] as string}`;
    if (key <= before) yield `attachment ${key}: its place`;
    before = key;
    if (JSON.stringify(paper['named']) !== JSON.stringify(named.get(key))) yield `attachment ${key}: named otherwise`;
    named.delete(key);
    const { file, absent } = paper as { file?: string; absent?: string };
    if ((file === undefined) === (absent === undefined)) yield `attachment ${key}: there or not`;
    if (file === undefined) continue;
    if (!new RegExp(`^attachments/${paper['sha256'] as string}\\.(jpg|png|webp|pdf)$`).test(file)) yield `attachment ${key}: its path`;
    const content = pack.files.get(file);
    if (!content || sha256(content) !== paper['sha256'] || content.length !== paper['bytes']) yield `${file}: its content`;
  }
  for (const key of named.keys()) yield `attachment ${key}: not listed`;
}; // prettier-ignore
