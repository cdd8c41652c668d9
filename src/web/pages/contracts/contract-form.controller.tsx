/** The form of a contract's draft: terms are built step by step, and what they come to is shown before anything is saved. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { From, By, Opened, Roles } from '../../../edge/access';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Actor } from '../../../identity/viewer';
import type { Access } from '../../../parties/scope';
import { RecordingService } from '../../../contracts/recording.service';
import { ContractFormModel } from './contract-form.model';
import type { Typed } from '../../kit/forms/typed';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { ContractFormPage, type ContractFormView } from './contract-form.view';

@ApiExcludeController()
@Controller('c/:cooperative/contracts')
@Roles('record', 'clerk')
export class ContractFormPages {
  constructor(
    private readonly forms: ContractFormModel,
    private readonly recording: RecordingService,
  ) {}

  @Get('new')
  async begin(
    @Framed() frame: Frame,
    @Opened() { scope }: Access,
    @Query() query: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { household = '' } = textsOf(query);
    return show(reply, <ContractFormPage view={await this.forms.begin(frame, scope, household)} />);
  }

  @Post('new')
  async add(
    @Framed() frame: Frame,
    @Opened() { scope }: Access,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    const view = await this.forms.save(frame, scope, typed, origin);
    return 'number' in view ? goTo(reply, addressOf(frame, 'contracts', view.number), { tone: 'good', key: 'flash.drafted', params: { number: view.number } }) : show(reply, <ContractFormPage view={view} />, statusOf(view, typed)); // prettier-ignore
  }

  @Get(':contract/edit')
  async edit(
    @Framed() frame: Frame,
    @Opened() { scope }: Access,
    @Param('contract', new CodePipe('contract')) number: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return show(reply, <ContractFormPage view={await this.forms.edit(frame, scope, number)} />);
  }

  @Post(':contract/edit')
  async change(
    @Framed() frame: Frame,
    @Opened() { scope }: Access,
    @From() origin: Origin,
    @Param('contract', new CodePipe('contract')) number: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    const view = await this.forms.save(frame, scope, { ...typed, number }, origin, number);
    return 'number' in view ? goTo(reply, addressOf(frame, 'contracts', number), { tone: 'good', key: 'flash.drafted', params: { number } }) : show(reply, <ContractFormPage view={view} />, statusOf(view, typed)); // prettier-ignore
  }

  @Post(':contract/activate')
  @Roles('record', 'clerk', 'branch')
  async activate(
    @Framed() frame: Frame,
    @By() maker: Actor,
    @Param('contract', new CodePipe('contract')) number: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const version = Number(textsOf(body)['version'] ?? 0);
    const proposal = await this.recording.activate(frame.place?.code ?? '', number, version, maker);
    const params = { kind: frame.t('contract.activate'), proposal: String(proposal.id) };
    return goTo(reply, addressOf(frame, 'contracts', number), { tone: 'wait', key: 'flash.waiting', params });
  }
}

/** What was only looked at was answered, also when it is not whole yet. */
function statusOf(view: ContractFormView, typed: Typed): number {
  return view.form.errors.size > 0 && typed['_do'] !== 'check' ? 422 : 200;
}
