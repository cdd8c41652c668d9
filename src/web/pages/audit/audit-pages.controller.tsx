/** The pages of the auditor: the trail of who did what, and the chain of the book with a check of all of it. */
import { Controller, Get, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { auditActions, auditPages, listAudit, trailHead, type AuditFilter } from '../../../audit/audit.queries';
import { dayBegins } from '../../../common/clock';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { ReadPool } from '../../../database/reader';
import type { Reader } from '../../../database/tx';
import { addDays, isCivilDate } from '../../../domain/calendar';
import { DomainError } from '../../../domain/errors';
import { tableCsv, type Column, type Row, type Table } from '../../../exports/table';
import { By, Opened, Roles } from '../../../edge/access';
import { askerOf } from '../../../edge/requester';
import { moment } from '../../../i18n/format';
import { fileLocale } from '../../../i18n/pages';
import type { Actor } from '../../../identity/viewer';
import { JobsService } from '../../../jobs/jobs.service';
import type { Access } from '../../../parties/scope';
import { addressOf, Framed, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { streamed } from '../../kit/stream';
import { AuditPage, ChainPage, type AuditView } from './audit.view';

const PAGE = 50;
const COLUMNS = ['at', 'actor', 'action', 'subject', 'before', 'after', 'address'] as const;

@ApiExcludeController()
@Controller('c/:cooperative')
@Roles('read', 'auditor', 'administrator')
export class AuditPages {
  constructor(
    private readonly reads: ReadPool,
    private readonly jobs: JobsService,
  ) {}

  @Get('audit')
  async trail(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { after } = frame.query;
    const beforeId = after === undefined ? {} : { beforeId: String(decodeCursor(after, ['text'])[0]) };
    const rows = await listAudit(this.reads, cooperative.id, { ...filterOf(frame), ...beforeId }, PAGE);
    const last = rows[PAGE - 1];
    const view: AuditView = {
      rows: rows.slice(0, PAGE),
      ...(rows.length > PAGE && last ? { next: encodeCursor([last.id]) } : {}),
      actions: await auditActions(this.reads, cooperative.id),
    };
    return show(reply, <AuditPage view={view} />);
  }

  /** What the page shows, all of it. */
  @Get('audit.csv')
  csv(@Framed() frame: Frame, @Opened() { cooperative }: Access, @Res() reply: FastifyReply): Promise<FastifyReply> {
    const filter = filterOf(frame);
    const file = { name: `${cooperative.code}-audit.csv`, type: 'text/csv; charset=utf-8' };
    const table: Table = {
      columns: COLUMNS.map((key) => ({
        key,
        header:
          key === 'at'
            ? frame.t('list.timeHere', { name: frame.t('audit.at') })
            : frame.tOr(`audit.${key}`, frame.t('sessions.address')),
        type: 'text' as const,
        ...saidTo(frame, key),
      })),
      totals: 'sum',
      pages: () => auditRows(this.reads, cooperative.id, filter),
    };
    return streamed(reply, file, async (write) => {
      for await (const line of tableCsv(table, fileLocale(frame.locale), true)) await write(line);
    });
  }

  @Get('chain')
  async chain(@Opened() opened: Access, @By() by: Actor, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return show(reply, <ChainPage check={await this.jobs.last(askerOf(opened, by), 'check')} />);
  }

  /** The heads of the book and of its trail, as `sureg verify --anchor` reads them. */
  @Get('chain/anchor.json')
  async anchor(@Opened() { cooperative }: Access, @Res() reply: FastifyReply): Promise<FastifyReply> {
    const { code, head_seq: seq, head_hash: hash } = cooperative;
    const trail = await trailHead(this.reads, cooperative.id);
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', 'attachment; filename="anchor.json"')
      .send(`${JSON.stringify({ cooperative: code, seq, hash, ...(trail ? { trail } : {}) })}\n`);
  }

  /** Everything is recomputed; it changes nothing, and may take a while. */
  @Post('chain')
  @Roles('administer', 'auditor', 'administrator')
  async check(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @By() by: Actor,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const asker = askerOf(opened, by);
    const { id } = await this.jobs.askCheck(asker);
    await this.jobs.settled(asker, id);
    return goTo(reply, addressOf(frame, 'chain'));
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
