/** Lists as files: the columns and rows of a page with its filters, all of its pages one after the other. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock';
import { ReadPool } from '../../../database/reader';
import { DomainError } from '../../../domain/errors';
import { listUsers } from '../../../identity/users.queries';
import type { Role } from '../../../identity/viewer';
import { PROPOSAL_STATES } from '../../../approvals/proposals.queries';
import type { Cell, CellType, Column, Row, Table } from '../../../exports/table';
import type { PageKey } from '../../../i18n/pages';
import type { Access } from '../../../parties/scope';
import { ContractModel } from '../contracts/contract.model';
import { ContractsModel } from '../contracts/contracts.model';
import type { Frame } from '../../kit/frame';
import { HouseholdsModel } from '../households/households.model';
import { ProposalsModel } from '../proposals/proposals.model';
import { SeasonsModel } from '../seasons/seasons.model';
import { SlipsModel } from '../slips/slips.model';
import { StatementsModel } from '../statements/statements.model';
import { eventSummary } from '../../../i18n/event-summary';
import { debtName, type NamedDebt } from '../../../i18n/debt-names';
import { type ListName } from '../../kit/parts';
import { stateOf } from '../people/people.view';
import { wordsOfProposal } from '../proposals/proposal-text';
import { moment, personWords } from '../../../i18n/format';

/** So many rows are read at a time. */
const AT_ONCE = 500;

type Query = Readonly<Record<string, string>>;
type Columns = readonly (readonly [header: PageKey, type: CellType])[];

/** The rows of one page of a list, and the cursor of the next. */
interface RowsPage {
  readonly rows: readonly Row[];
  readonly next?: string | undefined;
}

interface List {
  /** Who sees its page; all staff when absent. */
  readonly roles?: readonly Role[];
  readonly columns: Columns;
  readonly page: (frame: Frame, opened: Access, query: Query) => Promise<RowsPage>;
}

@Injectable()
export class ListsModel {
  private readonly lists: Readonly<Record<ListName, List>>;

  constructor(
    private readonly clock: Clock,
    reads: ReadPool,
    contracts: ContractsModel,
    contract: ContractModel,
    households: HouseholdsModel,
    seasons: SeasonsModel,
    statements: StatementsModel,
    slips: SlipsModel,
    proposals: ProposalsModel,
  ) {
    this.lists = {
      contracts: contractsList(contracts),
      households: {
        columns: [['column.code', 'code'], ['column.household', 'text'], ['nav.contracts', 'count']], // prettier-ignore
        page: async (_frame, { cooperative }, query) => {
          const { rows, next } = await households.list(cooperative.id, query, AT_ONCE);
          return { rows: rows.map((r) => [r.code, r.name, r.contracts]), next };
        },
      },
      statements: statementsList(statements),
      slips: slipsList(slips),
      events: eventsList(contract),
      seasons: {
        columns: [['column.code', 'code'], ['column.name', 'text'], ['column.from', 'date'], ['column.to', 'date'], ['column.state', 'text']], // prettier-ignore
        page: async (frame, { cooperative }) => {
          const rows = (await seasons.list(cooperative.id)).seasons;
          return { rows: rows.map((s) => [s.code, s.name ?? '', s.from, s.to, frame.t(s.closed ? 'seasons.closed' : 'seasons.open')]) }; // prettier-ignore
        },
      },
      proposals: proposalsList(proposals),
      users: usersList(reads),
    };
  }

  nameOf(text: string): ListName | undefined {
    return Object.hasOwn(this.lists, text) ? (text as ListName) : undefined;
  }

  /** @throws DomainError not_permitted for whoever cannot see the page of the list */
  checkReader(name: ListName, { roles }: Access): void {
    const { roles: allowed } = this.lists[name];
    if (allowed && !allowed.some((role) => roles.has(role))) throw new DomainError('not_permitted');
  }

  /** The first page is read at once, so that what is wrong with a filter is told before a file begins. */
  async table(frame: Frame, opened: Access, name: ListName): Promise<Table> {
    const { columns, page } = this.lists[name];
    const { after: _page, ...filters } = frame.query;
    const first = await page(frame, opened, filters);
    return {
      columns: columns.map(([header, type]): Column => ({ key: header, header: headingOf(frame, header), type })),
      totals: 'sum',
      pages: async function* () {
        yield first.rows;
        for (let { next } = first; next !== undefined;) {
          const more = await page(frame, opened, { ...filters, after: next });
          yield more.rows;
          next = more.next;
        }
      },
    };
  }

  /** The instant that a workbook carries. */
  at(): string {
    return this.clock.now();
  }
}

/** A row for each debt, as on the page. */
function contractsList(contracts: ContractsModel): List {
  return {
    columns: [
      ['column.contract', 'code'], ['column.code', 'code'], ['column.household', 'text'], ['column.state', 'text'], ['column.owed', 'text'],
      ['column.stillOwed', 'count'], ['statements.overdue', 'count'], ['column.cash', 'money'], ['column.from', 'date'], ['column.to', 'date'],
    ], // prettier-ignore
    page: async (frame, { cooperative }, query) => {
      const { rows, next } = await contracts.of(cooperative.id, query, AT_ONCE);
      return {
        next,
        rows: rows.flatMap((row): Row[] => {
          const about = [row.number, row.household.code, row.household.name, frame.t(`contracts.${row.state}`)];
          const rest = [row.cashFen, row.from, row.to];
          if (row.debts.length === 0) return [[...about, null, null, null, ...rest]];
          // Cash is owed once, under the whole contract.
          return row.debts.map((debt, i) => [
            ...about,
            debtName(frame, debt, row.debts),
            debt.total - debt.settled,
            debt.arrears,
            ...(i === 0 ? rest : [null, row.from, row.to]),
          ]);
        }),
      };
    },
  };
}

function statementsList(statements: StatementsModel): List {
  return {
    columns: [
      ['column.statement', 'code'], ['column.code', 'code'], ['column.household', 'text'], ['column.contract', 'code'], ['column.state', 'text'],
      ['column.stillOwed', 'count'], ['statements.overdue', 'count'], ['column.cash', 'money'],
    ], // prettier-ignore
    page: async (frame, opened, query) => {
      const { rows, next } = await statements.of(opened, query, AT_ONCE);
      return {
        next,
        rows: rows.map(({ statement, household, headsOwed, headsOverdue, cashFen }) => [
          statement.number,
          household.code,
          household.name,
          statement.contract,
          frame.word(`status.${statement.status}`),
          headsOwed,
          headsOverdue,
          cashFen,
        ]),
      };
    },
  };
}

function slipsList(slips: SlipsModel): List {
  return {
    columns: [
      ['column.slip', 'count'], ['column.day', 'date'], ['column.code', 'code'], ['column.household', 'text'], ['column.contract', 'code'],
      ['slips.kind', 'text'], ['column.what', 'text'], ['slip.recorded', 'code'], ['slips.printed', 'count'],
    ], // prettier-ignore
    page: async (frame, { scope }, query) => {
      const view = await slips.list(scope, query);
      return {
        next: view.next,
        rows: view.slips.map(({ seq, event, household, contract, recordedAt, prints }) => [
          seq,
          String(event['on']),
          household.code,
          household.name,
          contract,
          ...inWords(frame, event, view.debts.get(contract)),
          moment(recordedAt),
          prints,
        ]),
      };
    },
  };
}

/** The timeline of the contract that the query names; the newest first. */
function eventsList(contract: ContractModel): List {
  return {
    columns: [
      ['column.slip', 'count'], ['column.day', 'date'], ['slip.booked', 'date'], ['slips.kind', 'text'], ['column.what', 'text'],
      ['column.settled', 'text'], ['column.cashChange', 'money'], ['slip.recorded', 'code'], ['slip.approved', 'text'], ['event.reversed', 'code'],
    ], // prettier-ignore
    page: async (frame, { scope }, query) => {
      const { contract: number = '', event: _event, ...asked } = query;
      const { timeline, balances } = await contract.of(scope, number, asked);
      const debts = balances?.debts.map(({ debt }) => debt);
      return {
        next: timeline?.older,
        rows: (timeline?.events ?? []).map((event): Cell[] => [
          event.seq,
          event.on,
          event.bookedOn,
          ...inWords(frame, event.event, debts),
          event.settled?.join(', ') ?? null,
          event.fen ?? null,
          event.recordedAt === undefined ? null : moment(event.recordedAt),
          event.approvedBy ?? null,
          event.reversedBy ?? null,
        ]),
      };
    },
  };
}

function proposalsList(proposals: ProposalsModel): List {
  return {
    columns: [
      ['column.code', 'count'], ['column.state', 'text'], ['column.what', 'text'], ['column.contract', 'code'],
      ['proposal.madeBy', 'text'], ['proposal.madeAt', 'code'], ['proposal.decidedBy', 'text'], ['proposal.decidedAt', 'code'],
    ], // prettier-ignore
    page: async (frame, { cooperative }, { state, after }) => {
      const { rows, next, debts } = await proposals.list(cooperative, PROPOSAL_STATES.find((s) => s === state), after); // prettier-ignore
      return {
        next,
        rows: rows.map((row) => {
          const { what, contract, lines } = wordsOfProposal(frame, row, debts);
          return [
            row.id,
            frame.t(`proposal.state.${row.state}`),
            [what, ...lines].join(' · '),
            contract ?? null,
            personWords(row.madeBy),
            moment(row.madeAt),
            row.decidedBy ? personWords(row.decidedBy) : null,
            row.decidedAt === undefined ? null : moment(row.decidedAt),
          ];
        }),
      };
    },
  };
}

function usersList(reads: ReadPool): List {
  return {
    roles: ['administrator', 'auditor'],
    columns: [['field.person.login', 'code'], ['field.person.name', 'text'], ['field.person.roles', 'text'], ['column.state', 'text']], // prettier-ignore
    page: async (frame, { cooperative }, { after = '0' }) => {
      const users = await listUsers(reads, { cooperativeId: cooperative.id, after: Number(after), limit: AT_ONCE });
      const rows = users.slice(0, AT_ONCE).map((user): Row => {
        const roles = (user.roles[cooperative.code] ?? []).map((role) => frame.t(`role.${role}`));
        return [user.login, user.name, roles.join(frame.t('list.comma')), frame.t(`people.${stateOf(user)}`)];
      });
      const last = users[AT_ONCE - 1];
      return { rows, ...(users.length > AT_ONCE && last ? { next: String(last.id) } : {}) };
    },
  };
}

/** Times are those where the herders live, and say so. */
const TIMES: ReadonlySet<string> = new Set(['slip.recorded', 'proposal.madeAt', 'proposal.decidedAt']);

function headingOf(frame: Frame, key: PageKey): string {
  return TIMES.has(key) ? frame.t('list.timeHere', { name: frame.t(key) }) : frame.t(key);
}

function inWords(
  frame: Frame,
  event: { readonly kind?: unknown },
  debts: readonly NamedDebt[] | undefined,
): [kind: string, what: string] {
  return [frame.word(`kind.${String(event.kind)}`), eventSummary(frame, event, debts)];
}
