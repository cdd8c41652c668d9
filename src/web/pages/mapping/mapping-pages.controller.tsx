/** The pages of the posting mapping: the version in force, the versions before, and the form that makes another. */
import { Get, Param, Post } from '@nestjs/common';
import { Roles, STAFF } from '../../../edge/access';
import { addressOf, type Frame } from '../../kit/frame';
import { MappingModel } from './mapping.model';
import { MappingPage } from './mapping.view';
import { MappingFormPage } from './mapping-form.view';
import type { MappingFormView } from './mapping.types';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect } from '../../kit/answers';

@Pages('c/:cooperative/mapping')
export class MappingPages {
  constructor(private readonly mappings: MappingModel) {}

  @Get()
  @Roles('read', ...STAFF)
  async inForce(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return page(<MappingPage view={await this.mappings.of(ctx.cooperative)} />);
  }

  @Get('versions/:version')
  @Roles('read', ...STAFF)
  async version(@Ctx() ctx: CooperativePageContext, @Param('version') version: string): Promise<Answer> {
    return page(<MappingPage view={await this.mappings.of(ctx.cooperative, version)} />);
  }

  @Get('edit')
  @Roles('record', 'clerk', 'administrator')
  async form(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return answer(ctx, await this.mappings.form(ctx, ctx.cooperative));
  }

  @Post('edit')
  @Roles('record', 'clerk', 'administrator')
  async save(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return answer(ctx, await this.mappings.save(ctx, ctx.cooperative, ctx.typed, ctx.origin));
  }

  @Post('paste')
  @Roles('record', 'clerk', 'administrator')
  async paste(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return answer(ctx, await this.mappings.paste(ctx, ctx.cooperative, ctx.typed, ctx.origin));
  }
}

/** The version that was made, or the form again. */
function answer(frame: Frame, made: MappingFormView | number): Answer {
  if (typeof made !== 'number') return page(<MappingFormPage view={made} />, made.form.errors.size > 0 ? 422 : 200);
  return redirect(addressOf(frame, 'mapping'), done('flash.mapping', { version: String(made) }));
}
