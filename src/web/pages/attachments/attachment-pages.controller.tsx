/** The pages of photos and papers: those of a contract, those of an event with a form to add more, and each to be fetched. */
import { Get, Param, Post } from '@nestjs/common';
import { AttachmentsService, type NewFile } from '../../../attachments/attachments.service';
import { checkValue } from '../../../domain/shape/check';
import { DomainError } from '../../../domain/errors';
import { ALL_ROLES, Roles, STAFF } from '../../../edge/access';
import { Downloads } from '../../../edge/downloads.service';
import { Files, TakesFiles } from '../../../edge/files-form';
import { sendAttachment } from '../../../edge/send-attachment';
import { CodeParam } from '../../../edge/shape.pipe';
import { FilesModel } from './attachments.model';
import { namesOf } from '../../kit/forms/files-field';
import type { FormState } from '../../kit/forms/inputs';
import { addressOf } from '../../kit/frame';
import { ContractFilesPage, EventFilesPage } from './attachments.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect } from '../../kit/answers';
import { submit } from '../../kit/forms/submit';

@Pages('c/:cooperative/contracts/:contract')
export class FilePages {
  constructor(
    private readonly files: FilesModel,
    private readonly attachments: AttachmentsService,
    private readonly downloads: Downloads,
  ) {}

  @Get('files')
  @Roles('read', ...STAFF)
  async list(@Ctx() ctx: CooperativePageContext, @CodeParam('contract') number: string): Promise<Answer> {
    const files = await this.files.ofContract(ctx, number);
    return page(<ContractFilesPage number={number} files={files} />);
  }

  /** Herders see the files of their own contracts, as at the API. */
  @Get('files/:sha256')
  @Roles('read', ...ALL_ROLES)
  fetch(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('contract') contract: string,
    @Param('sha256') sha256: string,
  ): Answer {
    if (checkValue({ is: 'hash' }, sha256)) throw new DomainError('attachment_unknown', {}, 'attachment');
    const { scope, cooperative, request } = ctx;
    return async (reply) => {
      // A file is in memory while it is sent: it is not read before its turn.
      await this.downloads.enter(request, reply);
      return sendAttachment(
        reply,
        await this.attachments.read({ cooperative: cooperative.code, contract, scope }, sha256),
      );
    };
  }

  @Get('events/:event/files')
  @Roles('read', ...STAFF)
  async ofEvent(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('contract') number: string,
    @CodeParam('event') event: string,
  ): Promise<Answer> {
    const view = await this.files.ofEvent(ctx, number, event);
    const form: FormState = { typed: {}, errors: new Map() };
    return page(<EventFilesPage view={view} form={form} />);
  }

  @Post('events/:event/files')
  @Roles('record', 'clerk', 'branch')
  @TakesFiles()
  async add(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('contract') number: string,
    @CodeParam('event') event: string,
    @Files() files: readonly NewFile[],
  ): Promise<Answer> {
    const view = await this.files.ofEvent(ctx, number, event);
    return submit(ctx, {
      work: async () => {
        await this.files.add(ctx, number, event, files, ctx.origin);
        const told = done('flash.filesKept', { count: String(files.length) });
        return redirect(addressOf(ctx, 'contracts', number, 'events', event, 'files'), told);
      },
      again: (errors) =>
        page(<EventFilesPage view={view} form={{ typed: {}, errors, lostFiles: namesOf(files) }} />, 422),
    });
  }
}
