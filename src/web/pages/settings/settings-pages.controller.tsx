/** The pages of what a cooperative asks a second person for, and of new cooperatives. */
import type { VNode } from 'preact';
import { Get, Post } from '@nestjs/common';
import { ApprovalSettings } from '../../../approvals/settings';
import { ApprovalSettingsService } from '../../../approvals/settings.service';
import { ACCOUNTING_SYSTEMS } from '../../../domain/book/lines';
import { Operator, Roles, STAFF } from '../../../edge/access';
import { CooperativeInput } from '../../../api/dto/inputs.dto';
import { BEFORE_ALL } from '../../../api/dto/queries.dto';
import { NoticeSettings, NoticeSettingsService } from '../../../parties/notice-names.service';
import { CooperativesService } from '../../../contracts/cooperatives.service';
import { formOf, type FormState } from '../../kit/forms/inputs';
import { type Typed, typedOf } from '../../kit/forms/typed';
import { addressOf, type Frame } from '../../kit/frame';
import { NewCooperativePage, SettingsPage } from './settings.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext, PageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect, waits } from '../../kit/answers';
import { submit } from '../../kit/forms/submit';
import type { Faults } from '../../kit/forms/faults';
import { EVENT_KINDS } from '../../../domain/events/registry';

const VERSIONS = 20;

@Pages('c/:cooperative/settings')
export class SettingsPages {
  constructor(
    private readonly settings: ApprovalSettingsService,
    private readonly notices: NoticeSettingsService,
  ) {}

  @Get()
  @Roles('read', ...STAFF)
  async form(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return page(await this.view(ctx));
  }

  @Post()
  @Roles('administer', 'administrator')
  change(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return submit(ctx, {
      shape: ApprovalSettings,
      work: async (input) => {
        const { code } = ctx.cooperative;
        const outcome = await this.settings.change(code, versionTyped(ctx.typed), input, ctx.actor);
        const address = addressOf(ctx, 'settings');
        if (!('proposed' in outcome)) return redirect(address, done('flash.saved'));
        const params = { kind: ctx.t('proposal.settings'), proposal: String(outcome.proposed.id) };
        return redirect(address, waits('flash.waiting', params));
      },
      again: async (errors) => page(await this.view(ctx, formOf('settings', ctx.typed, errors)), 422),
    });
  }

  @Post('notices')
  @Roles('administer', 'administrator')
  changeNotices(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return submit(ctx, {
      shape: NoticeSettings,
      work: async (input) => {
        await this.notices.change(ctx.cooperative.code, versionTyped(ctx.typed), input, ctx.origin);
        return redirect(addressOf(ctx, 'settings'), done('flash.saved'));
      },
      again: async (errors) => page(await this.view(ctx, undefined, formOf('notices', ctx.typed, errors)), 422),
    });
  }

  /** @param refused, refusedNotices the forms that came back */
  private async view(ctx: CooperativePageContext, refused?: FormState, refusedNotices?: FormState): Promise<VNode> {
    const { id } = ctx.cooperative;
    const { version, settings } = await this.settings.get(id);
    const kinds = [...EVENT_KINDS].filter(([, kind]) => !kind.approval).map(([value]) => value);
    const choices = { always: kinds.map((value) => ({ value, text: ctx.word(`kind.${value}`) })) };
    const approvals = { ...(refused ?? formOf('settings', typedOf(settings))), choices };
    const notices = refusedNotices ?? formOf('notices', typedOf((await this.notices.get(id)).settings));
    const history = await this.settings.history(id, BEFORE_ALL, VERSIONS);
    return <SettingsPage view={{ version, approvals, notices, history: history.slice(0, VERSIONS) }} />;
  }
}

/** The version that a form was made from; one that is none fits no version. */
function versionTyped(typed: Typed): number {
  return Number(/^\d{1,9}$/.exec(typed['version'] ?? '')?.[0] ?? -1);
}

@Pages('cooperatives')
@Operator()
export class CooperativePages {
  constructor(private readonly cooperatives: CooperativesService) {}

  @Get('new')
  form(@Ctx() ctx: PageContext): Answer {
    return page(newCooperative(ctx, { accounting: ACCOUNTING_SYSTEMS[0] }));
  }

  /** Whoever adds a cooperative is its first administrator. */
  @Post()
  create(@Ctx() ctx: PageContext): Promise<Answer> {
    return submit(ctx, {
      shape: CooperativeInput,
      work: async (input) => {
        const { origin, viewer } = ctx;
        const { code } = await this.cooperatives.create({ type: 'cooperative', ...input }, origin, viewer.userId);
        return redirect(`/c/${encodeURIComponent(code)}/users`, done('flash.cooperative', { code }));
      },
      again: (errors) => page(newCooperative(ctx, ctx.typed, errors), 422),
    });
  }
}

function newCooperative(frame: Frame, typed: Typed, errors?: Faults): VNode {
  const accounting = ACCOUNTING_SYSTEMS.map((value) => ({ value, text: frame.t(`accounting.${value}`) }));
  return <NewCooperativePage form={{ ...formOf('cooperative', typed, errors), choices: { accounting } }} />;
}
