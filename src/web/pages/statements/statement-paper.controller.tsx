/** The pages by which what stands on a signed paper is recorded: who signed it and when, or what the household disputes, with the paper. */
import { Get, Post } from '@nestjs/common';
import { AttachmentsService, type NewFile } from '../../../attachments/attachments.service';
import type { StagedFiles } from '../../../attachments/staged-files';
import { DomainError } from '../../../domain/errors';
import { readShape } from '../../../domain/shape/read';
import { Roles } from '../../../edge/access';
import { Files, FILES_FIELD, TakesFiles } from '../../../edge/files-form';
import { PaperInput } from '../../../api/dto/statement-workflow.dto';
import { CodeParam } from '../../../edge/shape.pipe';
import { papersOf } from '../../../domain/statement/workflow';
import { actorOf, partiesOf } from '../../../statements/parties';
import { StatementWorkflow } from '../../../statements/workflow.service';
import { namesOf } from '../../kit/forms/files-field';
import { formOf, type FormState } from '../../kit/forms/inputs';
import { objectTyped } from '../../kit/forms/typed';
import { addressOf } from '../../kit/frame';
import { seenBy } from './statement-acts';
import { StatementModel } from './statement.model';
import { PaperDisputePage, PaperSignaturePage } from './statement-paper.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect, waits } from '../../kit/answers';
import { submit } from '../../kit/forms/submit';
import { disputeTyped } from './dispute-fields.view';

@Pages('c/:cooperative/statements/:season/:contract')
export class StatementPaperPages {
  constructor(
    private readonly statements: StatementModel,
    private readonly life: StatementWorkflow,
    private readonly attachments: AttachmentsService,
  ) {}

  @Get('paper')
  @Roles('read', 'clerk', 'branch')
  async signature(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
  ): Promise<Answer> {
    const view = await this.statements.of(ctx, season, number);
    const [role = ''] = papersOf(partiesOf(view.roles));
    const typed = { role, ...(role === 'household' ? { signer: view.householdName } : {}) };
    return page(<PaperSignaturePage view={view} form={formOf('paper', typed)} />);
  }

  @Post('paper')
  @Roles('record', 'clerk', 'branch')
  @TakesFiles()
  async sign(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
    @Files() files: readonly NewFile[],
  ): Promise<Answer> {
    const address = addressOf(ctx, 'statements', season, number);
    return this.submit(ctx, files, {
      work: async (paper) => {
        const signed = readShape(PaperInput, objectTyped(PaperInput, ctx.typed));
        await this.life.signOnPaper(seenBy(ctx, season, number, ctx.typed), actorOf(ctx, ctx.origin), signed, paper);
        return redirect(address, done('flash.signedOnPaper'));
      },
      again: async (form) =>
        page(<PaperSignaturePage view={await this.statements.of(ctx, season, number)} form={form} />, 422),
    });
  }

  @Get('paper-dispute')
  @Roles('read', 'clerk')
  async disputed(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
  ): Promise<Answer> {
    const view = await this.statements.of(ctx, season, number);
    return page(<PaperDisputePage view={view} form={formOf('paper')} />);
  }

  @Post('paper-dispute')
  @Roles('record', 'clerk')
  @TakesFiles()
  async dispute(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
    @Files() files: readonly NewFile[],
  ): Promise<Answer> {
    const address = addressOf(ctx, 'statements', season, number);
    return this.submit(ctx, files, {
      work: async (paper) => {
        const [attachment = ''] = paper.hashes;
        const dispute = { ...disputeTyped(ctx.typed), attachment };
        await this.life.dispute(seenBy(ctx, season, number, ctx.typed), actorOf(ctx, ctx.origin), dispute, paper);
        return redirect(address, waits('flash.disputedOnPaper'));
      },
      again: async (form) =>
        page(<PaperDisputePage view={await this.statements.of(ctx, season, number)} form={form} />, 422),
    });
  }

  /**
   * A paper is about the content that was printed: when that has changed, there is nothing to be mended.
   *
   * @throws DomainError field_required, attachment_limit at `files`: a signature stands on one paper
   */
  private submit(ctx: CooperativePageContext, files: readonly NewFile[], { work, again }: OnPaper): Promise<Answer> {
    return submit(ctx, {
      mends: ['format', 'rule'],
      work: () => {
        if (files.length === 0) throw new DomainError('field_required', {}, FILES_FIELD);
        if (files.length > 1) throw new DomainError('attachment_limit', { max: 1 }, FILES_FIELD);
        return this.attachments.withFiles(files, work);
      },
      again: (errors) => again({ ...formOf('paper', ctx.typed, errors), lostFiles: namesOf(files) }),
    });
  }
}

interface OnPaper {
  readonly work: (paper: StagedFiles) => Promise<Answer>;
  /** The form again, with what is wrong in it. */
  readonly again: (form: FormState) => Promise<Answer>;
}
