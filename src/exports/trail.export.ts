/** The trail of who did what, as an auditor takes it along: row by row with its chain, its place and its hash. */
import { knownTrail, knownTrailRows, type KnownTrail } from '../audit/trail.known';
import { shanghaiDate, shanghaiTime } from '../common/clock';
import type { Locale } from '../i18n/locale';
import type { Reader } from '../database/tx';
import { speakerOf } from '../i18n/speaker';
import { columns } from './columns';
import { onlyCooperative, type KnownCooperative, type Period, type Selection } from './known';
import { inPages, type Column, type Row, type Table } from './table';

/** The trail of one cooperative, as it was known, with the days of what it shows. */
export interface TrailState extends Period {
  readonly trail: KnownTrail;
}

/** @throws DomainError cooperative_unknown, book_empty, several_cooperatives */
export async function trailState(reader: Reader, which: Selection): Promise<TrailState> {
  const cooperative = await onlyCooperative(reader, which);
  const trail = await knownTrail(reader, cooperative.id, which.asKnown);
  const to = shanghaiDate(trail.instant === '' ? cooperative.head.at : trail.instant);
  const first = await reader.get<{ at: string | null }>(
    'select min(at) as at from audit_event where cooperative_id = ?',
    [cooperative.id],
  );
  return { cooperative, trail, from: first?.at ? shanghaiDate(first.at) : to, to };
}

/** Rows about others are not in it: in people's chain the places have gaps. */
export function trailTable(reader: Reader, { cooperative, trail }: TrailState, locale: Locale): Table {
  return {
    columns: columns(locale, [
      ['trailChain', 'count'],
      ['trailSeq', 'count'],
      ['trailAt', 'code'],
      ['trailActor', 'text'],
      ['trailAction', 'code'],
      ['trailSubject', 'text'],
      ['trailBefore', 'text'],
      ['trailAfter', 'text'],
      ['trailAddress', 'code'],
      ['trailRequest', 'code'],
      ['trailId', 'code'],
      ['trailHash', 'code'],
    ]).map(readable(locale)),
    totals: 'sum',
    pages: () => inPages(rowsOf(reader, cooperative, trail)),
  };
}

/** CSV and JSON Lines are held against the trail's heads, so that they keep codes and UTC. */
function readable(locale: Locale): (column: Column) => Column {
  const speaker = speakerOf(locale);
  return (column) => {
    const { key, header } = column;
    if (key === 'trailAction')
      return { ...column, inSheets: { header, say: (code) => speaker.tOr(`audit.did.${code}`, code) } };
    if (key === 'trailAt')
      return {
        ...column,
        inSheets: { header: speaker.t('list.timeHere', { name: speaker.t('audit.at') }), say: shanghaiTime },
      };
    return column;
  };
}

async function* rowsOf(reader: Reader, { id }: KnownCooperative, trail: KnownTrail): AsyncGenerator<Row> {
  for await (const r of knownTrailRows(reader, id, trail))
    yield [
      r.chain,
      r.seq,
      r.at,
      r.actor,
      r.action,
      r.subject,
      r.before,
      r.after,
      r.address,
      r.request_id,
      r.id,
      r.hash,
    ];
}
