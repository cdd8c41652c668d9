/** The pages of households: the list, one household with all its contracts, and a new one. */
import { Get, Post } from '@nestjs/common';
import { Roles, STAFF } from '../../../edge/access';
import { HouseholdInput } from '../../../api/dto/inputs.dto';
import { CodeParam } from '../../../edge/shape.pipe';
import { RegistrationService } from '../../../contracts/registration.service';
import type { Faults } from '../../kit/forms/faults';
import type { Typed } from '../../kit/forms/typed';
import { addressOf, type Frame } from '../../kit/frame';
import { HouseholdsModel } from './households.model';
import { FormPage } from '../../kit/form-page';
import { HouseholdPage, HouseholdsPage } from './households.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect } from '../../kit/answers';
import { submit } from '../../kit/forms/submit';
import { formOf } from '../../kit/forms/inputs';

@Pages('c/:cooperative/households')
export class HouseholdPages {
  constructor(
    private readonly households: HouseholdsModel,
    private readonly desk: RegistrationService,
  ) {}

  @Get()
  @Roles('read', ...STAFF)
  async list(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const view = await this.households.list(ctx.cooperative.id, ctx.query);
    return page(<HouseholdsPage view={view} />);
  }

  @Get('new')
  @Roles('record', 'clerk', 'administrator')
  form(@Ctx() ctx: CooperativePageContext): Answer {
    return page(newHousehold(ctx, { member: 'yes' }));
  }

  @Post('new')
  @Roles('record', 'clerk', 'administrator')
  add(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return submit(ctx, {
      shape: HouseholdInput,
      work: async (input) => {
        await this.desk.addHousehold(ctx.cooperative.code, input, ctx.origin);
        return redirect(addressOf(ctx, 'households', input.code), done('flash.householdAdded', { name: input.name }));
      },
      again: (errors) => page(newHousehold(ctx, ctx.typed, errors), 422),
    });
  }

  @Get(':household')
  @Roles('read', ...STAFF)
  async one(@Ctx() ctx: CooperativePageContext, @CodeParam('household') code: string): Promise<Answer> {
    const view = await this.households.one(ctx.scope, code);
    return page(<HouseholdPage view={view} />);
  }
}

function newHousehold(frame: Frame, typed: Typed, errors?: Faults) {
  return (
    <FormPage
      title={frame.t('households.new')}
      shape={HouseholdInput}
      form={formOf('household', typed, errors, 'code')}
      submit={frame.t('form.save')}
      back={addressOf(frame, 'households')}
    />
  );
}
