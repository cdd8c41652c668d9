/** The pages of photos and papers: those of a contract, those of an event with a form to add more, and each to be fetched. */
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AttachmentsService, type NewFile } from '../../../attachments/attachments.service';
import type { Origin } from '../../../audit/audit';
import { checkValue } from '../../../domain/shape/check';
import { DomainError } from '../../../domain/errors';
import { ALL_ROLES, From, Opened, Roles, STAFF } from '../../../edge/access';
import { Downloads } from '../../../edge/downloads.service';
import { Files, TakesFiles } from '../../../edge/files-form';
import { sendFile } from '../../../edge/send-attachment';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Access } from '../../../parties/scope';
import { FilesModel } from './attachments.model';
import { faultsOf } from '../../kit/forms/faults';
import { namesOf } from '../../kit/forms/files-field';
import type { FormState } from '../../kit/forms/inputs';
import { addressOf, Framed, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { ContractFilesPage, EventFilesPage } from './attachments.view';

@ApiExcludeController()
@Controller('c/:cooperative/contracts/:contract')
export class FilePages {
  constructor(
    private readonly files: FilesModel,
    private readonly attachments: AttachmentsService,
    private readonly downloads: Downloads,
  ) {}

  @Get('files')
  @Roles('read', ...STAFF)
  async list(
    @Opened() opened: Access,
    @Param('contract', new CodePipe('contract')) number: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const files = await this.files.ofContract(opened, number);
    return show(reply, <ContractFilesPage number={number} files={files} />);
  }

  /** Herders see the files of their own contracts, as at the API. */
  @Get('files/:sha256')
  @Roles('read', ...ALL_ROLES)
  async fetch(
    @Opened() { cooperative, scope }: Access,
    @Param('contract', new CodePipe('contract')) contract: string,
    @Param('sha256') sha256: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    if (checkValue({ is: 'hash' }, sha256)) throw new DomainError('attachment_unknown', {}, 'attachment');
    // A file is in memory while it is sent: it is not read before its turn.
    await this.downloads.enter(request, reply);
    return sendFile(reply, await this.attachments.read({ cooperative: cooperative.code, contract, scope }, sha256));
  }

  @Get('events/:event/files')
  @Roles('read', ...STAFF)
  async ofEvent(
    @Opened() opened: Access,
    @Param('contract', new CodePipe('contract')) number: string,
    @Param('event', new CodePipe('event', 64)) event: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const view = await this.files.ofEvent(opened, number, event);
    const form: FormState = { typed: {}, errors: new Map() };
    return show(reply, <EventFilesPage view={view} form={form} />);
  }

  @Post('events/:event/files')
  @Roles('record', 'clerk', 'branch')
  @TakesFiles()
  async add(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Param('contract', new CodePipe('contract')) number: string,
    @Param('event', new CodePipe('event', 64)) event: string,
    @Files() files: readonly NewFile[],
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const view = await this.files.ofEvent(opened, number, event);
    try {
      await this.files.add(opened, number, event, files, origin);
    } catch (error) {
      const form: FormState = { typed: {}, errors: faultsOf(error, frame), lostFiles: namesOf(files) };
      return show(reply, <EventFilesPage view={view} form={form} />, 422);
    }
    const told = { tone: 'good', key: 'flash.filesKept', params: { count: String(files.length) } } as const;
    return goTo(reply, addressOf(frame, 'contracts', number, 'events', event, 'files'), told);
  }
}
