/** The pages of what a cooperative asks a second person for, and of new cooperatives. */
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../../../audit/audit';
import type { ProposalView } from '../../../approvals/proposals.queries';
import { ApprovalSettings } from '../../../approvals/settings';
import { ApprovalSettingsService } from '../../../approvals/settings.service';
import { ACCOUNTING_SYSTEMS } from '../../../domain/book/lines';
import { EVENT_KINDS } from '../../../domain/events/registry';
import { readShape } from '../../../domain/shape/read';
import { By, From, Opened, Operator, Roles, STAFF } from '../../../edge/access';
import type { Actor } from '../../../identity/viewer';
import { CooperativeInput } from '../../../api/dto/inputs.dto';
import { BEFORE_ALL } from '../../../api/dto/queries.dto';
import { NoticeSettings, NoticeSettingsService } from '../../../parties/notice-names.service';
import type { Access } from '../../../parties/scope';
import { CooperativesService } from '../../../contracts/cooperatives.service';
import type { FormState } from '../../kit/forms/inputs';
import { refusalOf } from '../../kit/forms/refused';
import { objectTyped, typedOf, type Typed } from '../../kit/forms/typed';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { NewCooperativePage, SettingsPage } from './settings.view';

const VERSIONS = 20;

@ApiExcludeController()
@Controller('c/:cooperative/settings')
export class SettingsPages {
  constructor(
    private readonly settings: ApprovalSettingsService,
    private readonly notices: NoticeSettingsService,
  ) {}

  @Get()
  @Roles('read', ...STAFF)
  form(@Framed() frame: Frame, @Opened() { cooperative }: Access, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.show(frame, reply, cooperative.id);
  }

  @Post()
  @Roles('administer', 'administrator')
  async change(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @By() maker: Actor,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    let proposed: ProposalView | undefined;
    const errors = await refusalOf(frame, async () => {
      const input = readShape(ApprovalSettings, objectTyped(ApprovalSettings, typed));
      const outcome = await this.settings.change(cooperative.code, versionTyped(typed), input, maker);
      if ('proposed' in outcome) proposed = outcome.proposed;
    });
    if (errors) return this.show(frame, reply, cooperative.id, { approvals: { typed, errors } });
    if (proposed) {
      const params = { kind: frame.t('proposal.settings'), proposal: String(proposed.id) };
      return goTo(reply, addressOf(frame, 'settings'), { tone: 'wait', key: 'flash.waiting', params });
    }
    return goTo(reply, addressOf(frame, 'settings'), { tone: 'good', key: 'flash.saved', params: {} });
  }

  @Post('notices')
  @Roles('administer', 'administrator')
  async changeNotices(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    const errors = await refusalOf(frame, () => {
      const input = readShape(NoticeSettings, objectTyped(NoticeSettings, typed));
      return this.notices.change(cooperative.code, versionTyped(typed), input, origin);
    });
    if (errors) return this.show(frame, reply, cooperative.id, { notices: { typed, errors } });
    return goTo(reply, addressOf(frame, 'settings'), { tone: 'good', key: 'flash.saved', params: {} });
  }

  private async show(
    frame: Frame,
    reply: FastifyReply,
    cooperativeId: number,
    refused: { readonly approvals?: RefusedForm; readonly notices?: RefusedForm } = {},
  ): Promise<FastifyReply> {
    const { version, settings } = await this.settings.get(cooperativeId);
    const kinds = [...EVENT_KINDS].filter(([, kind]) => !kind.approval).map(([value]) => value);
    const choices = { always: kinds.map((value) => ({ value, text: frame.word(`kind.${value}`) })) };
    const approvals = { ...formOf('settings', settings, refused.approvals), choices };
    const noticeSettings = (await this.notices.get(cooperativeId)).settings;
    const notices = formOf('notices', noticeSettings, refused.notices);
    const history = await this.settings.history(cooperativeId, BEFORE_ALL, VERSIONS);
    const view = { version, approvals, notices, history: history.slice(0, VERSIONS) };
    const isRefused = refused.approvals !== undefined || refused.notices !== undefined;
    return show(reply, <SettingsPage view={view} />, isRefused ? 422 : 200);
  }
}

interface RefusedForm {
  readonly typed: Typed;
  readonly errors: ReadonlyMap<string, string>;
}

function formOf(about: string, settings: object, refused?: RefusedForm): FormState {
  return { about, typed: refused?.typed ?? typedOf(settings), errors: refused?.errors ?? new Map() };
}

/** The version that a form was made from; one that is none fits no version. */
function versionTyped(typed: Typed): number {
  return Number(/^\d{1,9}$/.exec(typed['version'] ?? '')?.[0] ?? -1);
}

@ApiExcludeController()
@Controller('cooperatives')
@Operator()
export class CooperativePages {
  constructor(private readonly cooperatives: CooperativesService) {}

  @Get('new')
  form(@Framed() frame: Frame, @Res() reply: FastifyReply): FastifyReply {
    return this.show(frame, reply, { accounting: ACCOUNTING_SYSTEMS[0] }, new Map());
  }

  /** Whoever adds a cooperative is its first administrator. */
  @Post()
  async create(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    const made = { code: '' };
    const errors = await refusalOf(frame, async () => {
      const input = readShape(CooperativeInput, objectTyped(CooperativeInput, typed));
      const row = await this.cooperatives.create({ type: 'cooperative', ...input }, origin, frame.viewer.userId);
      made.code = row.code;
    });
    if (errors) return this.show(frame, reply, typed, errors);
    return goTo(reply, `/c/${encodeURIComponent(made.code)}/users`, { tone: 'good', key: 'flash.cooperative', params: made }); // prettier-ignore
  }

  private show(frame: Frame, reply: FastifyReply, typed: Typed, errors: ReadonlyMap<string, string>): FastifyReply {
    const choices = {
      accounting: ACCOUNTING_SYSTEMS.map((value) => ({ value, text: frame.t(`accounting.${value}`) })),
    };
    const form = { about: 'cooperative', typed, errors, choices };
    return show(reply, <NewCooperativePage form={form} />, errors.size > 0 ? 422 : 200);
  }
}
