/** Photos and papers of a contract: sent as they are, with their own content type, and given back as downloads. */
import { optional } from '../common/objects';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { listAttachments, type AttachmentRow } from '../attachments/attachments.queries';
import { AttachmentsService, type FileAddress } from '../attachments/attachments.service';
import { FILE_TYPES } from '../attachments/file-types';
import { requireContract } from '../contracts/contracts';
import { ReadPool } from '../database/reader';
import { DomainError } from '../domain/errors';
import { Code, Text } from '../domain/shape/field';
import { checkValue } from '../domain/shape/check';
import type { Access } from '../parties/scope';
import { ALL_ROLES, Roles } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { Downloads } from '../edge/downloads.service';
import { Documented } from '../edge/documented';
import { sendAttachment } from '../edge/send-attachment';
import { CodeParam, ShapePipe } from '../edge/shape.pipe';
import { AttachmentView } from './dto/views.dto';
import type { List } from '../common/paging';
import { Listed } from '../domain/shape/view';

const TYPES = FILE_TYPES.map((t) => t.type);
const BINARY = { schema: { type: 'string' as const, format: 'binary' } };

class FileQuery {
  /** What the file is called. */
  @Text(200, { optional: true }) name?: string;
  /** The event it shows. */
  @Code({ max: 64, optional: true }) event?: string;
}

@ApiTags('attachments')
@Controller('api/v1/cooperatives/:cooperative/contracts/:contract/attachments')
export class AttachmentsController {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly reads: ReadPool,
    private readonly downloads: Downloads,
  ) {}

  @Get()
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'The files of a contract',
    ok: { 200: [Listed(AttachmentView), 'All of them'] },
    problems: [404],
  })
  async list(
    @Ctx() { scope }: CooperativeContext,
    @CodeParam('contract') number: string,
  ): Promise<List<AttachmentView>> {
    const contract = await requireContract(this.reads, scope, number);
    const rows = await listAttachments(this.reads, scope.cooperativeId, contract.id);
    return { items: rows.map(viewOf) };
  }

  @Post()
  @Roles('record', 'clerk', 'branch')
  @ApiConsumes(...TYPES)
  @ApiBody(BINARY)
  @Documented({
    summary:
      'Keeps a photo or paper: JPEG, PNG, WebP or PDF, at most 5 MB. Events and signatures name it by its SHA-256',
    query: FileQuery,
    ok: { 201: [AttachmentView, 'Kept'], 200: [AttachmentView, 'It was there already'] },
    problems: [404, 413, 415, 422, 503],
  })
  async add(
    @Ctx() ctx: CooperativeContext,
    @CodeParam('contract') contract: string,
    @Query(new ShapePipe(FileQuery)) query: FileQuery,
    @Body() bytes: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AttachmentView> {
    if (!Buffer.isBuffer(bytes)) throw new DomainError('attachment_type');
    const { written, row } = await this.attachments.add(addressOf(ctx, contract), { bytes, ...query }, ctx.origin);
    if (written === 'same') reply.status(200);
    return viewOf(row);
  }

  @Get(':sha256')
  @Roles('read', ...ALL_ROLES)
  @Documented({ summary: 'One file, to be saved', ok: { 200: [{ types: TYPES }, 'The file'] }, problems: [404] })
  async get(
    @Ctx() ctx: CooperativeContext,
    @CodeParam('contract') contract: string,
    @Param('sha256') sha256: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (checkValue({ is: 'hash' }, sha256)) throw new DomainError('attachment_unknown', {}, 'attachment');
    // A file is in memory while it is sent: it is not read before its turn.
    await this.downloads.enter(request, reply);
    await sendAttachment(reply, await this.attachments.read(addressOf(ctx, contract), sha256));
  }
}

function addressOf({ cooperative, scope }: Access, contract: string): FileAddress {
  return { cooperative: cooperative.code, contract, scope };
}

function viewOf(row: AttachmentRow): AttachmentView {
  const { sha256, type, bytes, name } = row;
  return { sha256, type, bytes, name, ...optional('event', row.event_id), at: row.added_at, by: row.added_by };
}
