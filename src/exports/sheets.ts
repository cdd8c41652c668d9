/** The exports that are tables: which tables each has, and what stands above them in a workbook. */
import { shanghaiTime } from '../common/clock';
import type { Locale } from '../i18n/locale';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { label, text, type LabelKey } from '../i18n/messages';
import { requireCooperative } from '../parties/cooperatives';
import { columns } from './columns';
import { entriesTable } from './entries.export';
import { knownState } from './known-state';
import { latestSeasons, onlyCooperative, selectedPeriods, selectedSeasons, type Period, type Selection } from './known';
import { arrearsReport } from './reports/arrears.report';
import { balancesReport } from './reports/balances.report';
import { feedReport } from './reports/feed.report';
import { lossesReport } from './reports/losses.report';
import { membersReport } from './reports/members.report';
import { vouchersTable } from './vouchers.export';
import { linesTable } from './lines.export';
import { trailState, trailTable } from './trail.export';
import { statementsTable } from './statements.tables';
import type { TableExport } from './list';
import type { Table } from './table';
import type { Sheet } from './xlsx';

type NamedTable = readonly [name: LabelKey, table: Table];

/** The tables of an export, the main one first, and the days and chains they come from. */
export interface Tables {
  readonly periods: readonly Period[];
  readonly tables: readonly [NamedTable, ...NamedTable[]];
  /** What else stands above them in a workbook. */
  readonly about?: readonly string[];
  /** Of what is not in the chain, the last moment at which it changed. */
  readonly instant?: string;
}

type Make = (reader: Reader, which: Selection, locale: Locale) => Promise<Tables>;

/** A report over one period of each cooperative. */
function overPeriods<P extends Period>(
  name: LabelKey,
  periodsOf: (reader: Reader, which: Selection) => Promise<P[]>,
  report: (reader: Reader, periods: readonly P[], asKnown: string | undefined, locale: Locale) => Table,
): Make {
  return async (reader, which, locale) => {
    const periods = await periodsOf(reader, which);
    return { periods, tables: [[name, report(reader, periods, which.asKnown, locale)]] };
  };
}

const TABLES: Readonly<Record<TableExport, Make>> = {
  statements: async (reader, which, locale) => {
    const periods = await selectedSeasons(reader, which);
    const { asKnown } = which;
    return {
      periods,
      tables: [
        ['table.statements', await statementsTable(reader, periods, asKnown, locale)],
        ['table.lines', linesTable(reader, periods, asKnown, locale)],
      ],
    };
  },
  lines: overPeriods('table.lines', selectedSeasons, linesTable),
  entries: overPeriods('table.entries', selectedPeriods, entriesTable),
  balances: overPeriods('table.balances', selectedSeasons, balancesReport),
  arrears: overPeriods('table.arrears', latestSeasons, arrearsReport),
  members: overPeriods('table.members', selectedPeriods, membersReport),
  feed: overPeriods('table.feed', selectedPeriods, feedReport),
  losses: overPeriods('table.losses', selectedPeriods, lossesReport),
  vouchers: async (reader, which, locale) => {
    const { season: code, asKnown } = which;
    if (code === undefined) throw new DomainError('field_required', {}, 'season');
    const cooperative = await onlyCooperative(reader, which);
    const state = await knownState(reader, await requireCooperative(reader, cooperative.code), code, asKnown);
    const { from, to } = state.season;
    return {
      periods: [{ cooperative, from, to }],
      tables: [['table.vouchers', vouchersTable(reader, state, locale)]],
    };
  },
  trail: async (reader, which, locale) => {
    const state = await trailState(reader, which);
    const { trail } = state;
    return {
      periods: [state],
      tables: [['table.trail', trailTable(reader, state, locale)]],
      about: trail.heads.map(({ chain, seq, hash }) => text(locale, 'sheet_trail', { chain, seq, hash })),
      instant: trail.instant,
    };
  },
};

/** @throws DomainError cooperative_unknown, season_unknown, several_cooperatives and field_required for what is of one season of one */
export function tablesOf(what: TableExport, reader: Reader, which: Selection, locale: Locale): Promise<Tables> {
  return TABLES[what](reader, which, locale);
}

/** The sheets of a workbook; of several cooperatives the chains stand on one of their own. */
export function sheetsOf({ periods, tables, about: more = [] }: Tables, which: Selection, locale: Locale): Sheet[] {
  const chains = chainsOf(periods);
  const about =
    chains.length === 1
      ? chains.flatMap(({ cooperative: { code, name, head }, from, to }) => [
          text(locale, 'sheet_period', { code, name, from, to }),
          text(locale, 'sheet_chain', { seq: head.seq, hash: head.hash, at: shanghaiTime(head.at) }),
        ])
      : [text(locale, 'sheet_several', { count: chains.length, sheet: label(locale, 'table.chains') })];
  const known =
    which.asKnown === undefined ? [] : [text(locale, 'sheet_known', { known: shanghaiTime(which.asKnown) })];
  const sheets = tables.map(([name, table]): Sheet => {
    const title = label(locale, name);
    return { name: title, heading: [title, ...about, ...more, ...known], table };
  });
  if (chains.length === 1) return sheets;
  const name = label(locale, 'table.chains');
  return [...sheets, { name, heading: [name, ...known], table: chainsTable(chains, locale) }];
}

/** The instant that a file carries as its only time: the one asked for, else that of the last record it comes from. */
export function instantOf({ periods, instant = '' }: Tables, which: Selection): string {
  const times = [...periods.map((p) => p.cooperative.head.at), ...(instant === '' ? [] : [instant])].sort();
  return which.asKnown ?? times.at(-1) ?? '1970-01-01T00:00:00.000Z';
}

/** One period per cooperative, from its first day to its last. */
function chainsOf(periods: readonly Period[]): Period[] {
  const chains = new Map<number, Period>();
  for (const { cooperative, from, to } of periods) {
    const known = chains.get(cooperative.id);
    chains.set(cooperative.id, { cooperative, from: known?.from ?? from, to });
  }
  return [...chains.values()];
}

function chainsTable(chains: readonly Period[], locale: Locale): Table {
  return {
    columns: columns(locale, [
      ['cooperative', 'code'],
      ['cooperativeName', 'text'],
      ['from', 'date'],
      ['to', 'date'],
      ['seq', 'count'],
      ['recordedAt', 'code'],
      ['sha256', 'code'],
    ]),
    totals: 'sum',
    pages: async function* () {
      yield chains.map(({ cooperative: { code, name, head }, from, to }) => [
        code,
        name,
        from,
        to,
        head.seq,
        shanghaiTime(head.at),
        head.hash,
      ]);
    },
  };
}
