/** The pages by which what stands on a signed paper is recorded: who signed it and when, or what the household disputes, with the paper. */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AttachmentsService, type NewFile } from '../../../attachments/attachments.service';
import type { StagedFiles } from '../../../attachments/staged-files';
import type { Origin } from '../../../audit/audit';
import { DomainError } from '../../../domain/errors';
import { readShape } from '../../../domain/shape/read';
import { From, Opened, Roles } from '../../../edge/access';
import { Files, FILES_FIELD, TakesFiles } from '../../../edge/files-form';
import { PaperInput } from '../../../api/dto/statement-workflow.dto';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Access } from '../../../parties/scope';
import { papersOf } from '../../../domain/statement/workflow';
import { actorOf, partiesOf } from '../../../statements/parties';
import { LifeService } from '../../../statements/workflow.service';
import { faultsOf } from '../../kit/forms/faults';
import { namesOf } from '../../kit/forms/files-field';
import type { FormState } from '../../kit/forms/inputs';
import { objectTyped, type Typed } from '../../kit/forms/typed';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { seenBy } from './statement-acts';
import { StatementModel } from './statement.model';
import { disputeTyped } from './dispute-fields.view';
import { PaperDisputePage, PaperSignaturePage } from './statement-paper.view';

@ApiExcludeController()
@Controller('c/:cooperative/statements/:season/:contract')
export class StatementPaperPages {
  constructor(
    private readonly statements: StatementModel,
    private readonly life: LifeService,
    private readonly attachments: AttachmentsService,
  ) {}

  @Get('paper')
  @Roles('read', 'clerk', 'branch')
  async signature(
    @Opened() opened: Access,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const view = await this.statements.of(opened, season, number);
    const [role = ''] = papersOf(partiesOf(view.roles));
    const typed = { role, ...(role === 'household' ? { signer: view.householdName } : {}) };
    return show(reply, <PaperSignaturePage view={view} form={formOf(typed)} />);
  }

  @Post('paper')
  @Roles('record', 'clerk', 'branch')
  @TakesFiles()
  async sign(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Body() body: unknown,
    @Files() files: readonly NewFile[],
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    try {
      await this.withPaper(files, async (paper) => {
        const signed = readShape(PaperInput, objectTyped(PaperInput, typed));
        await this.life.signOnPaper(seenBy(opened, season, number, typed), actorOf(opened, origin), signed, paper);
      });
    } catch (error) {
      const form = refusedForm(error, frame, typed, files);
      const view = await this.statements.of(opened, season, number);
      return show(reply, <PaperSignaturePage view={view} form={form} />, 422);
    }
    const told = { tone: 'good', key: 'flash.signedOnPaper', params: {} } as const;
    return goTo(reply, addressOf(frame, 'statements', season, number), told);
  }

  @Get('paper-dispute')
  @Roles('read', 'clerk')
  async disputed(
    @Opened() opened: Access,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const view = await this.statements.of(opened, season, number);
    return show(reply, <PaperDisputePage view={view} form={formOf({})} />);
  }

  @Post('paper-dispute')
  @Roles('record', 'clerk')
  @TakesFiles()
  async dispute(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Body() body: unknown,
    @Files() files: readonly NewFile[],
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    try {
      await this.withPaper(files, async (paper) => {
        const [attachment = ''] = paper.hashes;
        const dispute = { ...disputeTyped(typed), attachment };
        await this.life.dispute(seenBy(opened, season, number, typed), actorOf(opened, origin), dispute, paper);
      });
    } catch (error) {
      const form = refusedForm(error, frame, typed, files);
      const view = await this.statements.of(opened, season, number);
      return show(reply, <PaperDisputePage view={view} form={form} />, 422);
    }
    const told = { tone: 'wait', key: 'flash.disputedOnPaper', params: {} } as const;
    return goTo(reply, addressOf(frame, 'statements', season, number), told);
  }

  /** @throws DomainError field_required, attachment_limit at `files`: a signature stands on one paper */
  private withPaper(files: readonly NewFile[], work: (paper: StagedFiles) => Promise<void>): Promise<void> {
    if (files.length === 0) throw new DomainError('field_required', {}, FILES_FIELD);
    if (files.length > 1) throw new DomainError('attachment_limit', { max: 1 }, FILES_FIELD);
    return this.attachments.withFiles(files, work);
  }
}

function formOf(typed: Typed): FormState {
  return { about: 'paper', typed, errors: new Map() };
}

/**
 * The form with what is wrong in it. A paper is about the content that was printed: when that has changed, there is nothing to be mended.
 *
 * @throws whatever no form can put right
 */
function refusedForm(error: unknown, frame: Frame, typed: Typed, files: readonly NewFile[]): FormState {
  if (error instanceof DomainError && error.kind !== 'format' && error.kind !== 'rule') throw error;
  return { ...formOf(typed), errors: faultsOf(error, frame), lostFiles: namesOf(files) };
}
