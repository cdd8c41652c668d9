/** The pages of the auditor: the trail of who did what, and the chain of the book with a check of all of it. */
import { Get, Post } from '@nestjs/common';
import { auditActions, type AuditFilter, auditPages, listAudit, trailHead } from '../../../audit/audit.queries';
import { dayBegins } from '../../../common/clock';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { ReadPool } from '../../../database/reader';
import type { Reader } from '../../../database/tx';
import { addDays, isCivilDate } from '../../../domain/calendar';
import { DomainError } from '../../../domain/errors';
import { type Column, type Row, type Table, tableCsv } from '../../../exports/table';
import { Roles } from '../../../edge/access';
import { moment } from '../../../i18n/format';
import { fileLocale } from '../../../i18n/pages';
import { JobsService } from '../../../jobs/jobs.service';
import { addressOf, type Frame } from '../../kit/frame';
import { streamed } from '../../kit/stream';
import { AuditPage, type AuditView, ChainPage } from './audit.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, page, redirect } from '../../kit/answers';

const PAGE = 50;
const COLUMNS = ['at', 'actor', 'action', 'subject', 'before', 'after', 'address'] as const;

@Pages('c/:cooperative')
@Roles('read', 'auditor', 'administrator')
export class AuditPages {
  constructor(
    private readonly reads: ReadPool,
    private readonly jobs: JobsService,
  ) {}

  @Get('audit')
  async trail(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const { after } = ctx.query;
    const beforeId = after === undefined ? {} : { beforeId: String(decodeCursor(after, ['text'])[0]) };
    const rows = await listAudit(this.reads, ctx.cooperative.id, { ...filterOf(ctx), ...beforeId }, PAGE);
    const last = rows[PAGE - 1];
    const view: AuditView = {
      rows: rows.slice(0, PAGE),
      ...(rows.length > PAGE && last ? { next: encodeCursor([last.id]) } : {}),
      actions: await auditActions(this.reads, ctx.cooperative.id),
    };
    return page(<AuditPage view={view} />);
  }

  /** What the page shows, all of it. */
  @Get('audit.csv')
  csv(@Ctx() ctx: CooperativePageContext): Answer {
    const filter = filterOf(ctx);
    const file = { name: `${ctx.cooperative.code}-audit.csv`, type: 'text/csv; charset=utf-8' };
    const table: Table = {
      columns: COLUMNS.map((key) => ({
        key,
        header:
          key === 'at'
            ? ctx.t('list.timeHere', { name: ctx.t('audit.at') })
            : ctx.tOr(`audit.${key}`, ctx.t('sessions.address')),
        type: 'text' as const,
        ...saidTo(ctx, key),
      })),
      totals: 'sum',
      pages: () => auditRows(this.reads, ctx.cooperative.id, filter),
    };
    return streamed(file, async (write) => {
      for await (const line of tableCsv(table, fileLocale(ctx.locale), true)) await write(line);
    });
  }

  @Get('chain')
  async chain(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return page(<ChainPage check={await this.jobs.last(ctx.requester, 'check')} />);
  }

  /** The heads of the book and of its trail, as `sureg verify --anchor` reads them. */
  @Get('chain/anchor.json')
  async anchor(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const { code, head_seq: seq, head_hash: hash } = ctx.cooperative;
    const trail = await trailHead(this.reads, ctx.cooperative.id);
    return (reply) =>
      reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="anchor.json"')
        .send(`${JSON.stringify({ cooperative: code, seq, hash, ...(trail ? { trail } : {}) })}\n`);
  }

  /** Everything is recomputed; it changes nothing, and may take a while. */
  @Post('chain')
  @Roles('administer', 'auditor', 'administrator')
  async check(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const asker = ctx.requester;
    const { id } = await this.jobs.askCheck(asker);
    await this.jobs.settled(asker, id);
    return redirect(addressOf(ctx, 'chain'));
  }
}

async function* auditRows(reader: Reader, cooperativeId: number, filter: AuditFilter): AsyncGenerator<Row[]> {
  for await (const rows of auditPages(reader, cooperativeId, filter))
    yield rows.map((row) => COLUMNS.map((key) => row[key]));
}

/** Days are whole ones, where the herders live. */
function filterOf({ query }: Frame): AuditFilter {
  const { actor, action, from, to } = query;
  return {
    ...(actor ? { actor } : {}),
    ...(action ? { action } : {}),
    ...(from ? { since: startOf(from, 'from') } : {}),
    ...(to ? { until: startOf(addDays(dayOf(to, 'to'), 1), 'to') } : {}),
  };
}

function dayOf(text: string, field: string): string {
  if (!isCivilDate(text)) throw new DomainError('date_invalid', {}, field);
  return text;
}

function startOf(day: string, field: string): string {
  return dayBegins(dayOf(day, field));
}

/** What people read for times and codes of the trail; programs take the export of the trail. */
function saidTo(frame: Frame, key: (typeof COLUMNS)[number]): Pick<Column, 'say'> {
  if (key === 'at') return { say: moment };
  return key === 'action' ? { say: (code) => frame.tOr(`audit.did.${code}`, code) } : {};
}
